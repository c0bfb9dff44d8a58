import type { Digest } from '../base/digest.ts';
import type { CertifiedPlan, CertifiedStep } from '../plan/document/read.ts';
import { isInDoubt, type LedgerEntry } from './ledger.ts';

/*
 * How far a certificate has come, from what the ledger noted of it. `null` stands for one that was never begun.
 */

const isNoted = (
  entry: LedgerEntry | null,
  { id }: CertifiedStep,
  holds: (noted: LedgerEntry['begun'][number]) => boolean,
): boolean => entry?.begun.some((noted) => noted.step === id && holds(noted)) ?? false;

/** Steps that are not done, in order. */
export const stepsLeft = ({ steps }: CertifiedPlan, entry: LedgerEntry | null): readonly CertifiedStep[] =>
  steps.filter((step) => !isNoted(entry, step, ({ done }) => done));

/** Steps that were begun and whose end is not known. */
export const stepsInDoubt = ({ steps }: CertifiedPlan, entry: LedgerEntry | null): readonly CertifiedStep[] =>
  steps.filter((step) => isNoted(entry, step, isInDoubt));

/**
 * The digests that a database may have in which a certificate was begun: after its last finished step, or after one in
 * doubt.
 *
 * @param fromSchema Of the schema that the certificate starts from.
 */
export function digestsToResumeAt(
  plan: CertifiedPlan,
  entry: LedgerEntry,
  fromSchema: Digest | null,
): readonly Digest[] {
  const done = plan.steps.filter((step) => isNoted(entry, step, ({ done }) => done));
  const after = done.at(-1)?.schemaAfter ?? fromSchema;
  return [after, ...stepsInDoubt(plan, entry).map((step) => step.schemaAfter)].filter(
    (digest) => digest !== null,
  );
}
