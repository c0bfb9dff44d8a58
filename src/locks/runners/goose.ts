import { type Runner, whole } from './runner.ts';

/** It splits a file into statements, and wraps them unless the file says otherwise. */
export const goose: Runner = {
  name: 'goose',
  source: 'https://pressly.github.io/goose/documentation/annotations/',
  recognises: ({ text }) => /^\s*--\s*\+goose\s+up\b/im.test(text),
  sections: ({ text }) =>
    whole(/^\s*--\s*\+goose\s+no\s+transaction\b/im.test(text) ? 'apart' : 'transaction'),
};
