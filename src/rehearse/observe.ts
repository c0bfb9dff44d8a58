import type { Batch } from '../plan/plan.ts';
import { LOCK_MODES, type LockMode, type RelationKind, type RelationLock } from '../sql/lock.ts';
import { AUTHORED_NAMES, localNames } from '../sql/names.ts';
import { readPid } from '../sql/own-session.ts';
import { pageRanges } from '../sql/page-ranges.ts';
import type { Engine, Session } from '../world/engine.ts';

/** What is run: one statement, or one cut into batches. */
export interface Observable {
  readonly sql: string;
  readonly transactional: boolean;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  readonly batch: Batch | null;
  /** `schema.name` as SQL of the table whose lock is watched, for a statement that refuses a transaction. */
  readonly table: string | null;
}

export interface Observed {
  readonly locks: readonly RelationLock[] | null;
  readonly why: string | null;
  /** Of a statement that refuses a transaction `null`: the counters of its transactions are gone when it is over. */
  readonly work: Work | null;
  readonly ms: number;
}

/** `schema.name` of tables. */
export interface Work {
  /** Whose rows were written anew. */
  readonly rewrites: readonly string[];
  /** Read from end to end, and holding rows. */
  readonly scans: readonly string[];
}

interface HeldRow {
  readonly oid: number;
  readonly mode: LockMode;
}

interface RelationRow {
  readonly oid: number;
  readonly relation: string;
  readonly kind: RelationKind;
  readonly file: number;
  readonly read: string;
}

// Below 16384 is what initdb made (FirstNormalObjectId): to look at the rest only is a third faster. Tuples read by sequential scans in this transaction; the counter of a table that was not touched is 0.
const RELATIONS = `
  select c.oid::pg_catalog.int8::pg_catalog.float8 as oid, n.nspname || '.' || c.relname as relation, c.relfilenode::pg_catalog.int8::pg_catalog.float8 as file,
    case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'view'
      when 'm' then 'materialized view' when 'f' then 'foreign table' end as kind,
    pg_catalog.pg_stat_get_xact_tuples_returned(c.oid)::pg_catalog.text as read
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.oid >= 16384 and c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'wesley'`;

const LOCKS = `
  select l.relation::pg_catalog.int8::pg_catalog.float8 as oid, l.mode from pg_catalog.pg_locks l
  where l.locktype = 'relation' and l.granted and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
    and l.pid = `;
const LOCKS_OF = `${LOCKS}$1`;
const OWN_LOCKS = `${LOCKS}pg_catalog.pg_backend_pid()`;

/**
 * Runs a statement for good and says what it was seen to lock, rewrite and scan. A statement in a transaction is asked
 * for its locks before its commit; one that refuses a transaction is watched from a second connection.
 *
 * @throws {SqlError} what the server answered; nothing of the statement is left then, but for a concurrent build's rest.
 */
export async function observe(engine: Engine, step: Observable, nowMs: () => number): Promise<Observed> {
  if (step.transactional) return observeTransaction(engine.session, step, nowMs);
  if (engine.connect === null || step.table === null) {
    const startMs = nowMs();
    await engine.session.run(step.sql);
    const why =
      engine.connect === null
        ? 'the embedded engine has one connection, and nobody else to watch a statement that refuses a transaction'
        : 'it belongs to no table whose locks could be watched';
    return { locks: null, why, work: null, ms: nowMs() - startMs };
  }
  const watcher = await engine.connect();
  try {
    return await observeFromOutside(engine.session, watcher, { ...step, table: step.table }, nowMs);
  } finally {
    await watcher[Symbol.asyncDispose]();
  }
}

async function observeTransaction(
  session: Session,
  step: Observable,
  nowMs: () => number,
): Promise<Observed> {
  const ranges = step.batch ? await pageRanges(session, step.batch.table, step.batch.pages) : [];
  // Questions go together with what begins and ends the transaction: a plan has hundreds of steps.
  const before = (await session.results(`${beginning(step)}; ${RELATIONS}`)).at(-1) as readonly RelationRow[];
  try {
    const startMs = nowMs();
    if (step.batch) for (const range of ranges) await session.query(step.batch.sql, range);
    else await session.run(step.sql);
    const ms = nowMs() - startMs;
    const [held, after] = await session.results(`${OWN_LOCKS}; ${RELATIONS}; commit`);
    return {
      locks: locksOn(before, held as readonly HeldRow[]),
      why: null,
      work: workBetween(before, after as readonly RelationRow[]),
      ms,
    };
  } catch (error) {
    await session.run('rollback').catch(() => {});
    throw error;
  }
}

const beginning = ({ lockTimeoutMs, statementTimeoutMs }: Observable): string =>
  `begin; set local lock_timeout = ${lockTimeoutMs}; set local statement_timeout = ${statementTimeoutMs}; ${localNames(AUTHORED_NAMES)}`;

/** The strongest mode on each relation that was there before, sorted by name. */
function locksOn(before: readonly RelationRow[], held: readonly HeldRow[]): readonly RelationLock[] {
  const locks = before.flatMap(({ oid, relation, kind }) => {
    const strongest = Math.max(
      ...held.filter((lock) => lock.oid === oid).map((lock) => LOCK_MODES.indexOf(lock.mode)),
    );
    const mode = LOCK_MODES[strongest];
    return mode ? [{ relation, kind, mode }] : [];
  });
  return locks.toSorted((a, b) => (a.relation < b.relation ? -1 : 1));
}

function workBetween(before: readonly RelationRow[], after: readonly RelationRow[]): Work {
  const now = new Map(after.map((row) => [row.oid, row]));
  const changed = (is: (old: RelationRow, row: RelationRow) => boolean): readonly string[] =>
    before
      .flatMap((old) => {
        const row = now.get(old.oid);
        return row && is(old, row) ? [old.relation] : [];
      })
      .toSorted();
  return {
    rewrites: changed((old, row) => row.file !== old.file),
    scans: changed((old, row) => Number(row.read) > Number(old.read)),
  };
}

const WATCH_LIMIT_MS = 10_000;

/**
 * A writer's lock makes a concurrent form wait after it has taken its own, which is when `pg_locks` shows it: they wait
 * for every transaction that could still write the table.
 */
async function observeFromOutside(
  session: Session,
  watcher: Session,
  step: Observable & { readonly table: string },
  nowMs: () => number,
): Promise<Observed> {
  const pid = await readPid(session);
  const before = await session.query<RelationRow>(RELATIONS);
  await watcher.run(`begin; lock table ${step.table} in row exclusive mode`);
  const startMs = nowMs();
  const running = session.run(step.sql).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  let held: readonly HeldRow[] = [];
  while (nowMs() - startMs < WATCH_LIMIT_MS) {
    const waiting = await watcher.query<{ waits: boolean }>(
      'select exists (select from pg_catalog.pg_locks where pid = $1 and not granted) as waits',
      [pid],
    );
    held = await watcher.query<HeldRow>(LOCKS_OF, [pid]);
    if (waiting[0]?.waits === true && held.length > 0) break;
    await watcher.query('select pg_catalog.pg_sleep(0.005)');
  }
  await watcher.run('rollback');
  const failed = await running;
  if (failed) throw failed.error;
  const why =
    held.length > 0 ? null : `it never waited for a writer of ${step.table}, so its locks were not seen`;
  return {
    locks: why === null ? locksOn(before, held) : null,
    why,
    work: null,
    ms: nowMs() - startMs,
  };
}
