import { type Runner, whole } from './runner.ts';

/** It runs all pending migrations in one transaction; a file of SQL has no way to ask for another. */
export const nodePgMigrate: Runner = {
  name: 'node-pg-migrate',
  source: 'https://salsita.github.io/node-pg-migrate/migrations/misc#operation-pgmnotransaction',
  recognises: ({ text }) => /^[ \t]*--[ \t-]*up[ \t]+migration\b/im.test(text),
  sections: () => whole('transaction'),
};
