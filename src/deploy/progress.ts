import type { Digest } from '../base/digest.ts';
import type { CertifiedPlan, CertifiedStep } from '../plan/document/read.ts';
import { isInDoubt, type Ledger, type LedgerEntry } from './ledger.ts';

/*
 * How far a certificate has been applied, according to the ledger. An entry of `null` means that it was never begun.
 */

/** What the ledger has of a certificate, by its id. */
export const entryOf = (ledger: Ledger['entries'], certificate: string): LedgerEntry | null =>
  ledger.find((entry) => entry.certificate === certificate) ?? null;

/** The greatest sequence that was begun for an environment, or `null`. */
export const lastSequence = (ledger: Ledger['entries'], environment: string): number | null => {
  const sequences = ledger
    .filter((entry) => entry.environment === environment)
    .map(({ sequence }) => sequence);
  return sequences.length > 0 ? Math.max(...sequences) : null;
};

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
 * The digests that the live schema may have when a certificate is resumed: that after its last finished step, and
 * those after each step in doubt.
 *
 * @param fromSchema Digest of the schema that the certificate starts from.
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
