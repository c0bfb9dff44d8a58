import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadParser } from '../../sql/parser.ts';
import { fixed, withSettings } from './testing-fixed.ts';

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));

test('settings come before the transaction, are off for concurrent builds and come back after the last', () => {
  const sql = `begin;\nalter table invoice add column z int;\ncommit;\n-- wesley:ignore create-index-blocking small\ncreate index a on invoice (z);\ncreate index b on invoice (note);\ndrop index i1;\n`;
  expect(withSettings(sql)).toBe(
    `set lock_timeout = '2s';\nbegin;\nalter table invoice add column z int;\ncommit;\n-- wesley:ignore create-index-blocking small\ncreate index a on invoice (z);\nset lock_timeout = 0;\ncreate index concurrently b on invoice (note);\ndrop index concurrently i1;\nset lock_timeout = '2s';\n`,
  );
});

test('settings come before the mark with which goose begins a group', () => {
  const sql =
    '-- +goose Up\n-- +goose StatementBegin\nalter table invoice add column z int;\n-- +goose StatementEnd\n';
  expect(withSettings(sql)).toBe(
    sql.replace('-- +goose StatementBegin', "set local lock_timeout = '2s';\n$&"),
  );
});

const changesets = (...sets: readonly string[]): string => `--liquibase formatted sql\n\n${sets.join('\n')}`;

test('a changeset that runs outside a transaction is mended, and one that runs in one is not', () => {
  const outside = '--changeset a:1 runInTransaction:false\n';
  const inside = '--changeset a:2\n';
  const index = (way: string, name: string) => `create index${way} ${name} on invoice (note);\n`;
  const { text, refused } = fixed(changesets(outside + index('', 'a'), inside + index('', 'b')));
  expect(text).toBe(changesets(outside + index(' concurrently', 'a'), inside + index('', 'b')));
  expect(refused.map(({ statement }) => statement)).toEqual(['create index b on invoice (note)']);
});

test('what is put around a statement stays in its changeset', () => {
  const sets = (...between: readonly string[]) =>
    ['--changeset a:1 runInTransaction:false\n', ...between, '--changeset a:2 runInTransaction:false\n'].join(
      '',
    );
  const check = 'alter table invoice add constraint c check (id > 0)';
  const build = 'create index concurrently i on invoice (note);\n';
  const sql = changesets(sets(`${check};\n`) + build);
  const set = "set lock_timeout = '2s';\n";
  expect(withSettings(sql)).toBe(
    changesets(
      sets(set, `${check} not valid;\n`, 'alter table invoice validate constraint c;\n') +
        `set lock_timeout = 0;\n${build}${set}`,
    ),
  );
});
