import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { introspect } from '../../src/ir/introspect/introspect.ts';
import { introspectSteady } from '../../src/ir/introspect/steady.ts';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import type { Engine, Session } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';

/* A database that others change while it is read. */

const folder = mkdtempSync(join(tmpdir(), 'wesley-changing-'));
let server: Server;
let reader: Engine;
let changer: Engine;
beforeAll(async () => {
  server = await startServer(17);
  reader = await openPostgres(server.url);
  changer = await openPostgres(server.url);
  await changer.session.run(MADE);
}, 60_000);
afterAll(async () => {
  await reader[Symbol.asyncDispose]();
  await changer[Symbol.asyncDispose]();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const MADE = `create table public.t (id bigint primary key, a integer default 7 check (a > 0));
  create view public.v as select a from public.t;`;
const again = (sql: string): string => `drop view public.v; drop table public.t; ${sql}`;

/**
 * A session beside which something happens after the first query of each transaction, when its snapshot is taken and
 * nothing is locked yet: later it would wait for the reader, which here waits for it.
 */
function disturbed(happens: () => Promise<unknown>): Session {
  let armed = false;
  return {
    ...reader.session,
    async run(script) {
      armed ||= script.startsWith('begin');
      return reader.session.run(script);
    },
    async query(sql, values) {
      const rows = await reader.session.query<never>(sql, values);
      if (armed) await happens();
      armed = false;
      return rows;
    },
  };
}

test('a change in the middle of a read is why it is read again', async () => {
  let left = 1;
  const once = disturbed(async () => {
    left--;
    if (left === 0) await changer.session.run(again(MADE.replace('default 7', 'default 8')));
  });
  const schema = await introspectSteady(once);
  expect(left).toBe(-1);
  expect(schema).toEqual(await introspect(reader.session));
  expect(JSON.stringify(schema)).toContain('"8"');
});

test('without a second look a read fails in the middle of a change', async () => {
  const always = disturbed(() => changer.session.run(again(MADE)));
  await expect(introspect(always)).rejects.toThrow(/cache lookup failed|does not exist|could not open/);
  expect(await introspectSteady(always)).toBeNull();
});

test('what is wrong without any change is told as it is', async () => {
  const broken: Session = {
    ...reader.session,
    query: (sql, values) =>
      reader.session.query(sql.includes('pg_policy') && !sql.includes('marks') ? 'select 1/0' : sql, values),
  };
  await expect(introspectSteady(broken)).rejects.toThrow('division by zero');
});

test('temporary tables, TRUNCATE and ANALYZE change no schema', async () => {
  const busy = disturbed(() =>
    changer.session.run(
      'create temp table x (id serial primary key); drop table x; truncate public.t; analyze public.t',
    ),
  );
  expect(await introspectSteady(busy)).toEqual(await introspect(reader.session));
});

test('pull of a database that never holds still says so and writes nothing', async () => {
  let stop = false;
  const loop = (async () => {
    while (!stop) await changer.session.run(again(MADE));
  })();
  const pull = Bun.spawn(
    [
      process.execPath,
      join(import.meta.dir, '../../src/main.ts'),
      'pull',
      '--dsn',
      server.url,
      '--out',
      'ir.json',
    ],
    { cwd: folder, stdout: 'pipe', stderr: 'pipe' },
  );
  const [out, err, exit] = await Promise.all([
    new Response(pull.stdout).text(),
    new Response(pull.stderr).text(),
    pull.exited,
  ]);
  stop = true;
  await loop;
  expect(err).toContain('error[database-changing]: the schema was changed by others whenever it was read');
  expect([exit, out, existsSync(join(folder, 'ir.json'))]).toEqual([3, '', false]);
}, 60_000);
