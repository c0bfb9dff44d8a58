import { defineRule } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

export default defineRule({
  id: 'concurrent-build-corruption',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'On PostgreSQL 14.0 to 14.3 a concurrent build may leave out rows that were updated meanwhile, and no error tells.',
  fix: 'Upgrade to 14.4 or later first, and check indexes built before with `amcheck`.',
  source: 'https://www.postgresql.org/docs/release/14.4/',
  about: ['create index', 'reindex'],

  bad: [{ given, major: 14, migration: 'create index concurrently invoice_note on invoice (note);' }],
  good: [{ given, migration: `create index concurrently invoice_note on invoice (note);` }],

  check({ changes }, { major }) {
    const builds = changes.some(
      ({ kind, concurrently }) => concurrently && (kind === 'create index' || kind === 'reindex'),
    );
    return builds && major === 14 ? 'Before 14.4 this index may lack rows.' : null;
  },
});
