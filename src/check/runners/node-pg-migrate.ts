import { type Runner, whole } from './runner.ts';

/** node-pg-migrate runs all pending migrations in one transaction. A file of SQL can't ask for anything else. */
export const nodePgMigrate: Runner = {
  name: 'node-pg-migrate',
  source: 'https://salsita.github.io/node-pg-migrate/migrations/misc#operation-pgmnotransaction',
  recognises: ({ text }) => /^[ \t]*--[ \t-]*up[ \t]+migration\b/im.test(text),
  sections: () => whole('transaction'),
};
