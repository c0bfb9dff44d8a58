import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key);
  create view paid as select id from invoice;
  create materialized view totals as select count(*) from invoice;`;

export default defineRule({
  id: 'drop-view',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  late: ['drop view'],
  why: 'Queries of the running application that read the view fail.',
  fix: 'Drop it only after no deployed version of the application reads it, or make it anew in the same transaction.',
  source: 'https://www.postgresql.org/docs/18/sql-dropview.html',

  bad: [
    { given, migration: `drop view paid;` },
    { given, migration: `drop materialized view totals;` },
  ],
  good: [
    {
      given,
      migration: `begin;
        drop view paid;
        create view paid as select id from invoice where id > 0;
        commit;`,
    },
    {
      given,
      migration: `create view draft as select 1 as one;
        drop view draft;`,
    },
    { given, migration: `drop view if exists nothing;` },
  ],

  check(statement, context) {
    const gone = exposed(statement, context, 'drop view').filter(
      ({ relation, effects }) => effects.locks.length > 0 && !context.exists(relation),
    );
    return gone.length > 0 ? `${named(gone.map(({ relation }) => relation))} no longer answers.` : null;
  },
});
