import { z } from 'zod';
import { ENGINE_NAMES } from '../../base/engines.ts';
import { digest, relationLock, relations } from '../../sql/json-parts.ts';
import { defineEvidence } from '../kind.ts';

const count = z.int().min(0);
const ms = z.number().min(0);

const step = z.looseObject({
  id: z.string(),
  predicted: z.array(relationLock),
  observed: z.array(relationLock).nullable(),
  why: z.string().nullable(),
  rewrites: relations,
  scans: relations,
  /** Whether `rewrites` and `scans` were observed or predicted. */
  work: z.enum(['observed', 'predicted']),
  ms,
  destructive: z.boolean(),
  schemaAfter: digest.nullable(),
});

/** A rehearsal as it is certified. Unknown members are allowed: a later version may write more. */
export const rehearsalBody = z.looseObject({
  verdict: z.enum(['PASS', 'FAIL', 'NOTHING_TO_REHEARSE', 'INCONCLUSIVE']),
  engine: z.enum(ENGINE_NAMES),
  server: z.string(),
  steps: z.array(step),
  proof: z.looseObject({
    reached: digest.nullable(),
    target: digest,
    equal: z.boolean(),
    differences: z.array(z.string()),
    rowsBefore: count,
    rowsLost: count.nullable(),
  }),
  rollback: z.looseObject({
    verdict: z.enum(['PASS', 'PARTIAL', 'FAIL']).nullable(),
    equal: z.boolean(),
    rowsLost: count.nullable(),
    remains: z.array(z.string()),
    ms,
  }),
  tests: z.looseObject({ total: count, passed: count, failed: count, failures: z.array(z.string()) }),
  timings: z.looseObject({
    baselineMs: ms,
    fillMs: ms,
    stepsMs: ms,
    testsMs: ms,
    rollbackMs: ms,
    totalMs: ms,
  }),
  notes: z.array(z.string()),
});

export default defineEvidence({ file: 'realm.json', part: null, body: rehearsalBody });
