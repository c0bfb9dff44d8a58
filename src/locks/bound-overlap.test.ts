import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { catalogOf } from '../replay/replay.ts';
import { loadParser, parseSql } from '../sql/parser.ts';
import { predict } from './predict.ts';

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));

const given = `
  create table days (day date not null) partition by range (day);
  create table days_2024 partition of days for values from ('2024-01-01') to ('2025-01-01');
  create table days_late partition of days for values from ('2030-01-01') to (maxvalue);
  create table numbers (n int) partition by range (n);
  create table numbers_9 partition of numbers for values from (-5) to (9);
  create table numbers_rest partition of numbers default;
  create table names (name text) partition by list (name);
  create table names_a partition of names for values in ('a', null);
  create table hashed (id bigint) partition by hash (id);
  create table hashed_0 partition of hashed for values with (modulus 4, remainder 0);
  create table hashed_1 partition of hashed for values with (modulus 8, remainder 1);
  create table plain (day date not null);`;

const postgres = await PGlite.create();
await postgres.exec(given);

test.each([
  `days for values from ('2024-12-31') to ('2025-02-01')`,
  `days for values from (minvalue) to ('2024-01-02')`,
  `days for values from (minvalue) to ('2024-01-01')`,
  `days for values from ('2025-01-01') to ('2030-01-01')`,
  `days for values from ('2025-01-01') to ('2030-01-02')`,
  `days for values from ('2025-01-01') to (maxvalue)`,
  'days default',
  'numbers for values from (9) to (100)',
  'numbers for values from (8) to (100)',
  'numbers for values from (-10) to (-5)',
  'numbers for values from (-10) to (-4)',
  'numbers default',
  `names for values in ('b')`,
  `names for values in ('b', 'a')`,
  'hashed for values with (modulus 4, remainder 2)',
  'hashed for values with (modulus 4, remainder 1)',
  'hashed for values with (modulus 8, remainder 5)',
  'hashed for values with (modulus 16, remainder 9)',
  'hashed for values with (modulus 16, remainder 5)',
  'hashed for values with (modulus 6, remainder 5)',
])('%s clashes where PostgreSQL says so', (bound) => expectSame(`create table new partition of ${bound}`));

test.each([
  `alter table days attach partition plain for values from ('2024-12-31') to ('2025-02-01')`,
  `alter table days attach partition plain for values from ('2025-01-01') to ('2025-02-01')`,
  `alter table days attach partition days_2024 for values from ('2024-01-01') to ('2025-01-01')`,
  `create table if not exists days_2024 partition of days for values from ('2024-01-01') to ('2025-01-01')`,
  `create table days_2024 partition of days for values from ('2024-01-01') to ('2025-01-01')`,
])('%s', (sql) => expectSame(sql));

/** What the server says of a statement is what is foretold. */
async function expectSame(sql: string): Promise<void> {
  const real = await postgres.exec(`begin; ${sql}; rollback`).then(
    () => null,
    async ({ code }) => {
      await postgres.exec('rollback');
      return code;
    },
  );
  const [statement] = parseSql(sql);
  expect(predict(statement?.stmt ?? {}, catalogOf(given), 18).failsWith).toBe(real);
}
