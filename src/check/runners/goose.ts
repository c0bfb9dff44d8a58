import { type Runner, whole } from './runner.ts';

/** goose splits a file into statements and puts them into a transaction, unless the file says `NO TRANSACTION`. */
export const goose: Runner = {
  name: 'goose',
  source: 'https://pressly.github.io/goose/documentation/annotations/',
  recognises: ({ text }) => /^[ \t]*--[ \t]*\+goose[ \t]+up\b/im.test(text),
  sections: ({ text }) =>
    whole(/^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b/im.test(text) ? 'apart' : 'transaction'),
};
