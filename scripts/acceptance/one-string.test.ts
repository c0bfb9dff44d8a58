import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { SqlError } from '../../src/sql/error.ts';
import { AUTHORED_NAMES } from '../../src/sql/names.ts';
import type { Session } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';

// What `check/transactions.ts` says of statements that are sent as one string, asked of the oldest and the newest server.
const REAL = [14, 18] as const;
const servers = new Map<number, Server>();
beforeAll(async () => {
  for (const major of REAL) servers.set(major, await startServer(major));
});
afterAll(async () => {
  for (const server of servers.values()) await server.stop();
});

async function on(major: number, use: (session: Session) => Promise<void>): Promise<void> {
  const engine = await openPostgres(servers.get(major)?.url ?? '', AUTHORED_NAMES);
  try {
    await engine.session.run('drop table if exists t; create table t (a int)');
    await use(engine.session);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

const answerTo = (session: Session, sql: string): Promise<string | null> =>
  session.run(sql).then(
    () => null,
    (error: unknown) => (error instanceof SqlError ? error.sqlState : 'no answer'),
  );

const INDEX = 'create index concurrently on t (a)';
const HELD = `select 1 / count(*) from pg_locks where relation = 't'::regclass and mode = 'AccessExclusiveLock'`;

test.each([...REAL])('PostgreSQL %i puts several statements of one string into one transaction', (major) =>
  on(major, async (session) => {
    expect(await answerTo(session, INDEX)).toBeNull();
    expect(await answerTo(session, `-- alone\n${INDEX};`)).toBeNull();
    expect(await answerTo(session, `select 1; ${INDEX}`)).toBe('25001');
    expect(await answerTo(session, `select 1; commit; ${INDEX}`)).toBe('25001');
    // Locks are held from one statement to the next: without them the count is 0, and the division fails.
    expect(await answerTo(session, `alter table t add column b int; ${HELD}`)).toBeNull();
    expect(await answerTo(session, `alter table t add column c int; commit; ${HELD}`)).toBe('22012');
    expect(await answerTo(session, `alter table t add column d int; begin; ${HELD}; commit`)).toBeNull();
  }),
);
