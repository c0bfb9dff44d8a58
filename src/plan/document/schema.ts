import { z } from 'zod';
import { digest, mode, relationLock, relations, tool } from '../../sql/json-parts.ts';
import { PHASES } from '../plan.ts';

const undo = z.union([
  z.looseObject({ sql: z.string() }),
  z.looseObject({ unnecessary: z.string() }),
  z.looseObject({ impossible: z.string() }),
]);

const step = z.looseObject({
  id: z.string().min(1),
  object: z.string(),
  sql: z.string().min(1),
  transactional: z.boolean(),
  lockTimeoutMs: z.int().min(0),
  statementTimeoutMs: z.int().min(0),
  locks: z.array(relationLock),
  rewrites: relations,
  scans: relations,
  unknown: z.array(z.string()),
  hazards: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  batch: z.looseObject({ table: z.string(), sql: z.string(), pages: z.int().min(1) }).nullable(),
  undo,
  /** Digest of the schema after the step. Present once the plan was rehearsed. */
  schemaAfter: digest.nullable().optional(),
});

/**
 * `plan.json`, as `wesley plan` prints it and as certificates hold it. Unknown members are allowed: another version
 * may write more.
 */
export const planSchema = z.looseObject({
  tool,
  from: z.looseObject({ source: z.string(), digest }),
  to: z.looseObject({ source: z.string(), digest }),
  scope: z.array(z.string().startsWith('table:')).optional(),
  changes: z.array(z.looseObject({ kind: z.enum(['create', 'drop', 'alter']), object: z.string() })),
  phases: z.array(z.looseObject({ name: z.enum(PHASES), steps: z.array(step).min(1) })),
  rollback: z.array(
    z.looseObject({ id: z.string(), undoes: z.string(), sql: z.string(), transactional: z.boolean() }),
  ),
  summary: z.looseObject({
    steps: z.int().min(0),
    destructive: z.int().min(0),
    strongestLock: mode.nullable(),
  }),
});
