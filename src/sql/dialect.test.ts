import { expect, test } from 'bun:test';
import { otherDialect } from './dialect.ts';

test.each([
  ['MySQL', 'create table `t` (id int)'],
  ['MySQL', 'create table t (id int auto_increment primary key) engine=InnoDB'],
  ['MySQL', 'DELIMITER $$\ncreate procedure p() begin end $$\nDELIMITER ;'],
  ['Microsoft SQL Server', 'create table t (id int)\nGO\n'],
  ['Microsoft SQL Server', 'create table [dbo].[t] ([id] int IDENTITY(1,1))'],
  ['Microsoft SQL Server', 'create table t (a NVARCHAR(MAX))'],
  ['Oracle', 'create table t (id NUMBER(10), a VARCHAR2(20))'],
  ['Oracle', 'begin\n  null;\nend;\n/\n'],
  [null, "select a[1], '`', b / c -- the `table`\n from go; create tabel t (a text default 'go')"],
  [null, 'create function f() returns text language x as $$\n `go`\nGO\n$$'],
] as const)('%p is recognised: %p', (dialect, sql) => {
  expect(otherDialect(sql)).toBe(dialect);
});
