import type { Change } from '../diff/change.ts';
import { alteredFacts } from '../ir/altered-facts.ts';

/** Whether an alteration touches no facts but the named ones. */
export const isOnly = (
  { before, after }: Extract<Change, { kind: 'alter' }>,
  facts: readonly string[],
): boolean => alteredFacts(before, after).every((fact) => facts.includes(fact));
