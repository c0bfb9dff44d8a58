import {
  answer,
  type CheckRule,
  type Row,
  type Rule,
  scopeOf,
  type TakenKeys,
  type UniqueRule,
} from './rules.ts';
import type { Value } from './value.ts';

/** Columns whose values are chosen together, and the possible choices, best first. */
export interface Variable {
  readonly columns: readonly string[];
  readonly options: Iterable<readonly Value[]>;
}

/** What a rule should give: `holds` (true or NULL, as for CHECK), or `fails` (false). */
export type Wanted = (rule: Rule) => 'holds' | 'fails' | 'anything';

// After this many tries the search gives up. Sensible constraints take a few hundred at most.
const MAX_TRIES = 30_000;

/**
 * Chooses an option for every variable so that each rule gives what is wanted.
 *
 * @returns The row, or the rule that failed most often.
 */
export function search(
  variables: readonly Variable[],
  rules: readonly Rule[],
  taken: TakenKeys,
  wanted: Wanted,
): { readonly row: Map<string, Value> } | { readonly blockedBy: Rule | null } {
  const row = new Map<string, Value>();
  for (const group of layoutOf(variables, rules)) {
    const blockedBy = new Map<Rule, number>();
    const steps = group.map(({ at, rules: complete }) => ({
      variable: variables[at] as Variable,
      rules: complete,
    }));
    const state: State = { row, taken, wanted, blockedBy, triesLeft: MAX_TRIES, steps };
    if (!descend(state, 0)) return { blockedBy: mostFrequent(blockedBy) };
  }
  return { row };
}

interface State {
  readonly row: Map<string, Value>;
  readonly taken: TakenKeys;
  readonly wanted: Wanted;
  readonly blockedBy: Map<Rule, number>;
  triesLeft: number;
  readonly steps: readonly Step[];
}

/** One variable, and the rules that can be checked once it is chosen. */
interface Step {
  readonly variable: Variable;
  readonly rules: readonly Rule[];
}

function descend(state: State, depth: number): boolean {
  const step = state.steps[depth];
  if (!step) return true;
  for (const option of step.variable.options) {
    if (state.triesLeft-- <= 0) return false;
    step.variable.columns.forEach((name, i) => {
      state.row.set(name, option[i] ?? null);
    });
    const broken = step.rules.find((rule) => !suits(state, rule));
    if (broken) state.blockedBy.set(broken, (state.blockedBy.get(broken) ?? 0) + 1);
    else if (descend(state, depth + 1)) return true;
  }
  return false;
}

function suits({ wanted, row, taken }: State, rule: Rule): boolean {
  const want = wanted(rule);
  if (want === 'anything') return true;
  return rule.kind === 'check' ? checkGives(rule, row, want) : uniqueGives(rule, row, taken, want);
}

function checkGives(rule: CheckRule, row: Row, want: 'holds' | 'fails'): boolean {
  const value = answer(rule.expression, scopeOf(row));
  return want === 'fails' ? value === false : value === true || value === null;
}

const uniqueGives = (rule: UniqueRule, row: Row, taken: TakenKeys, want: 'holds' | 'fails'): boolean =>
  taken.allows(rule, row) === (want === 'holds');

/** The variables of one group in order. With each of them the rules that can be checked once it is chosen. */
type Group = readonly { readonly at: number; readonly rules: readonly Rule[] }[];

// Computed once for a list of rules: every row of a table has the same variables.
const LAYOUTS = new WeakMap<readonly Rule[], readonly Group[]>();

function layoutOf(variables: readonly Variable[], rules: readonly Rule[]): readonly Group[] {
  const known = LAYOUTS.get(rules);
  if (known) return known;
  // The group with the last rule comes first: rules that are asked of single rows are added at the end, and they fail
  // most often.
  const layout = groups(variables, rules)
    .map((members) => stepsOf(members, variables, rules))
    .toSorted((a, b) => lastRule(b, rules) - lastRule(a, rules));
  LAYOUTS.set(rules, layout);
  return layout;
}

const lastRule = (group: Group, rules: readonly Rule[]): number =>
  Math.max(-1, ...group.flatMap((step) => step.rules.map((rule) => rules.indexOf(rule))));

function stepsOf(members: readonly number[], variables: readonly Variable[], rules: readonly Rule[]): Group {
  const known = new Set<string>();
  const touching = new Set(members.flatMap((at) => variables[at]?.columns ?? []));
  let waiting = rules.filter((rule) => rule.columns.some((name) => touching.has(name)));
  return members.map((at) => {
    for (const name of variables[at]?.columns ?? []) known.add(name);
    const complete = waiting.filter((rule) => rule.columns.every((name) => known.has(name)));
    waiting = waiting.filter((rule) => !complete.includes(rule));
    return { at, rules: complete };
  });
}

// Variables that no rule connects are searched separately: then the tries add up instead of multiplying.
function groups(variables: readonly Variable[], rules: readonly Rule[]): readonly (readonly number[])[] {
  const merged = variables.map(({ columns }, at) => ({ members: [at], columns: new Set(columns) }));
  for (const rule of rules) {
    const [first, ...rest] = merged.filter(({ columns }) => rule.columns.some((name) => columns.has(name)));
    for (const group of rest) {
      first?.members.push(...group.members);
      for (const name of group.columns) first?.columns.add(name);
      merged.splice(merged.indexOf(group), 1);
    }
  }
  return merged.map(({ members }) => members);
}

function mostFrequent(counts: ReadonlyMap<Rule, number>): Rule | null {
  let best: Rule | null = null;
  for (const [rule, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = rule;
  return best;
}
