import { expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { rules } from '../../../rules/index.ts';
import { loadParserForTests } from '../../testing.ts';
import { checkFile } from '../check.ts';
import type { CheckedFile } from '../checked-file.ts';
import { historyFrom } from '../history.ts';
import { forwardPart } from '../migration-file.ts';
import { runnerNamed, runnerNames, runnerOf } from './index.ts';

await loadParserForTests();

const TWO = 'alter table t add column a int;\nselect 1;';
const MORE = 'alter table t add column b int;\nselect 1;';
const INDEX = 'create index concurrently i on t (a);';

interface Found {
  readonly runner: string | null;
  readonly sharing: readonly string[];
  readonly checked: CheckedFile;
}

/** A file as `check` treats it where nobody says who runs it. */
function asFound(path: string, sql: string, settings: string | null = null): Found {
  const text = forwardPart(sql);
  const file = { path, text, settings };
  const runner = runnerOf(file);
  const sections = runner?.sections(file) ?? [{ from: 0, sharing: 'apart' as const }];
  const history = historyFrom([], { major: 18, rules, fileIsTransaction: false });
  const checked = checkFile({ ...history, sections }, text);
  return { runner: runner?.name ?? null, sharing: sections.map(({ sharing }) => sharing), checked };
}

const rulesIn = ({ checked }: Found): readonly string[] => checked.findings.map(({ rule }) => rule.id);

test('every runner is a file named after it, with a source', () => {
  const files = readdirSync(import.meta.dir).map((file) => file.replace(/\.ts$/, ''));
  const others = ['index', 'refuses-transaction', 'runner', 'runners.test'];
  expect(files.filter((file) => !others.includes(file)).toSorted()).toEqual([...runnerNames].toSorted());
  for (const name of runnerNames) expect(runnerNamed(name)?.source).toStartWith('https://');
});

test.each([
  ['goose', 'm/1.sql', '-- +goose Up\n', ['transaction']],
  ['goose', 'm/1.sql', '-- +goose NO TRANSACTION\n-- +goose Up\n', ['apart']],
  ['goose', 'm/1.sql', '-- +goose Up\n-- +goose StatementBegin\n', ['transaction']],
  ['sql-migrate', 'm/1.sql', '-- +migrate Up\n', ['transaction']],
  ['sql-migrate', 'm/1.sql', '-- +migrate Up notransaction\n', ['apart']],
  ['dbmate', 'm/1.sql', '-- migrate:up\n', ['transaction']],
  ['dbmate', 'm/1.sql', '-- migrate:up transaction:false\n', ['one string']],
  ['liquibase', 'm/1.sql', '--liquibase formatted sql\n--changeset a:1\n', ['transaction', 'transaction']],
  [
    'liquibase',
    'm/1.sql',
    '-- liquibase formatted sql\n-- changeset a:1 runInTransaction:false splitStatements:true\n',
    ['transaction', 'apart'],
  ],
  ['drizzle', 'drizzle/0000_x.sql', 'select 1;--> statement-breakpoint\n', ['transaction']],
  ['node-pg-migrate', 'm/1.sql', '-- Up Migration\n', ['transaction']],
  ['sqlx', 'm/1.sql', '-- no-transaction\n', ['one string']],
  ['alembic', 'm/all.sql', 'BEGIN;\n-- Running upgrade  -> 1975ea83b712\n', ['apart']],
  ['prisma', 'prisma/migrations/20240101120000_init/migration.sql', '', ['one string']],
  ['supabase', 'supabase/migrations/20240101120000_init.sql', '', ['one string']],
  ['flyway', 'db/V1__init.sql', '', ['transaction']],
  ['flyway', 'V1_2.3__init.sql', '', ['transaction']],
  ['flyway', 'db/R__views.sql', '', ['transaction']],
  ['flyway', 'db/V1__init.sql', '-- flyway:executeInTransaction=false\n', ['apart']],
  ['golang-migrate', 'm/000001_init.up.sql', '', ['one string']],
  ['rails', 'db/structure.sql', '', ['apart']],
  [null, 'm/1.sql', '', ['apart']],
  [null, 'm/20240101120000_init.sql', '', ['apart']],
  [null, 'm/20240101120000_init.up.sql', '', ['apart']],
  [null, 'm/migration.sql', '', ['apart']],
  [null, 'm/1.sql', '-- we migrate:up later, with +goose Up\n', ['apart']],
] as const)('%s runs %s that begins with %j', (name, path, head, sharing) => {
  expect(asFound(path, `${head}${TWO}`)).toMatchObject({ runner: name, sharing: [...sharing] });
});

test('what goes back is no part of a file that goes forward', () => {
  for (const sql of [
    `-- Up Migration\n${TWO}\n-- Down Migration\ndrop table t;`,
    `-- +goose Up\n${TWO}\n-- +goose Down\ndrop table t;`,
    `-- migrate:up\n${TWO}\n-- migrate:down\ndrop table t;`,
  ])
    expect(asFound('1.sql', sql).checked.statements).toHaveLength(2);
});

test('a transaction of the runner holds its locks to the end, statements by themselves do not', () => {
  const held = (path: string, sql: string) =>
    asFound(path, sql).checked.transactions.map(({ held }) => held.length);
  expect(held('1.sql', `-- +goose Up\n${TWO}`)).toEqual([1]);
  expect(held('p/20240101120000_a/migration.sql', TWO)).toEqual([1]);
  expect(held('1.sql', TWO)).toEqual([]);
});

test('a changeset is a transaction, and ends where the next begins', () => {
  const found = asFound(
    '1.sql',
    `--liquibase formatted sql\n--changeset a:1\n${TWO}\n--changeset a:2 runInTransaction:false\n${INDEX}\n--changeset a:3\n${MORE}`,
  );
  expect(rulesIn(found)).not.toContain('concurrently-in-transaction');
  expect(found.checked.transactions.map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [3, 4],
  ]);
});

test.each([
  ['goose', '1.sql', `-- +goose Up\n${INDEX}`, true],
  [
    'goose without a transaction',
    '1.sql',
    `-- +goose NO TRANSACTION\n-- +goose Up\nset lock_timeout = 0;${INDEX}`,
    false,
  ],
  ['dbmate', '1.sql', `-- migrate:up\n${INDEX}`, true],
  ['dbmate, alone in its string', '1.sql', `-- migrate:up transaction:false\n${INDEX}`, false],
  ['dbmate, two in one string', '1.sql', `-- migrate:up transaction:false\n${INDEX}\n${INDEX}`, true],
  ['Prisma, alone in its string', '20240101120000_a/migration.sql', `-- CreateIndex\n${INDEX}`, false],
  ['Prisma, two in one string', '20240101120000_a/migration.sql', `${INDEX}\nselect 1;`, true],
  [
    'Prisma, after COMMIT in the string',
    '20240101120000_a/migration.sql',
    `select 1; commit; ${INDEX}`,
    true,
  ],
  ['golang-migrate, alone', '000002_a.up.sql', INDEX, false],
  ['golang-migrate, two', '000002_a.up.sql', `set lock_timeout = 0; ${INDEX}`, true],
  ['Drizzle', '0001_a.sql', `select 1;--> statement-breakpoint\n${INDEX}`, true],
  ['Flyway, nothing else', 'V2__a.sql', `set lock_timeout = 0; ${INDEX}`, false],
  ['Flyway, mixed', 'V2__a.sql', `${TWO}${INDEX}`, true],
  ['Supabase', 'supabase/migrations/20240101120000_a.sql', `${TWO}${INDEX}${TWO}`, false],
  ['nobody', '1.sql', `${TWO}${INDEX}`, false],
])('CREATE INDEX CONCURRENTLY run by %s', (_, path, sql, isRefused) => {
  expect(rulesIn(asFound(path, sql)).includes('concurrently-in-transaction')).toBe(isRefused);
});

test('Flyway reads the settings beside a file', () => {
  const found = asFound('V2__a.sql', `${TWO}${INDEX}`, 'executeInTransaction=false\n');
  expect(found.sharing).toEqual(['apart']);
  expect(rulesIn(found)).not.toContain('concurrently-in-transaction');
});

test('Supabase sends what stands between refusing statements together', () => {
  const { checked } = asFound('supabase/migrations/20240101120000_a.sql', `${TWO}${INDEX}${MORE}`);
  expect(checked.transactions.map(({ from, to }) => [from, to])).toEqual([
    [0, 1],
    [3, 4],
  ]);
});

test('BEGIN in one string makes a transaction like every other, and one that nothing ends is reported', () => {
  const path = '20240101120000_a/migration.sql';
  const nesting = ['transaction-nesting', 'uncommitted-transaction'];
  const of = (sql: string) => rulesIn(asFound(path, sql)).filter((rule) => nesting.includes(rule));
  expect(of(`select 1; begin; ${TWO} commit;`)).toEqual([]);
  expect(of(`begin; begin; ${TWO} commit;`)).toEqual(['transaction-nesting']);
  expect(of(`begin; ${TWO}`)).toEqual(['uncommitted-transaction']);
  expect(of(TWO)).toEqual([]);
});

test('a finding says where a transaction comes from that the file does not show', () => {
  const of = (path: string, sql: string) =>
    asFound(path, sql).checked.findings.find(({ rule }) => rule.id === 'concurrently-in-transaction')
      ?.message;
  expect(of('1.sql', `-- +goose Up\n${INDEX}`)).toEndWith('inside the transaction that this file is run in.');
  expect(of('000001_a.up.sql', `${TWO}${INDEX}`)).toContain('is sent in one string with other statements');
  expect(of('1.sql', `begin; ${INDEX} commit;`)).toEndWith('inside a transaction block as it stands here.');
});
