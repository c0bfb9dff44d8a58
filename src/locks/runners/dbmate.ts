import { type Runner, whole } from './runner.ts';

/** Without its transaction it still sends the part that goes up as one string. */
export const dbmate: Runner = {
  name: 'dbmate',
  source: 'https://github.com/amacneil/dbmate#migration-options',
  recognises: ({ text }) => /^--\s*migrate:up\b/im.test(text),
  sections: ({ text }) =>
    whole(/^--\s*migrate:up\b.*\btransaction:false\b/im.test(text) ? 'one string' : 'transaction'),
};
