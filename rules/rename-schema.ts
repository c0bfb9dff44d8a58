import { defineRule } from '../src/check/rule.ts';

const given = 'create schema billing; create table billing.invoice (id bigint primary key);';

export default defineRule({
  id: 'rename-schema',
  severity: 'error',
  lock: null,
  work: null,
  why: 'Queries of the running application that use the old name fail.',
  fix: 'Make the new schema, move the tables one by one, and leave a view with its old name for each until nothing uses it.',
  source: 'https://www.postgresql.org/docs/18/sql-alterschema.html',
  about: ['rename schema'],

  bad: [{ given, migration: 'alter schema billing rename to accounting;' }],
  good: [
    {
      given,
      migration: 'create schema draft; create table draft.t (id bigint); alter schema draft rename to done;',
    },
  ],

  check({ changes }, context) {
    const renamed = changes.find(({ kind }) => kind === 'rename schema');
    return renamed && context.isSchemaUsed(renamed.name)
      ? `Everything in \`${renamed.name}\` no longer answers to its name.`
      : null;
  },
});
