import { beforeAll, expect, test } from 'bun:test';
import { loadParserForTests } from '../testing.ts';
import { destroysData } from './destroys.ts';

beforeAll(loadParserForTests);

test.each([
  'drop table t',
  'drop schema s',
  'alter table t drop column a',
  'alter table t add column b int, drop column a',
  'truncate t',
  'delete from t where false',
  'with gone as (delete from t returning a) select a from gone',
  'drop type e cascade',
])('%p takes data away', (sql) => {
  expect(destroysData(sql)).toBe(true);
});

test.each([
  'create table t (a int)',
  'drop index concurrently i',
  'alter table t drop constraint c',
  'alter table t alter column a drop not null',
  'update t set a = 1 where a is null',
  "comment on table t is 'drop table t'",
])('%p takes none away', (sql) => {
  expect(destroysData(sql)).toBe(false);
});
