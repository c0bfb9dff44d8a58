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

/** Columns that are chosen together, with what may be chosen, best first. */
export interface Variable {
  readonly columns: readonly string[];
  readonly options: readonly (readonly Value[])[];
}

/** What a rule has to give: `holds` (true or unknown, as CHECK asks), or `fails` (false and nothing else). */
export type Wanted = (rule: Rule) => 'holds' | 'fails' | 'anything';

// A row that isn't found within this many tries is called unsolved; sensible constraints take a few hundred at most.
const MAX_TRIES = 30_000;

/**
 * Chooses an option for every variable so that each rule gives what is wanted of it.
 *
 * @returns the row, or the rule that stood in the way most often.
 */
export function search(
  variables: readonly Variable[],
  rules: readonly Rule[],
  taken: TakenKeys,
  wanted: Wanted,
): { readonly row: Row } | { readonly blockedBy: Rule | null } {
  const row = new Map<string, Value>();
  for (const group of groups(variables, rules)) {
    const blockedBy = new Map<Rule, number>();
    const state: State = { row, taken, wanted, blockedBy, triesLeft: MAX_TRIES, steps: stepsOf(group) };
    if (!descend(state, 0)) return { blockedBy: mostFrequent(blockedBy) };
  }
  return { row };
}

interface Group {
  readonly variables: readonly Variable[];
  readonly rules: readonly Rule[];
}

interface State {
  readonly row: Map<string, Value>;
  readonly taken: TakenKeys;
  readonly wanted: Wanted;
  readonly blockedBy: Map<Rule, number>;
  triesLeft: number;
  readonly steps: readonly Step[];
}

/** One variable, and the rules whose last column it brings. */
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

function stepsOf({ variables, rules }: Group): readonly Step[] {
  const known = new Set<string>();
  let waiting = rules;
  return variables.map((variable) => {
    for (const name of variable.columns) known.add(name);
    const complete = waiting.filter((rule) => rule.columns.every((name) => known.has(name)));
    waiting = waiting.filter((rule) => !complete.includes(rule));
    return { variable, rules: complete };
  });
}

// Variables that no rule connects are searched apart: the tries then add up instead of multiplying.
function groups(variables: readonly Variable[], rules: readonly Rule[]): readonly Group[] {
  const merged: { variables: Variable[]; columns: Set<string> }[] = variables.map((variable) => ({
    variables: [variable],
    columns: new Set(variable.columns),
  }));
  for (const rule of rules) {
    const touched = merged.filter(({ columns }) => rule.columns.some((name) => columns.has(name)));
    const [first, ...rest] = touched;
    for (const group of rest) {
      first?.variables.push(...group.variables);
      for (const name of group.columns) first?.columns.add(name);
      merged.splice(merged.indexOf(group), 1);
    }
  }
  return merged.map(({ variables: members, columns }) => ({
    variables: members,
    rules: rules.filter((rule) => rule.columns.some((name) => columns.has(name))),
  }));
}

function mostFrequent(counts: ReadonlyMap<Rule, number>): Rule | null {
  let best: Rule | null = null;
  for (const [rule, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = rule;
  return best;
}
