import { defineRule, exposed, named, subject, visibleToOthers } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'drop-table',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Queries of the running application fail, and the rows are gone.',
  fix: 'Drop the table only after no deployed version of the application uses it, and keep a backup.',
  source: 'https://www.postgresql.org/docs/18/sql-droptable.html',
  about: ['drop table'],

  bad: [
    {
      given,
      migration: `drop table invoice;`,
    },
  ],
  good: [
    {
      given,
      migration: `create table draft (id bigint primary key, customer_id bigint, note text);
        drop table draft;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'drop table');
    if (!change || change.effects.locks.length === 0) return null;
    const others = visibleToOthers(
      change.effects.locks.map(({ relation }) => relation),
      context,
    ).filter((name) => name !== change.relation && !context.kindOf(name)?.endsWith('view'));
    const along = others.length > 0 ? `, and ${subject(others, 'is')} locked for it` : '';
    return `${named([change.relation])} and its rows are gone${along}.`;
  },
});
