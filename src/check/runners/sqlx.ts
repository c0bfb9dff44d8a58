import { type Runner, whole } from './runner.ts';

/**
 * sqlx runs a file in a transaction, unless its first line says `no-transaction`: then it sends the file as one
 * string.
 */
export const sqlx: Runner = {
  name: 'sqlx',
  source: 'https://docs.rs/sqlx/latest/sqlx/macro.migrate.html',
  recognises: ({ text }) => NO_TRANSACTION.test(text),
  sections: ({ text }) => whole(NO_TRANSACTION.test(text) ? 'one string' : 'transaction'),
};

const NO_TRANSACTION = /^-- no-transaction/;
