import { z } from 'zod';
import { InputRefused } from '../../base/diagnostic.ts';
import { ENGINE_NAMES } from '../../base/engines.ts';
import { readStrictJson } from '../../base/strict-json.ts';
import type { Rehearsal } from '../../rehearse/rehearsal.ts';
import { digest, relationLock, relations, tool } from '../../sql/json-parts.ts';

const count = z.int().min(0);
const ms = z.number().min(0);

const step = z.looseObject({
  id: z.string(),
  predicted: z.array(relationLock),
  observed: z.array(relationLock).nullable(),
  why: z.string().nullable(),
  rewrites: relations,
  scans: relations,
  /** Where these two are from. */
  work: z.enum(['observed', 'predicted']),
  ms,
  destructive: z.boolean(),
  schemaAfter: digest.nullable(),
});

/** A rehearsal as it is certified. What is written may have more members. */
const rehearsalSchema = z.looseObject({
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

/** `.wesley/realm.json`, and what `wesley rehearse --json` prints: a rehearsal, and of what. */
export const realmSchema = z.looseObject({
  tool,
  from: z.string(),
  to: z.string(),
  ...rehearsalSchema.shape,
});

const MAX_DEPTH = 32;

/** Reads a rehearsal that was written to `path`. @throws {InputRefused} with the place in it that doesn't fit. */
export function readRehearsal(bytes: Uint8Array, path: string): Rehearsal {
  const json = readStrictJson(bytes, MAX_DEPTH);
  if (json.refusal !== null) throw invalid(`${path} is ${json.refusal}.`);
  const parsed = rehearsalSchema.safeParse(json.value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${path}: ${issue?.path.join('.') || 'the whole of it'}: ${issue?.message}`);
}

const invalid = (message: string): InputRefused =>
  new InputRefused([
    { code: 'INVALID_REALM', message, span: null, hint: 'Certify again: the file is not to be edited.' },
  ]);
