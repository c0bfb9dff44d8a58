import { type Digest, sha256 } from '../base/digest.ts';
import type { Schema } from '../ir/schema.ts';
import { readIr } from '../ir/snapshot.ts';
import { type CertifiedPlan, readCertifiedPlan } from '../plan/document/read.ts';

/** What a certificate lets be applied. */
export interface CertifiedContent {
  readonly plan: CertifiedPlan;
  readonly planDigest: Digest;
  /** The schema that it reaches. */
  readonly target: Schema;
}

/**
 * What is to be applied, from certified files whose bytes were compared with their digests; a sentence says what is
 * wrong with them.
 *
 * @param fromSchema Of the schema that the certificate starts from.
 */
export function certifiedIn(
  files: ReadonlyMap<string, Uint8Array>,
  fromSchema: Digest | null,
): CertifiedContent | string {
  const planBytes = files.get('plan.json');
  if (planBytes === undefined) return 'there is no plan.json';
  const plan = readCertifiedPlan(planBytes);
  if (typeof plan === 'string') return `plan.json: ${plan}`;
  if (fromSchema !== null && plan.fromDigest !== fromSchema)
    return 'plan.json: it starts from another schema than the certificate names';
  const ir = files.get('generated/ir.json');
  if (ir === undefined) return 'there is no generated/ir.json';
  const target = readIr(new TextDecoder().decode(ir));
  if (typeof target === 'string') return `generated/ir.json: ${target}`;
  return { plan, planDigest: sha256(planBytes), target: target.schema };
}
