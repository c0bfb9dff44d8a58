import type { Engine } from '../world/engine.ts';
import type { World } from '../world/world.ts';
import { sampleStats, statsFrom } from './read-stats.ts';
import type { Stats } from './stats.ts';

/** What `wesley stats` writes and `wesley check --stats` reads. */
export interface StatsDocument extends Stats {
  readonly tool: 'wesley';
  /** Of this layout. */
  readonly stats: typeof VERSION;
  readonly server: string;
}

export const VERSION = 1;

/** @param seconds Between two samples; `null` for one sample and rates since the counters were reset. */
export async function readStatsOf(
  { session, server }: Engine,
  seconds: number | null,
  clock: Pick<World['clock'], 'sleep'>,
): Promise<StatsDocument> {
  const first = await sampleStats(session);
  if (seconds === null) return { tool: 'wesley', stats: VERSION, server, ...statsFrom(first, null) };
  await clock.sleep(seconds * 1000);
  const second = await sampleStats(session);
  return { tool: 'wesley', stats: VERSION, server, ...statsFrom(second, first) };
}
