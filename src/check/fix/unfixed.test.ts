import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadParser } from '../../sql/parser.ts';
import { fixed } from './testing-fixed.ts';

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));

test.each([
  [
    'a partitioned parent',
    'create index on event (id);',
    'the table is partitioned: create the index ON ONLY it, then concurrently on each partition, and attach those',
  ],
  [
    'a key of a partitioned parent',
    'alter table event add primary key (id, day);',
    'PostgreSQL would refuse the safe form here',
  ],
  [
    'the middle of a transaction',
    'begin; update customer set nr = 1 where id = 1; create index on invoice (note); select 1; commit;',
    'it stands in the middle of a transaction: move it before BEGIN or behind COMMIT',
  ],
  [
    'a transaction that is not committed',
    'begin; create index on invoice (note); rollback;',
    'its transaction does not end with a COMMIT',
  ],
  [
    'a table that is renamed before the COMMIT',
    'begin; alter table invoice add check (id > 0); alter table invoice rename to bill; commit;',
    'later statements of its transaction stand in the way: end the transaction first',
  ],
  [
    'a template',
    'create index idx_{{ name }} on {{ table }} (note);',
    'what the template or variable stands for is not known',
  ],
  [
    'a file for a tool that runs it in a transaction',
    '-- +goose Up\ncreate index on invoice (note);\n-- +goose Down\n',
    'whoever runs the file puts all of it into one transaction: move the statement to a file that runs outside one',
  ],
  [
    'an order to psql',
    'reindex table invoice \\gexec\n',
    'an order to psql sends the statement, not a semicolon',
  ],
  [
    'a group of goose',
    '-- +goose NO TRANSACTION\n-- +goose Up\n-- +goose StatementBegin\nselect 1; create index on invoice (note);\n-- +goose StatementEnd\n',
    'goose sends what stands between its marks as one statement',
  ],
  [
    'ADD COLUMN IF NOT EXISTS',
    'alter table invoice add column if not exists k int check (k > 0);',
    'with ADD COLUMN IF NOT EXISTS the constraint comes only with the column',
  ],
])('%s is left as it is, and the reason said', (_, sql, reason) => {
  const { text, refused } = fixed(sql);
  expect(text).toBe(sql);
  expect(refused.map(({ note }) => note)).toContain(reason);
});

test.each([
  'do $$ begin create index on invoice (note); end $$;',
  'create function f() returns void language sql as $$ create index on invoice (note) $$;',
  '-- wesley:ignore create-index-blocking the table is small\ncreate index on invoice (note);',
  'alter tabel x;\ncreate index on invoice (note);',
  '-- +goose Up\nselect 1;\n-- +goose Down\ncreate index on invoice (note);\n',
])('%s is not touched', (sql) => {
  expect(fixed(sql).text).toBe(sql);
});

test('what runs in one transaction gets only what can stay in it', () => {
  const sql = 'create index on invoice (note);\nset local lock_timeout = 0;';
  expect(fixed(sql, { fileIsTransaction: true }).text).toBe(sql);
});
