import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rules as allRules } from '../../rules/index.ts';
import { loadParser } from '../sql/parser.ts';
import { checkFile } from './check.ts';
import { counterparts, isTool, TOOLS } from './foreign/index.ts';
import { historyFrom } from './history.ts';

const rules = allRules.filter(({ optIn }) => !optIn);

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));

const BASE = 'create table t (id bigint primary key, a int); create table u (id bigint primary key, a int);';
const findings = (sql: string): string[] =>
  checkFile(historyFrom([BASE], { major: 18, rules, fileIsTransaction: false }), sql)
    .findings.map(({ rule, start }) => `${rule.id}@${sql.slice(0, start).split('\n').length}`)
    .filter((id) => !id.startsWith('missing-lock-timeout'));

test.each([
  [
    'the next line',
    '-- wesley-disable-next-line drop-table: why\ndrop table t;\ndrop table u;',
    ['drop-table@3'],
  ],
  ['all on it', '-- wesley-disable-next-line drop-table: why\ndrop table t; drop table u;', []],
  ['a block comment', '/* wesley-disable-next-line drop-table: why */\ndrop table t;', []],
  ['the statement around it', 'drop table\n-- wesley-disable-next-line drop-table: why\nt;', []],
  ['its own line', 'drop table t; -- wesley:ignore drop-table: why\ndrop table u;', ['drop-table@2']],
  ['the file', 'drop table t;\ndrop table u;\n-- wesley-disable-file drop-table: why', []],
  ['several rules', '-- wesley-disable-next-line drop-table, truncate: why\r\ndrop table t; truncate u;', []],
  ['every rule', '-- wesley-disable-file: why\ndrop table t; truncate u;', []],
  [
    'one, not the others',
    '-- wesley-disable-file truncate: why\ndrop table t; truncate u;',
    ['drop-table@2'],
  ],
])('a comment of ours switches off %s', (_, sql, expected) => {
  expect(findings(sql)).toEqual(expected);
});

test.each([
  [
    'squawk',
    '-- squawk-ignore ban-drop-table, prefer-big-int\ndrop table t;\ndrop table u;',
    ['drop-table@3'],
  ],
  ['squawk', '-- squawk-ignore-file\ndrop table t;\ndrop table u;', []],
  ['pgfence', '-- pgfence-ignore: drop-table\ndrop table t; -- pgfence-ignore\n', []],
  ['eugene', '-- eugene: ignore E2, E6\ncreate index on t (a);\ntruncate t;', ['truncate@3']],
  ['pgfence', '-- pgfence: ignore drop-table\ndrop table t;', []],
  ['pgsafe', '-- pgsafe:ignore drop-table  nobody reads it\ndrop table t;\ntruncate u;', ['truncate@3']],
  ['eugene', '-- eugene ignore E5\ncreate index on t (a);', ['create-index-blocking@2']],
  ['Atlas', '-- atlas:nolint destructive\ndrop table t;\ndrop table u;', ['drop-table@3']],
  ['Atlas', '-- atlas:nolint DS102 PG101\n\ndrop table t;\ncreate index on u (a);', []],
])('a comment of %s is understood and needs neither reason nor use', (_, sql, expected) => {
  expect(findings(sql)).toEqual(expected);
});

test.each([
  ['no reason', '-- wesley-disable-next-line drop-table\ndrop table t;', ['suppression-without-reason@1']],
  ['no reason but a colon', '-- wesley:ignore drop-table: \ndrop table t;', ['suppression-without-reason@1']],
  ['no use', 'drop table t; -- wesley:ignore truncate: why', ['drop-table@1', 'unused-suppression@1']],
  [
    'no use of one of two',
    '-- wesley:ignore truncate, drop-table: why\ntruncate t;',
    ['unused-suppression@1'],
  ],
  ['nothing after it', '-- wesley-disable-next-line drop-table: why', ['unused-suppression@1']],
])('a comment of ours with %s is a finding at its own place', (_, sql, expected) => {
  expect(findings(sql)).toEqual(expected);
});

test('a rule that is not there is said with the one that was meant', () => {
  const sql = '-- wesley-disable-file drop-tables: why';
  const { findings: found } = checkFile(
    historyFrom([BASE], { major: 18, rules, fileIsTransaction: false }),
    sql,
  );
  expect(found.map(({ message }) => message)).toEqual([
    'There is no rule `drop-tables`: did you mean `drop-table`?',
  ]);
});

test('every rule that stands for one of another tool is there', () => {
  const ids = new Set(allRules.map(({ id }) => id));
  const placed = TOOLS.filter(isTool).flatMap((tool) => [...counterparts(tool).values()]);
  const missing = placed.flatMap(({ rules: own }) => own).filter((id) => !ids.has(id));
  expect(missing).toEqual([]);
  expect(placed.filter(({ rules: own, note }) => own.length === 0 && note === '')).toEqual([]);
});

test.each([
  ['wesley-disable-line', 'wesley:ignore'],
  ['wesley-disable-nextline', 'wesley-disable-next-line'],
  ['wesley-disable', 'wesley-disable-next-line'],
  ['Wesley-Disable-Next-Line', 'wesley-disable-next-line'],
  ['wesley: ignore', 'wesley:ignore'],
  ['wesley-ignore-file', 'wesley-disable-file'],
  ['wesley-enable', null],
])('%p is no comment of ours, and the one that was meant is said', (written, meant) => {
  const sql = `select 1;\n-- ${written} drop-table: why\ndrop table t;`;
  const { findings } = checkFile(historyFrom([BASE], { major: 18, rules, fileIsTransaction: false }), sql);
  const found = findings.find(({ rule }) => rule.id === 'unused-suppression');
  expect(found).toMatchObject({ start: 10, end: 10 + `-- ${written} drop-table: why`.length });
  const guess = meant === null ? '.' : `: did you mean \`${meant}\`?`;
  expect(found?.message).toBe(`There is no comment \`${written}\`${guess}`);
});

test.each(['wesley: see the manual', 'as wesley-disable-line would', 'wesley-check is run before'])(
  '%p is a comment like any other',
  (comment) => {
    expect(findings(`-- ${comment}\nselect 1;`)).toEqual([]);
  },
);

test('a string that looks like a comment switches nothing off', () => {
  expect(findings("select '\n-- wesley-disable-file *: why\n';\ndrop table t;")).toEqual(['drop-table@4']);
});

test('a file may allow suppressions without reasons', () => {
  const sql =
    '-- wesley-disable-file suppression-without-reason: generated\n-- wesley:ignore drop-table\ndrop table t;';
  expect(findings(sql)).toEqual([]);
});

test('a rule that is known but was not asked has no idle suppressions', () => {
  const asked = rules.filter(({ id }) => id !== 'drop-table');
  const sql = '-- wesley-disable-next-line drop-table: nobody reads it\ndrop table t;';
  const idle = (ruleIds?: readonly string[]) =>
    checkFile(
      historyFrom([BASE], { major: 18, rules: asked, fileIsTransaction: false, ...(ruleIds && { ruleIds }) }),
      sql,
    ).findings.filter(({ rule }) => rule.id === 'unused-suppression').length;
  expect([idle(rules.map(({ id }) => id)), idle()]).toEqual([0, 1]);
});
