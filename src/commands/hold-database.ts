import { Failure } from '../base/failure.ts';
import type { Objection } from '../deploy/preconditions.ts';
import { takeDatabase } from '../deploy/take-database.ts';
import type { Engine } from '../sql/engine.ts';
import { ownsItsSession } from '../sql/own-session.ts';
import type { World } from './command.ts';

/** No certificate is for a database that is yet to be made: none is made by naming the wrong folder. */
export async function openExisting(
  url: string,
  world: World,
): Promise<Engine | { readonly refused: string }> {
  try {
    return await world.openDatabase(url);
  } catch (error) {
    if (error instanceof Failure && error.code === 'database-missing') return { refused: error.message };
    throw error;
  }
}

/**
 * Makes this deployment the only one to a database. Whether the session is its own comes first: a lock that is taken
 * through a pooler stays on somebody else's connection.
 */
export async function holdDatabase(engine: Engine, waitMs: number, world: World): Promise<Objection | null> {
  const { sleep, elapsedMs } = world.clock;
  const ownership = await ownsItsSession(engine, sleep);
  if (!ownership.owned) {
    const message = `a connection pooler in transaction or statement mode stands between here and the server: ${ownership.why}`;
    return { code: 'E_POOLED', message };
  }
  if (ownership.unsure !== null)
    world.log.warn(
      `Whether a connection pooler stands before the server was not found out: ${ownership.unsure}.`,
    );
  const patience = { waitMs, nowMs: elapsedMs, sleep, progress: world.log.progress };
  return takeDatabase(engine.session, patience);
}
