import { Failure } from '../base/failure.ts';
import type { Objection } from '../deploy/preconditions.ts';
import { takeDatabase } from '../deploy/take-database.ts';
import type { Engine } from '../sql/engine.ts';
import type { World } from './command.ts';

/**
 * Opens the database that is deployed to. No certificate is for one that is yet to be made: none is made by naming the
 * wrong folder. A lock that was taken through a pooler would stay on somebody else's connection: none is.
 */
export async function openExisting(url: string, world: World): Promise<Engine | Objection> {
  try {
    const engine = await world.openDatabase(url);
    if (engine.unsure)
      world.log.warn(
        `Whether a connection pooler stands before the server was not found out: ${engine.unsure}.`,
      );
    return engine;
  } catch (error) {
    const code = error instanceof Failure ? REFUSED[error.code] : undefined;
    if (code) return { code, message: (error as Failure).message };
    throw error;
  }
}

const REFUSED: Readonly<Record<string, Objection['code']>> = {
  'database-missing': 'E_DATABASE',
  'database-pooled': 'E_POOLED',
};

/** Makes this deployment the only one to a database. */
export function holdDatabase(engine: Engine, waitMs: number, world: World): Promise<Objection | null> {
  const { sleep, elapsedMs } = world.clock;
  const patience = { waitMs, nowMs: elapsedMs, sleep, progress: world.log.progress };
  return takeDatabase(engine.session, patience);
}
