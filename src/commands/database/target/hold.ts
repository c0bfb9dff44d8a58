import { Failure } from '../../../base/failure.ts';
import type { Objection } from '../../../deploy/preconditions.ts';
import { takeDatabase } from '../../../deploy/take-database.ts';
import type { Engine } from '../../../world/engine.ts';
import type { World } from '../../../world/world.ts';

/** Opens the database that is deployed to, if it is there. @throws {Failure} what `refusalOf` knows, among others. */
export async function openExisting(url: string, world: World): Promise<Engine> {
  const engine = await world.openDatabase(url);
  if (engine.unsure)
    world.log.warn(
      `Whether a connection pooler stands before the server was not found out: ${engine.unsure}.`,
    );
  return engine;
}

/*
 * No certificate is for a database that is yet to be made: none is made by naming the wrong folder. A lock that was
 * taken through a pooler would stay on somebody else's connection: none is.
 */
const REFUSED: Readonly<Record<string, Objection['code']>> = {
  'database-missing': 'E_DATABASE',
  'database-pooled': 'E_POOLED',
  E_LEDGER_FOREIGN: 'E_LEDGER_FOREIGN',
};

/** A failure that is a refusal: the database is not one to deploy to. */
export function refusalOf(error: unknown): Objection | null {
  const code = error instanceof Failure ? REFUSED[error.code] : undefined;
  return code ? { code, message: (error as Failure).message } : null;
}

/** Makes this deployment the only one to a database. */
export function holdDatabase(engine: Engine, waitMs: number, world: World): Promise<Objection | null> {
  const { sleep, elapsedMs } = world.clock;
  const patience = { waitMs, nowMs: elapsedMs, sleep, progress: world.log.progress };
  return takeDatabase(engine.session, patience);
}
