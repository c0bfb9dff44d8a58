import { ENGINES, type EngineName } from '../../../base/engines.ts';
import { Failure } from '../../../base/failure.ts';
import { giveIdentity, type Identity, type Ledger, type Place, readLedger } from '../../../deploy/ledger.ts';
import { introspect } from '../../../ir/introspect/introspect.ts';
import type { Schema } from '../../../ir/schema.ts';
import { SqlError } from '../../../sql/error.ts';
import type { Engine, Session } from '../../../world/engine.ts';
import type { World } from '../../../world/world.ts';

/** What is true of a database before anything is done to it. */
export interface TargetFacts extends Place {
  readonly engine: EngineName;
  readonly server: string;
  readonly major: number;
  readonly name: string;
  readonly identity: Identity | null;
  readonly schema: Schema;
  readonly ledger: Ledger['entries'];
}

/** Opens the database that is deployed to. A new embedded one gets its random identity. */
async function openTarget(url: string, world: World): Promise<Engine> {
  const engine = await world.openDatabase(url, { make: true });
  if (ENGINES[engine.kind].embedded && (await readLedger(engine.session)).identity === null)
    await giveIdentity(engine.session, randomIdentity(world), await readPlace(engine.session));
  return engine;
}

export const randomIdentity = (world: World): string => Buffer.from(world.random(16)).toString('hex');

// The control file follows a promotion only with its next checkpoint; the name of the file that is written to, at once.
const PLACE = `
  select s.system_identifier::pg_catalog.text as "systemIdentifier", d.oid::pg_catalog.text as oid,
    d.datname::pg_catalog.text as name, c.timeline_id as "checkpointTimeline",
    case when not pg_catalog.pg_is_in_recovery()
      then pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8) end as "walTimeline"
  from pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() c, pg_catalog.pg_database d
  where d.datname = pg_catalog.current_database()`;

/** Where a session is. @throws {Failure} `database-failed` when its role may not ask, for nothing could be certified then. */
export async function readPlace(session: Session): Promise<Place & { readonly name: string }> {
  try {
    const [row] = await session.query<{
      systemIdentifier: string;
      oid: string;
      name: string;
      checkpointTimeline: number;
      walTimeline: string | null;
    }>(PLACE);
    if (!row) throw new Error('a session is in a database that pg_database does not have');
    const { systemIdentifier, oid, name, checkpointTimeline, walTimeline } = row;
    const timeline = walTimeline === null ? checkpointTimeline : Number.parseInt(walTimeline, 16);
    return { systemIdentifier, oid, name, timeline };
  } catch (error) {
    if (!(error instanceof SqlError) || error.sqlState !== '42501') throw error;
    throw new Failure('database-failed', `which database this is can't be found out: ${error.message}`, {
      hint: 'GRANT EXECUTE ON FUNCTION pg_control_system(), pg_control_checkpoint() to the role.',
    });
  }
}

export async function readTarget({ kind, server, major, session }: Engine): Promise<TargetFacts> {
  const place = await readPlace(session);
  const { identity, entries } = await readLedger(session);
  return {
    engine: kind,
    server,
    major,
    ...place,
    identity,
    schema: await introspect(session),
    ledger: entries,
  };
}

/**
 * The schema of a database of a user's. Catalog readers leave the schema `wesley` out, so nothing but the ledger may be in it.
 *
 * @throws {Failure} `E_LEDGER_FOREIGN`
 */
export async function introspectLive(session: Session): Promise<Schema> {
  await readLedger(session);
  return introspect(session);
}

/** The greatest sequence that was begun for an environment, or `null`. */
export const lastSequence = (ledger: Ledger['entries'], environment: string): number | null => {
  const sequences = ledger
    .filter((entry) => entry.environment === environment)
    .map(({ sequence }) => sequence);
  return sequences.length > 0 ? Math.max(...sequences) : null;
};

/**
 * Opens a database, reads its facts, closes it: two embedded databases at once would double the memory.
 *
 * @param look At what else is asked of it meanwhile.
 */
export async function visitTarget(
  url: string,
  world: World,
  look: (engine: Engine) => Promise<void> = async () => {},
): Promise<TargetFacts> {
  const engine = await openTarget(url, world);
  try {
    const facts = await readTarget(engine);
    await look(engine);
    return facts;
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}
