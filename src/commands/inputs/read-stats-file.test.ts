import { expect, test } from 'bun:test';
import { run } from '../check/testing-run.ts';

const STATS = JSON.stringify({
  stats: 1,
  rates: null,
  tables: [
    {
      relation: 'public.invoice',
      kind: 'table',
      partitionOf: null,
      rows: 10,
      bytes: { heap: 8192, indexes: 0, toast: 0 },
      readsPerSecond: 7,
      writesPerSecond: 3,
    },
  ],
  indexes: [],
});

test('with statistics a statement says whom it blocks, and small tables may be waited for', async () => {
  const files = { 'stats.json': STATS, 'm.sql': "set lock_timeout = '1s'; create index on invoice (id);" };
  const big = await run(files, 'm.sql', '--json', '--stats=stats.json');
  const [file] = JSON.parse(big.out).files;
  expect(big.exit).toBe(1);
  expect(file.statements[1].impact).toMatchObject([
    { relation: 'public.invoice', blocks: 'writes', perSecond: 3, seconds: [expect.any(Number), 0.1] },
  ]);
  expect(file.findings[0].message).toEndWith(
    'It blocks about 3 writes a second of `invoice` for less than 1 s.',
  );
  expect((await run(files, 'm.sql', '--stats=stats.json', '--small-table=10MB')).exit).toBe(0);
  expect((await run(files, 'm.sql', '--stats=stats.json', '--small-table=8kB')).exit).toBe(1);
  await expect(run(files, 'm.sql', '--small-table=10MB')).rejects.toThrow('needs to know sizes');
  await expect(run(files, 'm.sql', '--small-table=many')).rejects.toThrow('takes a size');
});

test.each([
  ['', 'it is no JSON'],
  ['{}', 'its member "stats" is not 1'],
  ['[]', 'its member "stats" is not 1'],
  ['null', 'its member "stats" is not 1'],
  ['{"stats":2,"rates":{},"tables":[{}],"indexes":[]}', 'its member "stats" is not 1'],
  ['{"stats":1,"rates":null,"tables":[{}],"indexes":[]}', 'tables.0.relation: '],
  [STATS.replace('8192', '"8192"'), 'tables.0.bytes.heap: '],
  [STATS.replace('"table"', '"view"'), 'tables.0.kind: '],
  [STATS.replace('null', '{"over":"samples","seconds":null}'), 'rates.seconds: '],
])('%p is no statistics, and %p says where', async (stats, why) => {
  const ran = run({ 's.json': stats, 'm.sql': '' }, 'm.sql', '--stats=s.json');
  await expect(ran).rejects.toThrow(`s.json is not what \`wesley stats\` writes: ${why}`);
});
