import { z } from 'zod';
import { LOCK_MODES } from './lock.ts';

// What the published schemas of several outputs share.

export const digest = z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]);
export const mode = z.enum(LOCK_MODES);
const kind = z.enum(['table', 'partitioned table', 'view', 'materialized view', 'foreign table']);
export const relationLock = z.looseObject({ relation: z.string(), kind, mode });
export const otherLock = z.looseObject({ relation: z.string(), mode });
export const relations = z.array(z.string());
export const place = {
  line: z.int().min(1),
  column: z.int().min(1),
  endLine: z.int().min(1),
  endColumn: z.int().min(1),
};
export const tool = z.literal('wesley');
export const figure = z.number().min(0).nullable();
/** At least and at most. */
export const seconds = z.tuple([z.number().min(0), figure]);
