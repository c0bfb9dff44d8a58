import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { realWorld } from '../../shell/world.ts';
import { readInput } from '../line/input.ts';
import plan from './plan.ts';

const folder = mkdtempSync(join(tmpdir(), 'wesley-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));

const OLD = 'create table customer (id bigint primary key, name text not null);';
const NEW = `create table customer (id bigint primary key, name text not null, email text);
  create index on customer (email);`;

beforeAll(() => {
  const files = {
    'old.sql': OLD,
    'new.sql': NEW,
    'old.graphql': 'type Customer @wes_table { id: BigInt! @wes_pk name: String! }',
    'broken.graphql': 'type Customer @wes_table { id: BigInt! @wes_pk born: Nope }',
    'history/1_old.sql': OLD,
    'history/2_email.sql': 'alter table customer add email text;\ncreate index on customer (email);',
    'production.dump': `--\n-- PostgreSQL database dump\n--\n\n${NEW}`,
    'more.sql': `${NEW} create function f() returns int language sql as 'select 1';`,
    'typed.sql': `create type pair as (a int, b int); create table customer (id bigint primary key, p pair);`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});

/** What `wesley plan --json` prints, and what it says on stderr. */
async function planned(...args: readonly string[]) {
  const out: string[] = [];
  const log: string[] = [];
  const note = (line: string) => void log.push(line);
  const real = realWorld({ cwd: folder, quiet: true, debug: false, color: false });
  const world = {
    ...real,
    out: (text: string) => void out.push(text),
    log: { ...real.log, info: note, warn: note },
  };
  await plan.run(readInput(plan, [...args, '--json']), world);
  const { from, to, phases } = JSON.parse(out.join(''));
  const steps = phases.flatMap((phase: { steps: readonly { sql: string }[] }) => phase.steps);
  return { from, to, log, sql: steps.map((step: { sql: string }) => step.sql) };
}

const WAY = [
  'ALTER TABLE public.customer ADD COLUMN email text;',
  'CREATE INDEX CONCURRENTLY customer_email_idx ON public.customer USING btree (email);',
];

test.each([
  ['old.sql', 'new.sql'],
  ['old.graphql', 'new.sql'],
  ['old.sql', 'history'],
  ['history/1_old.sql', 'production.dump'],
])(
  'plans from %s to %s',
  async (from, to) => {
    const found = await planned('--from', from, '--to', to);
    expect(found.sql).toEqual(WAY);
    expect([found.from.source, found.to.source]).toEqual([from, to]);
  },
  60_000,
);

test('a plan to a source ends at the digest that a plan from it begins at', async () => {
  const there = await planned('--from', 'old.sql', '--to', 'new.sql');
  const on = await planned('--from', 'new.sql', '--to', 'history');
  expect(on.sql).toEqual([]);
  expect(on.from.digest).toBe(there.to.digest);
}, 60_000);

test('--to and --schema exclude each other; --to takes a schema file, with places in it', async () => {
  await expect(planned('--to', 'new.sql', '--schema', 'old.graphql')).rejects.toThrow(
    '--to and --schema both name what to reach',
  );
  expect((await planned('--from', 'old.sql', '--to', 'old.graphql')).sql).toEqual([]);
  await expect(planned('--from', 'empty', '--to', 'broken.graphql')).rejects.toMatchObject({
    diagnostics: [{ span: { source: 'broken.graphql' } }],
  });
}, 60_000);

test('what only the target has and no plan makes is named', async () => {
  const { log } = await planned('--from', 'old.sql', '--to', 'more.sql');
  expect(log).toContain('The plan does not make these, which no recipe makes: function public.f().');
  await expect(planned('--from', 'old.sql', '--to', 'typed.sql')).rejects.toMatchObject({
    diagnostics: [{ code: 'REFUSED_BY_POSTGRES', span: null }],
    exit: 4,
  });
}, 60_000);
