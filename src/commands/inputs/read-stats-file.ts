import { InputRefused } from '../../base/diagnostic.ts';
import type { Stats } from '../../impact/stats.ts';
import { readStatsDocument } from '../../impact/stats-schema.ts';
import type { World } from '../../world/world.ts';

/** @throws {Failure} `file-unreadable`; @throws {InputRefused} when it is not what `wesley stats` writes. */
export async function readStatsFile(files: Pick<World['files'], 'read'>, path: string): Promise<Stats> {
  const stats = readStatsDocument(await files.read(path));
  if (typeof stats !== 'string') return stats;
  const message = `${path} is not what \`wesley stats\` writes: ${stats}`;
  const hint = `Write it with \`wesley stats --dsn URL --out ${path}\`.`;
  throw new InputRefused([{ code: 'INVALID_STATS', message, span: null, hint }]);
}
