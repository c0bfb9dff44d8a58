import { expect, test } from 'bun:test';
import { parseSql } from '../sql/parser.ts';
import { loadParserForTests } from '../testing.ts';
import { versionRefusal } from './version-refusals.ts';

await loadParserForTests();

const refused = (sql: string, major: number): string | null =>
  versionRefusal(parseSql(sql)[0]?.stmt ?? {}, major);

// As PostgreSQL 14 to 17 were seen to answer.
test.each([
  ['create unique index on t (a) nulls not distinct', 14, '42601'],
  ['create table t (a int, unique nulls not distinct (a))', 14, '42601'],
  ['create view v with (security_invoker = true) as select 1', 14, '22023'],
  ['merge into t using p on t.id = p.id when matched then delete', 14, '42601'],
  ['alter table t alter a set storage default', 15, '42601'],
  ['create table t (a text storage external)', 15, '42601'],
  ['create statistics on a, b from t', 15, '42601'],
  ['reindex database', 15, '42601'],
  ['vacuum (skip_database_stats) t', 15, '42601'],
  ['grant a to b with inherit true', 15, '42601'],
  ['merge into t using p on t.id = p.id when not matched by source then delete', 16, '42601'],
  ['merge into t using p on t.id = p.id when matched then delete returning t.id', 16, '42601'],
  ["select * from json_table('[1]', '$[*]' columns (x int path '$')) j", 16, '42601'],
  ['copy t from stdin with (on_error ignore)', 16, '42601'],
  ['alter table t alter a set statistics default', 16, '42601'],
  ['create table t (a int4range, primary key (a without overlaps))', 17, '42601'],
  ['create table t (a int, b int generated always as (a) virtual)', 17, '42601'],
])('%s is refused by %i with %s, and by the next no more', (sql, major, state) => {
  expect([refused(sql, major), refused(sql, major + 1)]).toEqual([state, null]);
});
