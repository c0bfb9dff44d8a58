import { type Runner, whole } from './runner.ts';

/** Even with `transaction:false` dbmate sends the up part as one string. */
export const dbmate: Runner = {
  name: 'dbmate',
  source: 'https://github.com/amacneil/dbmate#migration-options',
  recognises: ({ text }) => /^--[ \t]*migrate:up\b/im.test(text),
  sections: ({ text }) =>
    whole(/^--[ \t]*migrate:up\b.*\btransaction:false\b/im.test(text) ? 'one string' : 'transaction'),
};
