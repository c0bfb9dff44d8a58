import { type Runner, whole } from './runner.ts';

/** It splits a file into statements, and wraps them unless the mark of the way there says otherwise. */
export const sqlMigrate: Runner = {
  name: 'sql-migrate',
  source: 'https://github.com/rubenv/sql-migrate#writing-migrations',
  recognises: ({ text }) => /^[ \t]*--[ \t]*\+migrate[ \t]+up\b/im.test(text),
  sections: ({ text }) =>
    whole(/^[ \t]*--[ \t]*\+migrate[ \t]+up\b.*\bnotransaction\b/im.test(text) ? 'apart' : 'transaction'),
};
