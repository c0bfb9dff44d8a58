import { defineRule } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key);';

export default defineRule({
  id: 'ineffective-timeout',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Outside a transaction SET LOCAL sets nothing: PostgreSQL warns, and every statement after it runs without the setting.',
  fix: 'Write `SET` without `LOCAL`, or put `BEGIN` before it and `COMMIT` after the statements it is for.',
  source: 'https://www.postgresql.org/docs/18/sql-set.html',
  about: ['set local'],

  bad: [{ given, migration: `set local lock_timeout = '2s'; alter table invoice add column paid boolean;` }],
  good: [
    { given, migration: `set lock_timeout = '2s'; alter table invoice add column paid boolean;` },
    {
      given,
      migration: `begin; set local lock_timeout = '2s'; alter table invoice add column paid boolean; commit;`,
    },
  ],

  check({ changes }, { transaction }) {
    const local = changes.find(({ kind, name }) => kind === 'set local' && /_timeout$/.test(name));
    return local && !transaction ? `\`${local.name}\` is not set by this: no transaction is open.` : null;
  },

  rewrite: (draft) => ({ edits: draft.without('LOCAL') }),
});
