import { z } from 'zod';
import type { Digest } from '../../base/digest.ts';
import type { Scope } from '../../ir/scope.ts';
import { digest } from '../../sql/json-parts.ts';
import type { Phase } from '../plan.ts';
import { planSchema } from './schema.ts';

const certifiedStep = planSchema.shape.phases.element.shape.steps.element.extend({ schemaAfter: digest });
const phase = planSchema.shape.phases.element.extend({ steps: z.array(certifiedStep).min(1) });
/** In a certified plan every step has the digest of the schema after it. */
const certifiedSchema = planSchema.extend({ phases: z.array(phase).min(1) });

/** A certified step, with the digest that the elaborated schema must have after it. */
export interface CertifiedStep {
  readonly id: string;
  readonly phase: Phase;
  readonly object: string;
  readonly sql: string;
  readonly transactional: boolean;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** In the words of the version that certified them. */
  readonly hazards: readonly { readonly code: string; readonly message: string }[];
  readonly batch: { readonly table: string; readonly sql: string; readonly pages: number } | null;
  readonly schemaAfter: Digest;
}

export interface CertifiedPlan {
  /** Digest of the only schema that the plan may start from. */
  readonly fromDigest: Digest;
  /** The tables that all digests are of; `null`: of all. */
  readonly scope: Scope | null;
  /** In running order. */
  readonly steps: readonly CertifiedStep[];
}

/**
 * Reads the `plan.json` of a certificate; a returned sentence says what is wrong with it. The caller must have
 * compared the bytes with the certified digest.
 */
export function readCertifiedPlan(bytes: Uint8Array): CertifiedPlan | string {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return `it is no JSON: ${(error as Error).message}`;
  }
  const parsed = certifiedSchema.safeParse(value);
  if (!parsed.success) return `${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`;
  const steps = parsed.data.phases.flatMap(({ name, steps: inPhase }) =>
    inPhase.map((step) => ({ ...step, phase: name })),
  );
  return {
    fromDigest: parsed.data.from.digest,
    scope: (parsed.data.scope as Scope | undefined) ?? null,
    steps,
  };
}
