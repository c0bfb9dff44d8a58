import type { ConstraintObject, IndexObject } from '../ir/schema.ts';
import type { TableModel } from '../ir/tables.ts';
import { type Expression, readExpression, type Scope } from './expression.ts';
import { Raised, Undecided } from './undecided.ts';
import { keyOf, type Value } from './value.ts';

/** A row by column name. A map, because a column may be called `__proto__`. */
export type Row = ReadonlyMap<string, Value>;

/** A CHECK constraint that can be evaluated here. */
export interface CheckRule {
  readonly kind: 'check';
  readonly constraint: ConstraintObject;
  readonly columns: readonly string[];
  readonly expression: Expression;
}

/** A primary key, unique constraint or unique index. */
export interface UniqueRule {
  readonly kind: 'unique';
  readonly constraint: ConstraintObject | IndexObject;
  readonly columns: readonly string[];
  readonly nullsNotDistinct: boolean;
  /** Whether the rule covers the row: a partial unique index covers some rows only. */
  readonly applies: (row: Row) => boolean;
  readonly key: (row: Row) => readonly Value[];
}

export type Rule = CheckRule | UniqueRule;

/** What a constraint may look at: the row, and by default no settings and no user. */
export const scopeOf = (row: Row, settings: ReadonlyMap<string, string> = new Map(), user = ''): Scope => ({
  column: (name) => row.get(name) ?? null,
  setting: (name) => settings.get(name) ?? null,
  user,
});

/** Evaluates an expression; `undefined` when PostgreSQL's answer isn't known here. */
export function answer(expression: Expression, scope: Scope): Value | undefined {
  try {
    return expression.evaluate(scope);
  } catch (error) {
    if (error instanceof Undecided) return undefined;
    throw error;
  }
}

/** The result of an expression for which PostgreSQL raises an error. */
export const RAISED = Symbol('raised');

/** As `answer`, but an error of PostgreSQL is a result of its own, RAISED. */
export function outcome(expression: Expression, scope: Scope): Value | undefined | typeof RAISED {
  try {
    return expression.evaluate(scope);
  } catch (error) {
    if (error instanceof Raised) return RAISED;
    if (error instanceof Undecided) return undefined;
    throw error;
  }
}

/** Every rule of a table, or the reason why one of them can't be evaluated. */
export function rulesOf(
  model: TableModel,
): { readonly rules: readonly Rule[] } | { readonly unsupported: string } {
  const [other] = model.others;
  if (other) return { unsupported: `constraint ${other.name} is of a kind that has no evaluator` };
  const rules: Rule[] = [];
  for (const check of model.checks) {
    const expression = readExpression(check.expression);
    if ('unsupported' in expression) return { unsupported: `check ${check.name}: ${expression.unsupported}` };
    rules.push({ kind: 'check', constraint: check, columns: expression.columns, expression });
  }
  const keys = [...(model.primaryKey ? [model.primaryKey] : []), ...model.uniques];
  for (const key of keys) rules.push(uniqueRule(key, key.columns, () => true));
  for (const index of model.indexes.filter(({ unique }) => unique)) {
    const rule = uniqueIndexRule(index);
    if ('unsupported' in rule) return rule;
    rules.push(rule);
  }
  return { rules };
}

function uniqueRule(
  constraint: UniqueRule['constraint'],
  columns: readonly string[],
  applies: UniqueRule['applies'],
): UniqueRule {
  const nullsNotDistinct = 'nullsNotDistinct' in constraint && constraint.nullsNotDistinct;
  const key = (row: Row): readonly Value[] => columns.map((name) => row.get(name) ?? null);
  return { kind: 'unique', constraint, columns, nullsNotDistinct, applies, key };
}

function uniqueIndexRule(index: IndexObject): UniqueRule | { readonly unsupported: string } {
  const where = index.where === null ? null : readExpression(index.where);
  if (where && 'unsupported' in where) return { unsupported: `index ${index.name}: ${where.unsupported}` };
  // When it isn't known whether the rule covers the row, it counts as covered: its key then differs, which is always
  // allowed.
  const applies = (row: Row): boolean => {
    const holds = where === null || answer(where, scopeOf(row));
    return holds === true || holds === undefined;
  };
  if (index.columns !== null) {
    const rule = uniqueRule(index, index.columns, applies);
    return { ...rule, columns: [...new Set([...rule.columns, ...(where?.columns ?? [])])] };
  }
  return expressionIndexRule(index, applies, where?.columns ?? []);
}

function expressionIndexRule(
  index: IndexObject,
  applies: UniqueRule['applies'],
  columns: readonly string[],
): UniqueRule | { readonly unsupported: string } {
  const keys: Expression[] = [];
  for (const key of index.keys) {
    const expression = readExpression(key);
    if ('unsupported' in expression) return { unsupported: `index ${index.name}: ${expression.unsupported}` };
    keys.push(expression);
  }
  return {
    kind: 'unique',
    constraint: index,
    columns: [...new Set([...keys.flatMap((key) => key.columns), ...columns])],
    nullsNotDistinct: index.nullsNotDistinct,
    applies,
    key: (row) => keys.map((key) => answer(key, scopeOf(row)) ?? null),
  };
}

/** The keys that rows already have, by constraint. */
export class TakenKeys {
  readonly #taken = new Map<string, Set<string>>();

  /** Whether the row may be added to the rows that were added before. */
  allows(rule: UniqueRule, row: Row): boolean {
    const key = this.#keyOf(rule, row);
    return key === null || !this.#taken.get(rule.constraint.id)?.has(key);
  }

  add(rules: readonly Rule[], row: Row): void {
    for (const rule of rules) {
      const key = rule.kind === 'unique' ? this.#keyOf(rule, row) : null;
      if (key === null) continue;
      const taken = this.#taken.get(rule.constraint.id) ?? new Set();
      this.#taken.set(rule.constraint.id, taken.add(key));
    }
  }

  // The row's key, or `null` when it can't collide with any other.
  #keyOf(rule: UniqueRule, row: Row): string | null {
    const values = rule.key(row);
    if (!rule.nullsNotDistinct && values.includes(null)) return null;
    return rule.applies(row) ? JSON.stringify(values.map(keyOf)) : null;
  }
}
