import { z } from 'zod';
import {
  figure,
  mode,
  otherLock,
  place,
  relationLock,
  relations,
  seconds,
  tool,
} from '../../sql/json-parts.ts';
import { defineEvidence } from '../kind.ts';

const finding = z.looseObject({
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  ...place,
  message: z.string(),
  fix: z.string().nullable(),
  fixable: z.boolean().optional(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
});

const statement = z.looseObject({
  ...place,
  kind: z.string(),
  transactional: z.boolean(),
  locks: z.array(relationLock),
  indexLocks: z.array(otherLock),
  rewrites: relations,
  scans: relations,
  held: z.array(otherLock).nullable(),
  /** Only when the check was run with `--stats`. */
  impact: z
    .array(
      z.looseObject({
        relation: z.string(),
        blocks: z.enum(['writes', 'reads and writes']),
        perSecond: figure,
        seconds: seconds.nullable(),
      }),
    )
    .optional(),
});

const transaction = z.looseObject({
  line: z.int().min(1),
  endLine: z.int().min(1),
  held: z.array(
    z.looseObject({
      relation: z.string(),
      mode,
      since: z.looseObject({ line: z.int().min(1) }),
      seconds: seconds.nullable(),
    }),
  ),
});

/** The output of `wesley check --json` for the plan. */
const body = z.looseObject({
  tool,
  postgres: z.int().min(14).max(18),
  files: z.array(
    z.looseObject({
      path: z.string(),
      statements: z.array(statement),
      findings: z.array(finding),
      /** Who runs it, and how its statements share transactions. */
      runner: z.string().nullable().optional(),
      sharing: z.enum(['apart', 'transaction', 'one string', 'mixed']).optional(),
      transactions: z.array(transaction).optional(),
    }),
  ),
  summary: z.looseObject({
    files: z.int().min(0),
    statements: z.int().min(0),
    errors: z.int().min(0),
    warnings: z.int().min(0),
  }),
});

export default defineEvidence({ file: 'check.json', part: null, body });
