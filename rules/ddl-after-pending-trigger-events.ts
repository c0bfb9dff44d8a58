import { defineRule, named } from '../src/check/rule.ts';

const given = `
  create table customer (id bigint primary key);
  insert into customer values (1);
  create table invoice (id bigint, customer_id bigint references customer deferrable initially deferred);`;

export default defineRule({
  id: 'ddl-after-pending-trigger-events',
  severity: 'error',
  lock: null,
  work: null,
  why: 'The check of a deferred foreign key still waits for the commit, and PostgreSQL refuses to change the table before it: 55006.',
  fix: 'Commit first, or write `SET CONSTRAINTS ALL IMMEDIATE` between the two.',
  source: 'https://www.postgresql.org/docs/18/sql-set-constraints.html',

  bad: [
    {
      given,
      migration: `begin;
        insert into invoice values (1, 1);
        alter table invoice add column paid boolean;
        commit;`,
      fails: '55006',
    },
  ],
  good: [
    {
      given,
      migration: `begin;
        insert into invoice values (1, 1);
        set constraints all immediate;
        alter table invoice add column paid boolean;
        commit;`,
    },
    {
      given,
      migration: `insert into invoice values (1, 1);
        alter table invoice add column paid boolean;`,
    },
    {
      given,
      migration: `begin;
        alter table invoice add column paid boolean;
        insert into invoice values (1, 1);
        commit;`,
    },
  ],

  check({ kind, changes }, context) {
    if (!/^(?:ALTER TABLE|DROP TABLE|TRUNCATE TABLE|CREATE INDEX)$/.test(kind)) return null;
    const earlier = context.transaction?.changes ?? [];
    const settled = earlier.findLastIndex(
      (change) => change.kind === 'set constraints' && change.name === 'immediate',
    );
    const written = earlier
      .slice(settled + 1)
      .filter((change) => change.kind === 'insert rows' && context.hasDeferredKey(change.relation))
      .map(({ relation }) => relation);
    const [change] = changes.filter(({ relation }) => written.includes(relation));
    return change
      ? `A deferred check of ${named([change.relation])} is pending: PostgreSQL stops with 55006.`
      : null;
  },
});
