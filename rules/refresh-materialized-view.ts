import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;
  create materialized view total as select customer_id, count(*) as invoices from invoice group by customer_id;
  create unique index total_customer on total (customer_id);`;

export default defineRule({
  id: 'refresh-materialized-view',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'rewrites every row',
  why: 'Readers of the view wait until it is filled again.',
  fix: 'Give the view a unique index and write `REFRESH MATERIALIZED VIEW CONCURRENTLY`.',
  source: 'https://www.postgresql.org/docs/18/sql-refreshmaterializedview.html',
  about: ['refresh materialized view'],

  bad: [
    {
      given,
      migration: `refresh materialized view total;`,
    },
  ],
  good: [
    {
      given,
      migration: `refresh materialized view concurrently total;`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'refresh materialized view').filter(
      ({ concurrently }) => !concurrently,
    );
    return change ? `${named([change.relation])} refuses reads until it is filled again.` : null;
  },

  rewrite(draft, { changes }) {
    const hasIndex = changes.some(({ relation }) => draft.hasUniqueIndex(relation));
    if (!hasIndex) return 'no unique index of the view is known, which CONCURRENTLY needs';
    if (draft.says('WITH NO DATA')) return 'WITH NO DATA empties the view, which CONCURRENTLY cannot do';
    return { edits: [draft.behind(['VIEW'], 'CONCURRENTLY')] };
  },
});
