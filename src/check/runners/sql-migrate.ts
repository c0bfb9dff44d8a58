import { type Runner, whole } from './runner.ts';

/**
 * sql-migrate splits a file into statements and puts them into a transaction, unless its `Up` mark says
 * `notransaction`.
 */
export const sqlMigrate: Runner = {
  name: 'sql-migrate',
  source: 'https://github.com/rubenv/sql-migrate#writing-migrations',
  recognises: ({ text }) => /^[ \t]*--[ \t]*\+migrate[ \t]+up\b/im.test(text),
  sections: ({ text }) =>
    whole(/^[ \t]*--[ \t]*\+migrate[ \t]+up\b.*\bnotransaction\b/im.test(text) ? 'apart' : 'transaction'),
};
