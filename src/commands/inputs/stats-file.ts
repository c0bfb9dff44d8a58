import { InputRefused } from '../../base/diagnostic.ts';
import { sampleStats, statsFrom } from '../../impact/read-stats.ts';
import type { IndexStats, Stats, TableStats } from '../../impact/stats.ts';
import type { Engine } from '../../world/engine.ts';
import type { World } from '../../world/world.ts';

/** What `wesley stats` writes and `wesley check --stats` reads. */
export interface StatsDocument extends Stats {
  readonly tool: 'wesley';
  /** Of this layout. */
  readonly stats: typeof VERSION;
  readonly server: string;
}

const VERSION = 1;

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

/** @throws {Failure} `file-unreadable`; @throws {InputRefused} when it is not what `wesley stats` writes. */
export async function readStatsFile(files: Pick<World['files'], 'read'>, path: string): Promise<Stats> {
  const text = await files.read(path);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid(path, 'it is no JSON');
  }
  if (!isObject(document) || document['stats'] !== VERSION)
    throw invalid(path, `its member "stats" is not ${VERSION}`);
  const { rates, tables, indexes } = document;
  if (!isRates(rates)) throw invalid(path, 'its "rates" are neither null nor over a number of seconds');
  if (!Array.isArray(tables) || !tables.every(isTable))
    throw invalid(path, 'its "tables" are not all tables with rows, bytes and rates');
  if (!Array.isArray(indexes) || !indexes.every(isIndex))
    throw invalid(path, 'its "indexes" are not all indexes of a table');
  return { rates, tables, indexes };
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isFigure = (value: unknown): boolean =>
  value === null || (typeof value === 'number' && Number.isFinite(value) && value >= 0);
const isText = (value: unknown): boolean => typeof value === 'string';

const isRates = (value: unknown): value is Stats['rates'] =>
  value === null ||
  (isObject(value) &&
    (value['over'] === 'samples' || value['over'] === 'since reset') &&
    typeof value['seconds'] === 'number');

const KINDS: readonly unknown[] = [
  'table',
  'partitioned table',
  'materialized view',
] satisfies TableStats['kind'][];

const isTable = (value: unknown): value is TableStats =>
  isObject(value) &&
  isText(value['relation']) &&
  KINDS.includes(value['kind']) &&
  (value['partitionOf'] === null || isText(value['partitionOf'])) &&
  isObject(value['bytes']) &&
  [value['bytes']['heap'], value['bytes']['indexes'], value['bytes']['toast']].every(isFigure) &&
  [value['rows'], value['readsPerSecond'], value['writesPerSecond']].every(isFigure);

const isIndex = (value: unknown): value is IndexStats =>
  isObject(value) &&
  isText(value['index']) &&
  isText(value['table']) &&
  [value['rows'], value['bytes'], value['readsPerSecond']].every(isFigure);

const invalid = (path: string, why: string): InputRefused =>
  new InputRefused([
    {
      code: 'INVALID_STATS',
      message: `${path} is not what \`wesley stats\` writes: ${why}`,
      span: null,
      hint: `Write it with \`wesley stats --dsn URL --out ${path}\`.`,
    },
  ]);
