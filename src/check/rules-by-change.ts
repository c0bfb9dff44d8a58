import type { Change, ChangeKind } from '../locks/change-kind.ts';
import type { Rule } from './rule.ts';

/**
 * Rules by the kinds of changes that they are about, so that only those are asked that a statement can concern. Late
 * rules are not among them.
 */
export interface RulesByChange {
  readonly always: readonly Rule[];
  readonly byKind: ReadonlyMap<ChangeKind, readonly Rule[]>;
  /** The position of each rule among all rules: the findings of one statement come in this order. */
  readonly place: ReadonlyMap<Rule, number>;
  /** Kinds of changes about which some rule is asked only at the end of the file. */
  readonly late: ReadonlySet<ChangeKind>;
}

const known = new WeakMap<readonly Rule[], RulesByChange>();

export function rulesByChange(rules: readonly Rule[]): RulesByChange {
  const found = known.get(rules);
  if (found) return found;
  const now = rules.filter(({ late }) => !late);
  const byKind = new Map<ChangeKind, Rule[]>();
  for (const rule of now)
    for (const kind of rule.about ?? []) byKind.set(kind, [...(byKind.get(kind) ?? []), rule]);
  const made = {
    always: now.filter(({ about }) => !about),
    byKind,
    place: new Map(now.map((rule, i) => [rule, i])),
    late: new Set(rules.flatMap(({ late = [] }) => late)),
  };
  known.set(rules, made);
  return made;
}

export function rulesFor(
  { always, byKind, place }: RulesByChange,
  changes: readonly Change[],
): readonly Rule[] {
  const kinds = new Set(changes.map(({ kind }) => kind));
  const about = new Set([...kinds].flatMap((kind) => byKind.get(kind) ?? []));
  if (about.size === 0) return always;
  return [...always, ...about].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}
