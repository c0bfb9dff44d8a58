import { z } from 'zod';
import type { Digest } from '../../base/digest.ts';
import { digest } from '../../sql/json-parts.ts';
import type { Phase } from '../plan.ts';
import { planSchema } from './schema.ts';

const certifiedStep = planSchema.shape.phases.element.shape.steps.element.extend({ schemaAfter: digest });
const phase = planSchema.shape.phases.element.extend({ steps: z.array(certifiedStep).min(1) });
/** What a certificate holds says of every step which schema it leaves. */
const certifiedSchema = planSchema.extend({ phases: z.array(phase).min(1) });

/** A step as it was certified, with the digest that the elaborated schema must have once it is done. */
export interface CertifiedStep {
  readonly id: string;
  readonly phase: Phase;
  readonly object: string;
  readonly sql: string;
  readonly transactional: boolean;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** As the version that certified them has worded them. */
  readonly hazards: readonly { readonly code: string; readonly message: string }[];
  readonly batch: { readonly table: string; readonly sql: string; readonly pages: number } | null;
  readonly schemaAfter: Digest;
}

export interface CertifiedPlan {
  /** Of the one schema it starts from. */
  readonly fromDigest: Digest;
  /** In running order. */
  readonly steps: readonly CertifiedStep[];
}

/** Reads the `plan.json` of a certificate whose bytes have been compared with its digest; a sentence says what is wrong with it. */
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
  return { fromDigest: parsed.data.from.digest, steps };
}
