import type { Digest } from '../base/digest.ts';
import type { Session } from '../sql/engine.ts';

/** The schema in the target that holds what Wesley did there. Catalog readers leave it out. */
const LEDGER = `
  create schema if not exists wesley;
  create table if not exists wesley.identity (id text primary key, made_at timestamptz not null default now());
  create table if not exists wesley.deployment (
    certificate text primary key,
    sequence bigint not null,
    environment text not null,
    plan text not null,
    steps integer not null,
    begun_at timestamptz not null default now(),
    finished_at timestamptz
  );
  create table if not exists wesley.step (
    certificate text not null references wesley.deployment,
    step text not null,
    position integer not null,
    begun_at timestamptz not null default now(),
    done_at timestamptz,
    batches integer,
    rows bigint,
    failed_at timestamptz,
    error text,
    primary key (certificate, step)
  );`;

// Of ledgers that were made without them.
const ADDED =
  'alter table wesley.step add column if not exists failed_at timestamptz, add column if not exists error text';

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
  /** When it failed, leaving nothing half done. Neither done nor failed: it was begun and nobody knows how it ended. */
  readonly failedAt: string | null;
  /** What the server said then. */
  readonly error: string | null;
}

/** Whether a step was begun and nobody knows how it ended. */
export const isInDoubt = ({ done, failedAt }: LedgerStep): boolean => !done && failedAt === null;

export async function makeLedger(session: Session): Promise<void> {
  await session.run(LEDGER);
  // ALTER TABLE waits for whoever reads the ledger, even where it has nothing to add.
  const [column] = await session.query<{ there: boolean }>(
    "select exists (select from pg_attribute where attrelid = 'wesley.step'::regclass and attname = 'error') as there",
  );
  if (column?.there !== true) await session.run(ADDED);
}

const hasLedger = async (session: Session): Promise<boolean> =>
  (await session.query<{ there: boolean }>("select to_regclass('wesley.step') is not null as there"))[0]
    ?.there === true;

const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** Every deployment that was begun, oldest first; none where there is no ledger. */
export async function readLedger(session: Session): Promise<readonly LedgerEntry[]> {
  if (!(await hasLedger(session))) return [];
  const deployments = await session.query<Omit<LedgerEntry, 'begun' | 'sequence'> & { sequence: string }>(
    `select certificate, sequence::text, environment, plan, steps, ${utc('begun_at')} as "begunAt", ${utc('finished_at')} as "finishedAt"
     from wesley.deployment order by sequence, begun_at`,
  );
  const steps = await session.query<LedgerStep & { certificate: string }>(
    // Through the row as JSON, which lacks what the ledger of an earlier version lacks.
    `select certificate, step, done_at is not null as done, ${utc('begun_at')} as "begunAt", ${utc('done_at')} as "doneAt",
       ${utc("(to_jsonb(s)->>'failed_at')::timestamptz")} as "failedAt", to_jsonb(s)->>'error' as error
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

/** Wesley's own random identity of an embedded database, or `null` where there is none. */
export async function readIdentity(session: Session): Promise<string | null> {
  const [found] = await session.query<{ there: boolean }>(
    "select to_regclass('wesley.identity') is not null as there",
  );
  if (found?.there !== true) return null;
  return (
    (await session.query<{ id: string }>('select id from wesley.identity order by made_at limit 1'))[0]?.id ??
    null
  );
}

/** Gives a database an identity, once; a second call keeps the first. */
export async function giveIdentity(session: Session, id: string): Promise<void> {
  await makeLedger(session);
  await session.query(
    'insert into wesley.identity (id) select $1 where not exists (select from wesley.identity)',
    [id],
  );
}

export interface Opening {
  readonly certificate: string;
  readonly sequence: number;
  readonly environment: string;
  readonly plan: Digest;
  readonly steps: number;
}

/** Notes that a certificate is being applied; again for one that is resumed changes nothing. */
export async function openDeployment(session: Session, opening: Opening): Promise<void> {
  const { certificate, sequence, environment, plan, steps } = opening;
  await session.query(
    `insert into wesley.deployment (certificate, sequence, environment, plan, steps) values ($1, $2, $3, $4, $5)
     on conflict (certificate) do nothing`,
    [certificate, sequence, environment, plan, steps],
  );
}

export async function closeDeployment(session: Session, certificate: string): Promise<void> {
  await session.query('update wesley.deployment set finished_at = clock_timestamp() where certificate = $1', [
    certificate,
  ]);
}

/** Whose note of which step. */
export interface StepKey {
  readonly certificate: string;
  readonly step: string;
  readonly position: number;
}

/** Notes that a step begins that can't share a transaction with its note. */
export async function beginStep(session: Session, { certificate, step, position }: StepKey): Promise<void> {
  await session.query(
    'insert into wesley.step (certificate, step, position, begun_at) values ($1, $2, $3, clock_timestamp()) on conflict (certificate, step) do update set failed_at = null, error = null',
    [certificate, step, position],
  );
}

/** Notes that a step failed and left nothing half done, so that nobody takes its end for unknown. */
export async function failStep(
  session: Session,
  { certificate, step, position }: StepKey,
  error: string,
): Promise<void> {
  await session.query(
    `insert into wesley.step (certificate, step, position, failed_at, error) values ($1, $2, $3, clock_timestamp(), $4)
     on conflict (certificate, step) do update set failed_at = excluded.failed_at, error = excluded.error
     where step.done_at is null`,
    [certificate, step, position, error],
  );
}

/** Notes that a step is done; in the step's own transaction wherever it has one, so that both happen or neither. */
export async function finishStep(
  session: Session,
  { certificate, step, position }: StepKey,
  done: { readonly batches: number | null; readonly rows: number | null },
): Promise<void> {
  await session.query(
    `insert into wesley.step (certificate, step, position, done_at, batches, rows) values ($1, $2, $3, clock_timestamp(), $4, $5)
     on conflict (certificate, step) do update set done_at = excluded.done_at, batches = excluded.batches, rows = excluded.rows,
       failed_at = null, error = null`,
    [certificate, step, position, done.batches, done.rows],
  );
}
