import type { LedgerEntry } from '../deploy/ledger.ts';
import { giveIdentity, readIdentity, readLedger } from '../deploy/ledger.ts';
import { readCatalog } from '../ir/catalog.ts';
import type { Schema } from '../ir/schema.ts';
import type { Engine } from '../sql/engine.ts';
import type { World } from './command.ts';

/** What is true of a database before anything is done to it. */
export interface TargetFacts {
  readonly engine: Engine['kind'];
  readonly server: string;
  readonly major: number;
  /** Equal in every copy of one data directory; the identity tells copies apart. */
  readonly systemIdentifier: string;
  readonly name: string;
  readonly identity: string | null;
  readonly schema: Schema;
  readonly ledger: readonly LedgerEntry[];
}

/** Opens the database that is deployed to. A new embedded one gets its random identity. */
export async function openTarget(url: string, world: World): Promise<Engine> {
  const engine = await world.openDatabase(url, { make: true });
  if (engine.kind === 'pglite' && (await readIdentity(engine.session)) === null) {
    await giveIdentity(engine.session, Buffer.from(world.random(16)).toString('hex'));
  }
  return engine;
}

export async function readTarget({ kind, server, major, session }: Engine): Promise<TargetFacts> {
  const [row] = await session.query<{ id: string; name: string }>(
    'select system_identifier::text as id, current_database()::text as name from pg_control_system()',
  );
  return {
    engine: kind,
    server,
    major,
    systemIdentifier: row?.id ?? '',
    name: row?.name ?? '',
    identity: await readIdentity(session),
    schema: await readCatalog(session),
    ledger: await readLedger(session),
  };
}

/** Opens a database, reads its facts, closes it: two embedded databases at once would double the memory. */
export async function visitTarget(url: string, world: World): Promise<TargetFacts> {
  const engine = await openTarget(url, world);
  try {
    return await readTarget(engine);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}
