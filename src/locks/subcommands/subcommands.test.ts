import { expect, test } from 'bun:test';
import { COLUMNS } from './columns.ts';
import { CONSTRAINTS } from './constraints.ts';
import { PARTITIONS } from './partitions.ts';
import { STORAGE } from './storage.ts';
import { TRIGGERS } from './triggers.ts';

// The compiler sees what has no row, not what has two: the later would win unseen.
test('no subcommand has a row in two families', () => {
  const names = [COLUMNS, CONSTRAINTS, PARTITIONS, STORAGE, TRIGGERS].flatMap((rows) => Object.keys(rows));
  expect(names).toEqual([...new Set(names)]);
});
