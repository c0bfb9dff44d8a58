import type { Digest } from '../base/digest.ts';
import { Failure } from '../base/failure.ts';
import { SqlError } from '../sql/error.ts';
import type { Session } from '../world/engine.ts';
import { checkLedger, keepForOwner } from './ledger-check.ts';
import { LEDGER_TABLES, MAKE_LEDGER, MENDS } from './ledger-shape.ts';

/** One deployment as the ledger tells it. */
export interface LedgerEntry {
  readonly certificate: string;
  readonly sequence: number;
  readonly environment: string;
  readonly plan: Digest;
  readonly steps: number;
  readonly begunAt: string;
  readonly finishedAt: string | null;
  /** In order of position. */
  readonly begun: readonly LedgerStep[];
}

export interface LedgerStep {
  readonly step: string;
  readonly done: boolean;
  readonly begunAt: string;
  readonly doneAt: string | null;
  /**
   * When it failed and left nothing half done. A step that is neither done nor failed was begun, and nobody knows how
   * it ended.
   */
  readonly failedAt: string | null;
  /** The server's message for that failure. */
  readonly error: string | null;
}

/** Whether a step was begun and nobody knows how it ended. */
export const isInDoubt = ({ done, failedAt }: LedgerStep): boolean => !done && failedAt === null;

/** What the server says that tells a database from its copies. */
export interface Place {
  /** Equal in every copy of one data directory. */
  readonly systemIdentifier: string;
  /** Differs in a database that was dropped and made again, or made with another one as its template. */
  readonly oid: string;
  /** Differs in a physical copy that was promoted. */
  readonly timeline: number;
}

/** Wesley's own random identity of a database. */
export interface Identity {
  readonly id: string;
  /** The place where the identity was given; `null` in a ledger that an earlier version made. */
  readonly home: Place | null;
  /** The certificate whose deployment gave the identity, or `null`. */
  readonly givenBy: string | null;
}

export interface Ledger {
  /** `null` where none was given yet. */
  readonly identity: Identity | null;
  /** Every deployment that was begun, oldest first. */
  readonly entries: readonly LedgerEntry[];
}

/** How long to wait when somebody else has locked the ledger. */
const LOCK_MS = 10_000;

/**
 * Runs `work` in a transaction; rolls back when it throws. @throws {Failure} `database-busy` when somebody else has
 * locked the ledger.
 */
async function inTransaction<T>(session: Session, begin: string, work: () => Promise<T>): Promise<T> {
  await session.run(`${begin}; set local lock_timeout = ${LOCK_MS}`);
  try {
    const result = await work();
    await session.run('commit');
    return result;
  } catch (error) {
    await session.run('rollback').catch(() => {});
    if (error instanceof SqlError && error.sqlState === '55P03')
      throw new Failure('database-busy', 'another session holds the tables of the schema wesley', {
        hint: 'Find it in pg_locks and let it end.',
      });
    throw error;
  }
}

/**
 * Adds the columns that a ledger of an earlier version lacks. Only when one is missing: ALTER TABLE waits for all
 * readers even when IF NOT EXISTS leaves it nothing to do.
 */
async function mend(session: Session): Promise<void> {
  for (const { table, column, sql } of MENDS) {
    const there = await session.query(
      `select from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
         join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'wesley' and c.relname = $1 and a.attname = $2 and not a.attisdropped`,
      [table, column],
    );
    if (there.length === 0) await session.run(sql);
  }
}

/** Runs `work` in a transaction in which the ledger exists, is complete and ours, and can't change its shape. */
const withLedger = <T>(session: Session, work: () => Promise<T>): Promise<T> =>
  inTransaction(session, 'begin', async () => {
    const there = await checkLedger(session, 'row exclusive');
    await session.run(MAKE_LEDGER);
    await keepForOwner(
      session,
      LEDGER_TABLES.filter((name) => !there.includes(name)),
    );
    await mend(session);
    await checkLedger(session, 'row exclusive');
    return work();
  });

/**
 * What the ledger says; empty when there is none. Must be called outside a transaction.
 *
 * @throws {Failure} `E_LEDGER_FOREIGN` when the schema `wesley` holds what is not ours.
 */
export const readLedger = (session: Session): Promise<Ledger> =>
  inTransaction(session, 'begin read only', async () => {
    const there = await checkLedger(session, 'access share');
    return {
      identity: there.includes('identity') ? await identityIn(session) : null,
      entries: there.includes('deployment') && there.includes('step') ? await entriesIn(session) : [],
    };
  });

const utc = (column: string): string =>
  `pg_catalog.to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

async function entriesIn(session: Session): Promise<readonly LedgerEntry[]> {
  const deployments = await session.query<Omit<LedgerEntry, 'begun' | 'sequence'> & { sequence: string }>(
    `select certificate, sequence::pg_catalog.text, environment, plan, steps, ${utc('begun_at')} as "begunAt", ${utc('finished_at')} as "finishedAt"
     from wesley.deployment order by sequence, wesley.deployment.begun_at`,
  );
  const steps = await session.query<LedgerStep & { certificate: string }>(
    // Columns are read through the row as JSON: a column that an earlier version did not make is null there, not an
    // error.
    `select certificate, step, done_at is not null as done, ${utc('begun_at')} as "begunAt", ${utc('done_at')} as "doneAt",
       ${utc("(pg_catalog.to_jsonb(s)->>'failed_at')::pg_catalog.timestamptz")} as "failedAt", pg_catalog.to_jsonb(s)->>'error' as error
     from wesley.step s order by position`,
  );
  return deployments.map((deployment) => ({
    ...deployment,
    sequence: Number(deployment.sequence),
    begun: steps
      .filter((step) => step.certificate === deployment.certificate)
      .map(({ certificate: _, ...step }) => step),
  }));
}

interface IdentityRow {
  readonly id: string;
  readonly system: string | null;
  readonly oid: string | null;
  readonly timeline: number | null;
  readonly givenBy: string | null;
}

/**
 * The last identity that was given. Read through JSON: a column that an earlier version did not make is null there.
 */
async function identityIn(session: Session): Promise<Identity | null> {
  const [row] = await session.query<IdentityRow>(
    `select id, given->>'system_identifier' as system, given->>'database_oid' as oid,
       (given->>'timeline')::pg_catalog.int4 as timeline, given->>'given_by' as "givenBy"
     from (select id, made_at, pg_catalog.to_jsonb(i) as given from wesley.identity i) i order by made_at desc limit 1`,
  );
  if (!row) return null;
  const { id, system, oid, timeline, givenBy } = row;
  const home =
    system === null || oid === null || timeline === null ? null : { systemIdentifier: system, oid, timeline };
  return { id, home, givenBy };
}

const insertIdentity = (
  session: Session,
  id: string,
  { systemIdentifier, oid, timeline }: Place,
  certificate: string | null,
): Promise<unknown> =>
  session.query(
    `insert into wesley.identity (id, made_at, system_identifier, database_oid, timeline, given_by)
     values ($1, pg_catalog.clock_timestamp(), $2, $3, $4, $5)`,
    [id, systemIdentifier, oid, timeline, certificate],
  );

/**
 * Gives a database an identity when it has none. An identity that an earlier version gave gets the place that it
 * lacks.
 */
async function ensureIdentity(
  session: Session,
  id: string,
  place: Place,
  certificate: string | null,
): Promise<void> {
  const identity = await identityIn(session);
  if (identity === null) await insertIdentity(session, id, place, certificate);
  else if (identity.home === null)
    await session.query(
      'update wesley.identity set system_identifier = $2, database_oid = $3, timeline = $4 where id = $1',
      [identity.id, place.systemIdentifier, place.oid, place.timeline],
    );
}

/** Gives a database an identity, once; a second call keeps the first. */
export const giveIdentity = (session: Session, id: string, place: Place): Promise<void> =>
  withLedger(session, () => ensureIdentity(session, id, place, null));

/** Gives a copy an identity of its own. The entries that came with the copy stay. */
export const replaceIdentity = (session: Session, id: string, place: Place): Promise<void> =>
  withLedger(session, async () => void (await insertIdentity(session, id, place, null)));

export interface Opening {
  readonly certificate: string;
  readonly sequence: number;
  readonly environment: string;
  readonly plan: Digest;
  readonly steps: number;
}

/**
 * Notes that a certificate is being applied. The same transaction makes, mends and checks the ledger. For a
 * certificate that is resumed it changes nothing.
 *
 * @param identity Given to the database if it has no identity yet.
 */
export const openDeployment = (
  session: Session,
  { certificate, sequence, environment, plan, steps }: Opening,
  identity: { readonly id: string; readonly place: Place },
): Promise<void> =>
  withLedger(session, async () => {
    await ensureIdentity(session, identity.id, identity.place, certificate);
    await session.query(
      `insert into wesley.deployment (certificate, sequence, environment, plan, steps) values ($1, $2, $3, $4, $5)
       on conflict (certificate) do nothing`,
      [certificate, sequence, environment, plan, steps],
    );
  });

export async function closeDeployment(session: Session, certificate: string): Promise<void> {
  await session.query(
    'update wesley.deployment set finished_at = pg_catalog.clock_timestamp() where certificate = $1',
    [certificate],
  );
}

/** Names one step of one certificate in the ledger. */
export interface StepKey {
  readonly certificate: string;
  readonly step: string;
  readonly position: number;
}

/** Notes that a step begins which can't share a transaction with its note. */
export async function beginStep(session: Session, { certificate, step, position }: StepKey): Promise<void> {
  await session.query(
    'insert into wesley.step (certificate, step, position, begun_at) values ($1, $2, $3, pg_catalog.clock_timestamp()) on conflict (certificate, step) do update set failed_at = null, error = null',
    [certificate, step, position],
  );
}

/** Notes that a step failed and left nothing half done: so its end is known. */
export async function failStep(
  session: Session,
  { certificate, step, position }: StepKey,
  error: string,
): Promise<void> {
  await session.query(
    `insert into wesley.step (certificate, step, position, failed_at, error) values ($1, $2, $3, pg_catalog.clock_timestamp(), $4)
     on conflict (certificate, step) do update set failed_at = excluded.failed_at, error = excluded.error
     where step.done_at is null`,
    [certificate, step, position, error],
  );
}

/**
 * Notes that a step is done. Called within the step's own transaction if it has one, so that both happen or neither.
 */
export async function finishStep(
  session: Session,
  { certificate, step, position }: StepKey,
  done: { readonly batches: number | null; readonly rows: number | null },
): Promise<void> {
  await session.query(
    `insert into wesley.step (certificate, step, position, done_at, batches, rows) values ($1, $2, $3, pg_catalog.clock_timestamp(), $4, $5)
     on conflict (certificate, step) do update set done_at = excluded.done_at, batches = excluded.batches, rows = excluded.rows,
       failed_at = null, error = null`,
    [certificate, step, position, done.batches, done.rows],
  );
}
