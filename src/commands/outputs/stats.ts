import { z } from 'zod';
import { figure, tool } from '../../sql/json-parts.ts';
import { VERSION } from '../inputs/stats-file.ts';

/** What `wesley stats` writes. */
export const statsOutput = z.looseObject({
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
