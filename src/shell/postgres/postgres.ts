import type { Engine, Session } from '../../world/engine.ts';
// Imported before `pg`, which reads the environment while it is loaded.
import './pg-environment.ts';
import pg from 'pg';
import { Failure } from '../../base/failure.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { SqlError } from '../../sql/error.ts';
import { OWN_NAMES } from '../../sql/names.ts';
import { ownsItsSession } from '../../sql/own-session.ts';
import { settle } from './known-settings.ts';
import { withoutPgVariables } from './pg-environment.ts';
import { serverOf } from './server.ts';
import { TEXT_TYPES } from './text-types.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const types = {
  getTypeParser: (oid: number, format: 'text' | 'binary') =>
    TEXT_TYPES.includes(oid) ? String : pg.types.getTypeParser(oid, format),
};

/**
 * Opens a session to a real PostgreSQL server. Each session gets known settings before anything else is asked of it;
 * only the question whether a pooler shares it comes first.
 *
 * @param names The search_path of its sessions.
 * @throws {Failure} `database-unreachable` with the server's or the network's reason, never with the password;
 *   `database-pooled` when a pooler would pass what a session leaves behind to others; `session-unsafe` when a
 *   session can't get known settings.
 */
export async function openPostgres(url: string, names: string = OWN_NAMES): Promise<Engine> {
  const session = await login(url);
  // Asked before anything that would stay behind in a shared server process: settings, locks, prepared statements.
  const unsure = await refusePooler({ session, connect: () => login(url) });
  await settled(session, names);
  return {
    kind: 'postgres',
    ...(await serverOf(session)),
    session,
    connect: async () => settled(await login(url), names),
    unsure,
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/**
 * Refuses a session that a pooler shares. Returns a sentence about what could not be found out, or `null`. Closes a
 * session that is refused.
 */
async function refusePooler(engine: Pick<Engine, 'session' | 'connect'>): Promise<string | null> {
  const ownership = await closeOnFailure(
    engine.session,
    ownsItsSession(engine, (ms) => Bun.sleep(ms)),
  );
  if (ownership.owned) return ownership.unsure;
  await engine.session[Symbol.asyncDispose]();
  throw new Failure(
    'database-pooled',
    `a connection pooler in transaction or statement mode stands between here and the server: ${ownership.why}`,
    { hint: 'Name the server itself, or a pool in session mode (of PgBouncer: pool_mode = session).' },
  );
}

/** The result of `work`; closes the session when `work` fails. */
async function closeOnFailure<T>(session: Session, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

function clientFor(url: string): pg.Client {
  const { emitWarning } = process;
  // The parser of the URL warns about its next major version and names a flag that wesley does not have.
  process.emitWarning = () => {};
  try {
    return withoutPgVariables(
      () =>
        new pg.Client({
          connectionString: url,
          connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
          application_name: 'wesley',
          types: types as never,
        }),
    );
  } catch (cause) {
    const hint =
      'Write postgres://user:password@host:port/database, with @ : / # ? in a password as %40 %3A %2F %23 %3F.';
    throw new Failure('database-unreachable', `${withoutSecrets(url)} can't be read as a URL`, {
      cause,
      hint,
    });
  } finally {
    process.emitWarning = emitWarning;
  }
}

async function login(url: string): Promise<Session> {
  const client = clientFor(url);
  // A connection that ends while it is idle emits an error event. Without a listener that would crash us; the next
  // query reports the error.
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    const reason =
      cause instanceof Error ? cause.message || (cause as { code?: string }).code : String(cause);
    throw new Failure('database-unreachable', `${withoutSecrets(url)}: ${reason}`, {
      cause,
      hint: 'Check the URL and that the server accepts connections.',
    });
  }
  return sessionOf(client);
}

/** The session with known settings. Closes it when it can't get them. */
async function settled(session: Session, names: string): Promise<Session> {
  await closeOnFailure(session, settle(session, names));
  return session;
}

function sessionOf(client: pg.Client): Session {
  return {
    async query<Row extends object>(sql: string, values: readonly unknown[] = []) {
      const answer = await answered(sql, () => client.query(sql, [...values]));
      return answer.rows as Row[];
    },
    async run(script) {
      const answer = (await answered(script, () => client.query(script))) as unknown;
      const last = Array.isArray(answer) ? answer.at(-1) : answer;
      return (last as { rowCount: number | null } | undefined)?.rowCount ?? 0;
    },
    async results(script) {
      const answer = (await answered(script, () => client.query(script))) as unknown;
      const all = Array.isArray(answer) ? answer : [answer];
      return all.map((one) => (one as { rows?: object[] }).rows ?? []);
    },
    [Symbol.asyncDispose]: () => client.end().catch(() => {}),
  };
}

async function answered<T>(sql: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof pg.DatabaseError) {
      throw new SqlError(error.message, {
        sqlState: error.code ?? 'XX000',
        sql,
        ...(error.detail ? { detail: error.detail } : {}),
        ...(error.hint ? { hint: error.hint } : {}),
        ...(error.position ? { position: error.position } : {}),
      });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('database-unreachable', `the connection broke: ${reason}`, { cause: error });
  }
}
