import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { SqlError } from '../../src/sql/error.ts';
import type { Session } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';
import { deployArgs, deployed } from './ship.ts';
import { openApplication, openShop, park, parked, type Shop } from './shop.ts';

/** The application before goes on writing while a plan is applied: until the end of `switch` none of its statements fails. */

const BEFORE = `type Note @wes_table {
  id: Int! @wes_pk
  text: String!
  tag: String
  begin: String
}
`;
// A column without a default, one whose value differs from row to row, one that may be NULL so far, and names that
// PL/pgSQL, SQL and the filler itself have a meaning for.
const AFTER = `type Note @wes_table {
  id: Int! @wes_pk
  text: String!
  tag: String! @wes_backfill(expr: "'untagged'")
  begin: String! @wes_backfill(expr: "coalesce(note.text, 'nothing') || id")
  length: Int! @wes_backfill(expr: "length(note.text)")
  token: UUID! @wes_backfill(expr: "gen_random_uuid()") @wes_unique
  new: String! @wes_backfill(expr: "upper(text)")
  best: Int! @wes_backfill(expr: "(select count(*)::int from public.note n where n.id = note.id)")
  share: Int! @wes_backfill(expr: "case when id < 0 then 1 / (id - id) else 100 / greatest(id, 1) end")
}
`;
const ROWS = `insert into note (id, text, tag) select i, repeat(md5(i::text), 20), nullif(i % 3, 0) from generate_series(1, 20000) i`;

/** Every way the application before writes a row; `$1` is an id that nobody has. */
const STATEMENTS = [
  "insert into note (id, text) values ($1, 'left out')",
  "insert into note (id, text, tag, begin) values ($1, 'told to be NULL', null, null)",
  "insert into note (id, text) select $1, 'selected'",
  "insert into note (id, text) values ($1, 'upserted') on conflict (id) do update set text = excluded.text",
  'update note set tag = null where id = $1 % 20000 + 1',
  "update note set text = text || '.' where id = $1 % 20000 + 1",
  'with gone as (delete from note where id = $1 % 20000 + 1 returning id, text) insert into note (id, text) select id + 1000000, text from gone where $1 > 0',
];

interface Written {
  readonly statements: number;
  readonly failures: readonly string[];
  readonly longestMs: number;
}

/** Writes one statement after the other, as fast as the server takes them, until told to stop. */
function writer(session: Session): { stop(): Promise<Written> } {
  let on = true;
  const failures: string[] = [];
  let statements = 0;
  let longestMs = 0;
  const writing = (async () => {
    for (let id = 30_000; on; id++, statements++) {
      const beganMs = performance.now();
      const statement = STATEMENTS[statements % STATEMENTS.length] ?? '';
      try {
        await session.query(statement, [id]);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        failures.push(`${statement}: ${error.message}`);
      }
      longestMs = Math.max(longestMs, performance.now() - beganMs);
    }
    return { statements, failures, longestMs };
  })();
  return {
    stop: () => {
      on = false;
      return writing;
    },
  };
}

describe.each([15, 17, 18])('PostgreSQL %i', (major) => {
  let server: Server;
  let shop: Shop;
  beforeAll(async () => {
    server = await startServer(major);
    shop = await openShop(server, { before: BEFORE, after: AFTER, rows: ROWS });
  }, 120_000);
  afterAll(async () => {
    await shop?.close();
    await server.stop();
  });

  test('no write of the application before fails up to the end of switch, and no row is left NULL', async () => {
    const session = await shop.reopen();
    const old = await openApplication(shop.url);
    const release = await park(session, shop.steps.find((step) => step.startsWith('contract')) ?? '');
    const running = shop.place.start(...deployArgs(shop.url));
    const writing = writer(old);
    await parked(session);
    const [bare] = await session.query<{ bare: number }>(
      `select count(*)::int as bare from note where num_nulls(tag, begin, length, token, "new", best, share) > 0`,
    );
    const { statements, failures, longestMs } = await writing.stop();
    await release();
    const { outcome, exit } = deployed(await running.ended);
    process.stdout.write(
      `PostgreSQL ${major}: ${statements} statements of the application before, ${failures.length} failed, the longest took ${longestMs.toFixed(0)} ms\n`,
    );
    expect({ outcome, exit, failures: failures.slice(0, 3), bare }).toEqual({
      outcome: 'APPLIED',
      exit: 0,
      failures: [],
      bare: { bare: 0 },
    });
    expect(statements).toBeGreaterThan(200);
    const [right] = await session.query(
      `select count(*)::int as rows, count(*) filter (where length <> length(text) and text !~ '\\.$')::int as wrong,
         count(distinct token)::int = count(*)::int as distinct from note`,
    );
    expect(right).toMatchObject({ wrong: 0, distinct: true });
    await old[Symbol.asyncDispose]();
  }, 120_000);

  test('COPY is filled too, and a row whose value can’t be computed is refused no earlier than its NULL is', async () => {
    const session = await shop.reopen();
    const release = await park(session, 'backfill-001');
    const running = shop.place.start(...deployArgs(shop.url));
    await parked(session);
    await session.run('copy note (id, text) from program \'printf "40001\\tcopied\\n"\'');
    expect(await session.query('select length, tag from note where id = 40001')).toEqual([
      { length: 6, tag: 'untagged' },
    ]);
    await session.run("insert into note (id, text) values (-1, 'divides by zero')");
    expect(await session.query('select share, length from note where id = -1')).toEqual([
      { share: null, length: 15 },
    ]);
    await session.run('delete from note where id = -1');
    await release();
    expect(deployed(await running.ended)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
    const left = await session.query(
      `select proname from pg_proc where proname ~ '__.*_fill$' union all select tgname from pg_trigger where tgname ~ '_fill$'`,
    );
    expect(left).toEqual([]);
  }, 120_000);
});
