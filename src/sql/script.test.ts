import { beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadParser } from './parser.ts';
import { readScript } from './script.ts';

beforeAll(() =>
  loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm')))),
);

const shown = (sql: string): string[] => {
  const { text, statements } = readScript(sql);
  return statements.map(({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`);
};
const problems = (sql: string): string[] =>
  readScript(sql).problems.map(({ kind, start, message }) => `${kind} at ${start}: ${message}`);

test('a statement begins at its first token and ends before its semicolon', () => {
  const sql = '-- a note\nselect 1 /* x */ ;\r\n\r\n/* /* nested */ */ drop table t\n';
  expect(shown(sql)).toEqual(['SELECT: select 1', 'DROP TABLE: drop table t']);
});

test('spans count UTF-16 units after multi-byte text and a byte order mark', () => {
  expect(shown("\uFEFFselect 'é𝄞—'; drop table naïve")).toEqual([
    "SELECT: select 'é𝄞—'",
    'DROP TABLE: drop table naïve',
  ]);
});

test.each(['', '\n', '-- only a comment', '/* and */', ';;'])(
  '%p has no statements and no problems',
  (sql) => {
    expect(readScript(sql)).toMatchObject({ statements: [], problems: [] });
  },
);

test('a syntax error hides no other statement', () => {
  const sql = 'create table a (id int); create tabel b; drop table c;';
  expect(shown(sql)).toEqual(['CREATE TABLE: create table a (id int)', 'DROP TABLE: drop table c']);
  expect(problems(sql)).toEqual(['syntax at 32: syntax error at or near "tabel"']);
});

test.each([
  ['select 1; /* drop table x;', 10],
  ['select 1; /* a /* b */ drop table x;', 10],
  ['select 1 /* drop table x;', 9],
])('%p has a comment that nothing ends', (sql, at) => {
  expect(problems(sql)).toEqual([`syntax at ${at}: unterminated /* comment`]);
});

test('the first syntax error of a file that looks like another dialect says so', () => {
  expect(problems('create table `t` (id int);\ncreate table `u` (id int);\ndrop table v;')).toEqual([
    'syntax at 13: syntax error at or near "`" (the file looks like MySQL, not PostgreSQL)',
    'syntax at 40: syntax error at or near "`"',
  ]);
});

test('an unclosed parenthesis ends at the next semicolon', () => {
  expect(shown('select (1; drop table t; select 2')).toEqual([
    'DROP TABLE: drop table t',
    'SELECT: select 2',
  ]);
});

test('semicolons inside quotes, dollar quotes and SQL bodies end nothing', () => {
  const body = 'create function f() returns int begin atomic select case when true then 1 end; select 2; end';
  const sql = `broken here; select E'a\\';', $x$ ; $y$ ; $x$; ${body}; select 3`;
  expect(shown(sql)).toEqual([
    "SELECT: select E'a\\';', $x$ ; $y$ ; $x$",
    `CREATE FUNCTION: ${body}`,
    'SELECT: select 3',
  ]);
});

test('psql orders and the data of COPY are passed over, and said', () => {
  const sql = "copy t from stdin;\n1\tit's\n\\.\n\\i other.sql\n\\echo hello\nselect 1;";
  expect(shown(sql)).toEqual(['COPY: copy t from stdin', 'SELECT: select 1']);
  expect(problems(sql)).toEqual(['skipped at 29: `\\i` is an order to psql and was passed over']);
});

test('psql variables and templates stand for names', () => {
  const { statements } = readScript(
    'alter table :SCHEMA.t add a int; drop table {{ prefix }}_t; {% if x %}; {% endif %}',
  );
  expect(statements.map(({ kind, templated }) => [kind, templated])).toEqual([
    ['ALTER TABLE', true],
    ['DROP TABLE', true],
  ]);
});

test.each([
  ['<%= t %>', '<%= t %>'],
  ['$(v)', '$(v)'],
  ['@t@', '@t@'],
  ['#t#', '#t#'],
  [':t', ':t'],
  ['%(T)s', '%(T)s'],
  ['{{#if a}}{{ t }}{{/if}}', '{{ t }}'],
  ["{# it's; no #}{{p}}_T", '{{p}}_T'],
  ["{{ ref('a;b') }}", "{{ ref('a;b') }}"],
])('%p stands for a name and is called what it is called', (hole, name) => {
  const { statements, problems } = readScript(`alter table ${hole} add a text; drop table text;`);
  expect(problems).toEqual([]);
  expect(statements).toMatchObject([
    { templated: true, node: { AlterTableStmt: { relation: { relname: name } } } },
    { templated: false },
  ]);
});

test('control tags are no part of a statement', () => {
  expect(shown('{% if a %}\ndrop table {{ t }};\n{% endif %}\n<% if b %> drop table u;')).toEqual([
    'DROP TABLE: drop table {{ t }}',
    'DROP TABLE: drop table u',
  ]);
});

test('the data of COPY may end with the file', () => {
  expect(shown("copy t from stdin;\n1\tit's\n2\t(\n")).toEqual(['COPY: copy t from stdin']);
  expect(shown('copy t from stdin;\ndrop table t;\n')).toEqual([
    'COPY: copy t from stdin',
    'DROP TABLE: drop table t',
  ]);
});

test('a NUL byte is named with its place', () => {
  expect(problems('select 1;\0')).toEqual([
    'syntax at 9: a NUL byte: PostgreSQL text cannot hold one, so this is no SQL file',
  ]);
});

test.each([
  ['explain explain select 1', 'syntax at 8: syntax error at or near "explain"'],
  ['with with', 'syntax at 5: syntax error at or near "with"'],
])('%p has the syntax error that PostgreSQL tells', (sql, problem) => {
  expect(problems(sql)).toEqual([problem]);
});
