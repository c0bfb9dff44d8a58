import { ENGINES, type EngineName } from '../../../base/engines.ts';
import { Failure } from '../../../base/failure.ts';
import { giveIdentity, type Identity, type Ledger, type Place, readLedger } from '../../../deploy/ledger.ts';
import { readPlace } from '../../../deploy/place.ts';
import { introspectSteady } from '../../../ir/introspect/steady.ts';
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

export async function readTarget({ kind, server, major, session }: Engine): Promise<TargetFacts> {
  const place = await readPlace(session);
  const { identity, entries } = await readLedger(session);
  return {
    engine: kind,
    server,
    major,
    ...place,
    identity,
    schema: await steadily(session),
    ledger: entries,
  };
}

/**
 * The schema of a database of a user's. Catalog readers leave the schema `wesley` out, so nothing but the ledger may be in it.
 *
 * @throws {Failure} `E_LEDGER_FOREIGN`; `database-changing`; `database-encoding`
 */
export async function introspectLive(session: Session): Promise<Schema> {
  await readLedger(session);
  return steadily(session);
}

async function steadily(session: Session): Promise<Schema> {
  const schema = await introspectSteady(session).catch(illegible);
  if (schema !== null) return schema;
  throw new Failure('database-changing', 'the schema was changed by others whenever it was read', {
    hint: 'Wait until no migration runs there, and try again.',
  });
}

/** A database in SQL_ASCII holds bytes as they came to it, and the server hands on none that are not UTF-8. */
function illegible(error: unknown): never {
  if (!(error instanceof SqlError && error.sqlState === '22021')) throw error;
  throw new Failure('database-encoding', `text of the schema is in no known encoding: ${error.message}`, {
    hint: 'Dump it in the encoding that the text is in, as in pg_dump --encoding LATIN1, and name the dump.',
  });
}

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
