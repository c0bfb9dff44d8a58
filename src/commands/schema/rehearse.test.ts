import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realWorld } from '../../shell/world.ts';
import { readInput } from '../line/input.ts';
import rehearse from './rehearse.ts';

const folder = mkdtempSync(join(tmpdir(), 'wesley-rehearse-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('rehearses the way from SQL to SQL, and says which', async () => {
  writeFileSync(join(folder, 'old.sql'), 'create table t (id bigint primary key);');
  writeFileSync(join(folder, 'new.sql'), 'create table t (id bigint primary key, name text);');
  const world = { ...realWorld({ cwd: folder, quiet: true, debug: false, color: false }), out: () => {} };
  const input = readInput(rehearse, ['--from', 'old.sql', '--to', 'new.sql', '--rows', '3']);
  expect(await rehearse.run(input, world)).toBe(0);
  const realm = JSON.parse(readFileSync(join(folder, '.wesley/realm.json'), 'utf8'));
  expect([realm.from, realm.to, realm.proof.equal, realm.proof.rowsBefore]).toEqual([
    'old.sql',
    'new.sql',
    true,
    3,
  ]);
}, 60_000);
