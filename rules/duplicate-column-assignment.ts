import { defineRule } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'duplicate-column-assignment',
  severity: 'error',
  lock: null,
  work: null,
  why: 'PostgreSQL refuses a column that is given a value, or made, twice, and the migration stops there.',
  fix: 'Name every column once.',
  source: 'https://www.postgresql.org/docs/18/sql-update.html',

  bad: [
    { given, migration: `create view casts as select 1::int, 2::int;`, fails: '42701' },
    { given, migration: `create view sums as select count(*), count(id) from invoice;`, fails: '42701' },
    {
      given,
      migration: `create view cases as select (case when true then 1 end)::int, 2::int;`,
      fails: '42701',
    },
    { given, migration: `insert into invoice (id, note, note) values (1, 'a', 'b');`, fails: '42701' },
    { given, migration: `update invoice set note = 'a', note = 'b';`, fails: '42601' },
    { given, migration: `create view twice as select 1, 2;`, fails: '42701' },
    { given: '', migration: `create table invoice (id bigint, id text);`, fails: '42701' },
  ],
  good: [
    {
      given,
      migration: `create view mixed as
        select 1::int, '1'::text, case when true then 1 end, now(), coalesce(1, 2), nullif(1, 2), xmlelement(name a), json_object('a': 1), (select 1), exists (select 1);`,
    },
    { given, migration: `update invoice set note = 'a', customer_id = 1;` },
    { given, migration: `create view pairs as select id, id as again from invoice;` },
    {
      given: 'create type pair as (x int, y int); create table k (a pair, b int[]);',
      migration: `update k set a.x = 1, a.y = 2, b[1] = 1, b[2] = 2;`,
    },
  ],

  check({ duplicates }) {
    const [twice] = duplicates();
    return twice === undefined ? null : `\`${twice}\` stands here twice.`;
  },
});
