import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { Change } from '../diff/change.ts';
import { factsOf } from '../ir/schema-of.ts';

/** Whether an alteration touches no facts but the named ones. */
export function isOnly(change: Extract<Change, { kind: 'alter' }>, facts: readonly string[]): boolean {
  return alteredFacts(change).every((fact) => facts.includes(fact));
}

/** The names of the facts that differ: `type`, `notNull`, `comment`. */
export function alteredFacts({ before, after }: Extract<Change, { kind: 'alter' }>): readonly string[] {
  const [old, now] = [factsOf(before), factsOf(after)] as Readonly<Record<string, Json>>[];
  const names = new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})]);
  return [...names]
    .filter((name) => canonicalJson(old?.[name] ?? null) !== canonicalJson(now?.[name] ?? null))
    .toSorted();
}
