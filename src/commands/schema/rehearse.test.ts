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

const GUARDED = `create function guard() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;
  create table t (id bigint primary key, n int, note text);
  create trigger guard before insert on t for each row execute function guard();`;

test.each([
  ['a column and a plain index', 'alter table t add a int; create index i on t (n, a);', 'PASS'],
  ['a unique index', 'create unique index i on t (n);', 'INCONCLUSIVE'],
  ['a NOT NULL', 'alter table t alter n set not null;', 'INCONCLUSIVE'],
  ['a check', 'alter table t add constraint c check (n > 0);', 'INCONCLUSIVE'],
] as const)(
  'a table that takes no rows stands in the way of what depends on rows alone: %s',
  async (_, change, expected) => {
    writeFileSync(join(folder, 'old.sql'), GUARDED);
    writeFileSync(join(folder, 'new.sql'), `${GUARDED}\n${change}`);
    const world = { ...realWorld({ cwd: folder, quiet: true, debug: false, color: false }), out: () => {} };
    const input = readInput(rehearse, ['--from', 'old.sql', '--to', 'new.sql', '--rows', '3']);
    const exit = await rehearse.run(input, world);
    const { verdict, notes } = JSON.parse(readFileSync(join(folder, '.wesley/realm.json'), 'utf8'));
    expect(verdict).toBe(expected);
    expect(notes.join()).toContain('No rows could be made for public.t: not now (P0001).');
    expect(exit).toBe(expected === 'PASS' ? 0 : 13);
  },
  60_000,
);

test('a table that the trigger of another fills has rows', async () => {
  const old = `create table users (id bigint primary key);
    create table secrets (user_id bigint primary key references users, n int);
    create function keep() returns trigger language plpgsql as $$ begin insert into secrets values (new.id, 1); return new; end $$;
    create trigger keep after insert on users for each row execute function keep();`;
  writeFileSync(join(folder, 'old.sql'), old);
  writeFileSync(join(folder, 'new.sql'), `${old}\nalter table secrets add constraint c check (n > 0);`);
  const world = { ...realWorld({ cwd: folder, quiet: true, debug: false, color: false }), out: () => {} };
  expect(await rehearse.run(readInput(rehearse, ['--from', 'old.sql', '--to', 'new.sql']), world)).toBe(0);
}, 60_000);

test('a test that fails without the plan, too, is set apart though the plan changes its table', async () => {
  const old = `create type kind as enum ('a'); create table items (id bigint primary key, owner text not null, k kind);
    create function stays() returns trigger language plpgsql as $$ begin if new.owner like '%probe%' then raise 'no'; end if; return new; end $$;
    create trigger stays before insert on items for each row execute function stays();`;
  writeFileSync(join(folder, 'old.sql'), old);
  writeFileSync(
    join(folder, 'new.sql'),
    `${old}\nalter table items add n int; alter type kind add value 'b';`,
  );
  const world = { ...realWorld({ cwd: folder, quiet: true, debug: false, color: false }), out: () => {} };
  expect(await rehearse.run(readInput(rehearse, ['--from', 'old.sql', '--to', 'new.sql']), world)).toBe(0);
  const { tests, notes } = JSON.parse(readFileSync(join(folder, '.wesley/realm.json'), 'utf8'));
  expect(tests.failed).toBe(0);
  expect(notes.join()).toContain('items takes valid row 1');
}, 60_000);

test('a generated product of two integers does not run over', async () => {
  const old =
    'create table lines (id bigint primary key, n int not null, price int not null, total int generated always as (n * price) stored);';
  writeFileSync(join(folder, 'old.sql'), old);
  writeFileSync(join(folder, 'new.sql'), `${old}\nalter table lines add note text;`);
  const world = { ...realWorld({ cwd: folder, quiet: true, debug: false, color: false }), out: () => {} };
  expect(await rehearse.run(readInput(rehearse, ['--from', 'old.sql', '--to', 'new.sql']), world)).toBe(0);
  const { notes } = JSON.parse(readFileSync(join(folder, '.wesley/realm.json'), 'utf8'));
  expect(notes).toEqual([]);
}, 60_000);
