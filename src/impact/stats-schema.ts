import { z } from 'zod';
import { figure, tool } from '../sql/json-parts.ts';
import type { Stats } from './stats.ts';
import { VERSION } from './stats-document.ts';

/** What `wesley stats` writes. */
export const statsSchema = z.looseObject({
  tool,
  stats: z.literal(VERSION),
  server: z.string(),
  rates: z.looseObject({ over: z.enum(['samples', 'since reset']), seconds: z.number().min(0) }).nullable(),
  tables: z.array(
    z.looseObject({
      relation: z.string(),
      kind: z.enum(['table', 'partitioned table', 'materialized view']),
      partitionOf: z.string().nullable(),
      rows: figure,
      bytes: z.looseObject({ heap: figure, indexes: figure, toast: figure }),
      readsPerSecond: figure,
      writesPerSecond: figure,
    }),
  ),
  indexes: z.array(
    z.looseObject({
      index: z.string(),
      table: z.string(),
      rows: figure,
      bytes: figure,
      readsPerSecond: figure,
    }),
  ),
});

// Who wrote it, and where, is nothing that a check needs.
const readSchema = statsSchema.pick({ stats: true, rates: true, tables: true, indexes: true });

/** What `wesley stats` wrote; a sentence says why it is something else. */
export function readStatsDocument(text: string): Stats | string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  const parsed = readSchema.safeParse(document);
  if (!parsed.success) return faultIn(parsed.error.issues[0]);
  const { rates, tables, indexes } = parsed.data;
  return { rates, tables, indexes };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of another version, or of another program altogether, only that is said. */
const faultIn = (issue: Issue | undefined): string =>
  issue === undefined || issue.path.length === 0 || issue.path[0] === 'stats'
    ? `its member "stats" is not ${VERSION}`
    : `${issue.path.map(String).join('.')}: ${issue.message}`;
