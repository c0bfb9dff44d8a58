import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rules as allRules } from '../../rules/index.ts';
import { loadParser } from '../sql/parser.ts';
import { checkFile } from './check.ts';
import { historyFrom } from './history.ts';

const rules = allRules.filter(({ optIn }) => !optIn);

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));

const BASE =
  'create table t (id bigint primary key, a int); create table p (id bigint primary key); create table r (p_id bigint); create table u (p_id bigint constraint k references p);';
const check = (sql: string, fileIsTransaction = false) =>
  checkFile(historyFrom([BASE], { major: 18, rules, fileIsTransaction }), sql);

const held = (sql: string): unknown[] =>
  check(sql).statements.map(
    (part) => part.held && Object.fromEntries(part.held.map(({ relation, mode }) => [relation, mode])),
  );

test('a transaction keeps its locks to the end', () => {
  expect(held('begin; update t set a = 1; alter table t add column z int; commit; select 1')).toEqual([
    {},
    { 'public.t': 'RowExclusiveLock' },
    { 'public.t': 'AccessExclusiveLock' },
    null,
    null,
  ]);
});

test('rolling back to a savepoint gives back what was taken after it, releasing it keeps everything', () => {
  const upgrade = 'begin; update t set a = 1; savepoint s; alter table t add column z int;';
  expect(held(`${upgrade} rollback to s`).at(-1)).toEqual({ 'public.t': 'RowExclusiveLock' });
  expect(held(`${upgrade} release s`).at(-1)).toEqual({ 'public.t': 'AccessExclusiveLock' });
  const inner = `begin; savepoint s; ${upgrade.slice('begin; '.length)} release s; rollback to s`;
  expect(held(inner).at(-1)).toEqual({});
});

test('a table made in the transaction adds nothing that others could wait for', () => {
  const sql = 'begin; create table n (p_id bigint references p); insert into n select 1; commit';
  expect(held(sql).slice(1, 3)).toEqual([
    { 'public.p': 'ShareRowExclusiveLock' },
    { 'public.p': 'ShareRowExclusiveLock' },
  ]);
});

test('a runner that wraps each file makes one transaction of it', () => {
  const ids = (sql: string, wrapped: boolean) =>
    check(`set lock_timeout = '1s'; ${sql}`, wrapped).findings.map(({ rule }) => rule.id);
  expect(ids('create index concurrently i on t (a)', false)).toEqual(['timeout-kills-concurrent-build']);
  expect(ids('create index concurrently i on t (a)', true)).toContain('concurrently-in-transaction');
});

test('a timeout that is local ends with its transaction', () => {
  const ids = (sql: string) => check(sql).findings.map(({ rule }) => rule.id);
  const alter = 'alter table t alter column a set default 1;';
  expect(ids(`begin; set local lock_timeout = '2s'; ${alter} commit;`)).toEqual([]);
  expect(ids(`begin; set local lock_timeout = '2s'; commit; ${alter}`)).toEqual(['missing-lock-timeout']);
});

test('what a local setting stood for comes back with the end of its transaction', () => {
  const ids = (sql: string) => check(sql).findings.map(({ rule }) => rule.id);
  const alter = 'alter table t alter column a set default 1;';
  const local = "begin; set local lock_timeout = '5s'; commit;";
  expect(ids(`set lock_timeout = '2s'; ${local} ${alter}`)).toEqual([]);
  expect(ids(`${local} set lock_timeout = '2s'; begin; select 1; commit; ${alter}`)).toEqual([]);
  expect(ids(`begin; set local lock_timeout = 0; set lock_timeout = '2s'; commit; ${alter}`)).toEqual([]);
  const made = check('begin; set local search_path = s; commit; create table n (id int);');
  expect(made.statements.at(-1)?.changes[0]?.relation).toBe('public.n');
});

test.each(['reset all', 'discard all', 'reset lock_timeout', 'set lock_timeout to default'])(
  '%s leaves no timeout',
  (sql) => {
    const { findings } = check(`set lock_timeout = '2s'; ${sql}; alter table t alter column a set default 1`);
    expect(findings.map(({ rule }) => rule.id)).toEqual(['missing-lock-timeout']);
  },
);

test('a message agrees with how many tables it is about', () => {
  const said = (sql: string) =>
    check(`set lock_timeout = '2s'; ${sql}`).findings.map(({ message }) => message);
  expect(said('lock table t')).toEqual(['`t` is locked until the transaction ends.']);
  expect(said('lock table p, t')).toEqual(['`p` and `t` are locked until the transaction ends.']);
});

test('COMMIT AND CHAIN begins the next transaction', () => {
  const alter = 'alter table t add column if not exists z int;';
  expect(held(`begin; ${alter} commit and chain; ${alter} commit`).slice(2)).toEqual([
    {},
    { 'public.t': 'AccessExclusiveLock' },
    null,
  ]);
  expect(held(`begin; ${alter} rollback and chain; select 1`).slice(2)).toEqual([{}, {}]);
});

test.each([
  ['reindex index i', 'reindex-blocking'],
  ['reindex schema s', 'reindex-blocking'],
  ['alter domain d set not null', 'domain-constraint-scan'],
  ['alter table s drop constraint s_pkey', 'drop-constraint'],
  ['drop schema s cascade', 'drop-schema'],
  ['vacuum full', 'vacuum-full'],
  ['alter table s attach partition s_rest default', 'attach-partition-scan'],
  ['alter table s set logged', 'table-rewrite'],
])('%s is reported though nothing says which tables are behind it', (sql, id) => {
  const unknown = historyFrom([], { major: 18, rules, fileIsTransaction: false });
  expect(checkFile(unknown, sql).findings.map(({ rule }) => rule.id)).toContain(id);
});

test('SET LOCAL outside a transaction sets nothing, so the timeout is still missing', () => {
  const ids = check("set local lock_timeout = '2s'; alter table t alter column a set default 1;").findings;
  expect(ids.map(({ rule }) => rule.id)).toEqual(['ineffective-timeout', 'missing-lock-timeout']);
});

test('a file that its runner wraps needs no COMMIT, and its BEGIN nests', () => {
  const ids = (sql: string, wrapped: boolean) => check(sql, wrapped).findings.map(({ rule }) => rule.id);
  expect(ids('begin; select 1;', false)).toEqual(['uncommitted-transaction']);
  expect(ids('begin; select 1;', true)).toEqual(['transaction-nesting']);
  expect(ids('commit; select 1; begin;', true)).toEqual([]);
});

test('an enum and a schema of the history’s own may be renamed', () => {
  const ids = (sql: string) => check(sql).findings.map(({ rule }) => rule.id);
  expect(ids("create type e as enum ('a'); alter type e rename value 'a' to 'b'")).toEqual([]);
  expect(ids("alter type e rename value 'a' to 'b'")).toEqual(['rename-enum-value']);
  expect(ids('create schema s; create table s.t (a int); alter schema s rename to u')).toEqual([]);
});

const CHECK = 'alter table t add constraint c check (a > 0) not valid;';
test.each([
  ['validates it', 'alter table t validate constraint c;', []],
  ['drops it', 'alter table t drop constraint c;', []],
  ['drops its table', 'drop table t;', []],
  ['does something else', 'select 1;', ['forgotten-validate']],
])('what is NOT VALID in one file is settled where a later one %s', (_, later, expected) => {
  const asked = rules.filter(({ id }) => id === 'forgotten-validate');
  const history = historyFrom([BASE], { major: 18, rules: asked, fileIsTransaction: false });
  const { findings } = checkFile(history, CHECK);
  expect(findings.length).toBe(1);
  checkFile(history, 'select 1;');
  checkFile(history, later);
  expect(findings.map(({ rule }) => rule.id)).toEqual(expected);
});

test('what cannot run in a transaction works through nothing there', () => {
  const sql = 'begin; alter table t add column z int; create index concurrently i on t (a); commit';
  const ids = check(sql).findings.map(({ rule }) => rule.id);
  expect(ids).toContain('concurrently-in-transaction');
  expect(ids).not.toContain('statement-after-strong-lock');
});

test('what a DO block changes is reported, but for what it makes or renames itself', () => {
  const ids = (body: string) =>
    check(`set lock_timeout = '2s'; do $$ begin ${body} end $$`).findings.map(({ rule }) => rule.id);
  expect(ids('alter table r add foreign key (p_id) references p;')).toContain('adding-foreign-key');
  expect(ids('create table n (id int); drop table n;')).toEqual([]);
  expect(ids('alter table if exists t rename to u; drop table u;')).toEqual(['rename-table']);
});

test('a table that is temporary wherever it is made is nobody else’s, also before and after it is there', () => {
  const ids = (sql: string, base: readonly string[] = []) =>
    checkFile(historyFrom(base, { major: 18, rules, fileIsTransaction: true }), sql).findings.map(
      ({ rule }) => rule.id,
    );
  const remake = (made: string) => `drop table if exists m; ${made}; update m set a = 1;`;
  expect(ids(remake('create temp table m as select 1 as a'))).toEqual([]);
  expect(ids(remake('create table m as select 1 as a'))).toContain('drop-table');
  const body = 'begin create temporary table m (a int) on commit drop; drop table m; end';
  const routine = `create function f() returns void language plpgsql as $$ ${body} $$;`;
  expect(ids(`${routine} select f();`)).toEqual([]);
  expect(ids('select f();', [BASE, routine])).toEqual([]);
});

test.each([
  ['begin; create index concurrently i on t (a); commit', 'CREATE INDEX CONCURRENTLY cannot'],
  ['begin; vacuum t; commit', 'VACUUM cannot'],
  ['vacuum full t, p', '`p` and `t` refuse'],
  ['begin; lock table t, p; commit', '`p` and `t` are locked'],
  ['alter table p alter column id type numeric', '`p` refuses reads and writes while every row is written'],
  ['create table n (id int); alter table r add foreign key (p_id) references p', '`p` and `r` refuse writes'],
  ['create table n (id int primary key); alter table r add foreign key (p_id) references n', '`r` refuses'],
  [
    'alter table u drop constraint k, add constraint k foreign key (p_id) references p on delete cascade',
    '`p` and `u` refuse writes',
  ],
])('%s: %s', (sql, message) => {
  expect(check(sql).findings.some((finding) => finding.message.startsWith(message))).toBe(true);
});
