import { lastSequence } from '../../deploy/progress.ts';
import type { World } from '../../world/world.ts';
import type { TargetFacts } from '../database/target/facts.ts';

/** Greater than what the database has seen for this environment and than every certificate that lies here. */
export async function nextSequence(
  environment: string,
  database: TargetFacts | null,
  world: World,
): Promise<number> {
  const applied = lastSequence(database?.ledger ?? [], environment) ?? 0;
  const folder = '.wesley/certified';
  const entries = (await world.files.exists(folder)) === 'folder' ? await world.files.list(folder) : [];
  const local = await Promise.all(
    entries.map(({ name }) => sequenceIn(`${folder}/${name}/facts.json`, environment, world)),
  );
  return Math.max(applied, ...local) + 1;
}

async function sequenceIn(path: string, environment: string, { files }: World): Promise<number> {
  if ((await files.exists(path)) !== 'file') return 0;
  try {
    const facts = JSON.parse(await files.read(path)) as {
      certificate?: { sequence?: unknown };
      target?: { environment?: unknown };
    };
    const sequence = facts.target?.environment === environment ? facts.certificate?.sequence : 0;
    return typeof sequence === 'number' && Number.isSafeInteger(sequence) ? sequence : 0;
  } catch {
    // A folder that somebody damaged certifies nothing and counts for nothing.
    return 0;
  }
}
