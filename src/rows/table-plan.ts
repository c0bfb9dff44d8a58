import type { ColumnObject, EnumObject, ForeignKey, ObjectId } from '../ir/schema.ts';
import type { TableModel } from '../ir/tables.ts';
import { type Candidates, candidatesFor } from './candidates.ts';
import { Choices } from './choices.ts';
import { type Expression, readExpression } from './expression.ts';
import { PROBE } from './lane.ts';
import { isOptional } from './order.ts';
import { otherCandidates } from './other-types.ts';
import { type Row, type Rule, rulesOf } from './rules.ts';
import type { Variable } from './search.ts';
import { keyOf, type Value } from './value.ts';

/** What is needed to make rows for one table. */
export interface TablePlan {
  readonly model: TableModel;
  /** Columns that a row gives a value, in table order. */
  readonly columns: readonly ColumnObject[];
  readonly rules: readonly Rule[];
  readonly candidates: ReadonlyMap<string, Candidates>;
  /** Columns that a rule or a policy reads. */
  readonly ruled: ReadonlySet<string>;
  readonly keyGroups: readonly KeyGroup[];
  /** Columns outside foreign keys that a rule or a policy reads: the search chooses their values. */
  readonly searched: readonly ColumnObject[];
  /** All other columns outside foreign keys: each takes its first candidate. */
  readonly plain: readonly ColumnObject[];
  /** Foreign keys to a table that is filled later: rows get NULL there. */
  readonly deferred: ReadonlySet<ObjectId>;
}

/** Foreign keys that share columns with each other, and none with those of another group. */
interface KeyGroup {
  /** The longest first. */
  readonly keys: readonly ForeignKey[];
  readonly names: readonly string[];
  /** Sets of keys that may be left NULL together, in order: first none, then more and more. */
  readonly empties: readonly ReadonlySet<ForeignKey>[];
}

/** Rows a foreign key may point to, by table. */
export type Parents = (table: ObjectId) => readonly Row[];

export function planTable(
  model: TableModel,
  enums: ReadonlyMap<ObjectId, EnumObject>,
  deferred: ReadonlySet<ObjectId>,
): TablePlan | { readonly unsupported: string } {
  const found = rulesOf(model);
  if ('unsupported' in found) return found;
  const { rules } = found;
  const required = model.foreignKeys.find((key) => deferred.has(key.id) && !isOptional(model, key));
  if (required)
    return { unsupported: `foreign key ${required.name}: it is part of a cycle of required keys` };
  const expressions = expressionsOf(model, rules);
  const ruled = new Set([...rules, ...expressions].flatMap((rule) => rule.columns));
  const candidates = new Map<string, Candidates>();
  const columns: ColumnObject[] = [];
  for (const column of model.columns) {
    if (column.generated !== null) continue;
    const known = candidatesFor(
      column,
      enums,
      expressions.filter(({ columns: read }) => read.includes(column.name)),
      !ruled.has(column.name),
    );
    if (!known && (column.default !== null || !column.notNull)) continue;
    const made = known ?? otherCandidates(column);
    if (!made) return { unsupported: `column ${column.name}: type ${column.type} has no sample` };
    candidates.set(column.name, made);
    columns.push(column);
  }
  const unknown = rules.flatMap((rule) =>
    rule.columns.filter((name) => !candidates.has(name)).map((name) => [rule, name] as const),
  );
  for (const [rule, name] of unknown) {
    return { unsupported: `${rule.constraint.name}: it reads ${name}, which a row doesn't give` };
  }
  const groups = keyGroups(model.foreignKeys).map((keys) => keyGroup(model, keys, deferred));
  const inKeys = new Set(groups.flatMap(({ names }) => names));
  const others = columns.filter(({ name }) => !inKeys.has(name));
  return {
    model,
    columns,
    rules,
    candidates,
    ruled,
    keyGroups: groups,
    searched: others.filter(({ name }) => ruled.has(name)),
    plain: others.filter(({ name }) => !ruled.has(name)),
    deferred,
  };
}

/**
 * Expressions whose constants are worth trying as values: those of checks, and those of policies, which tests try
 * both ways.
 */
function expressionsOf(model: TableModel, rules: readonly Rule[]): readonly Expression[] {
  const checks = rules.flatMap((rule) => (rule.kind === 'check' ? [rule.expression] : []));
  const written = model.policies.flatMap(({ using, check }) => [using, check]).filter((sql) => sql !== null);
  const policies = written.map(readExpression).flatMap((read) => ('unsupported' in read ? [] : [read]));
  return [...checks, ...policies];
}

function keyGroups(keys: readonly ForeignKey[]): readonly (readonly ForeignKey[])[] {
  const merged: ForeignKey[][] = [];
  for (const key of keys) {
    const touched = merged.filter((group) =>
      group.some((other) => other.columns.some((name) => key.columns.includes(name))),
    );
    for (const group of touched) merged.splice(merged.indexOf(group), 1);
    merged.push([...touched.flat(), key]);
  }
  return merged;
}

function keyGroup(
  model: TableModel,
  group: readonly ForeignKey[],
  deferred: ReadonlySet<ObjectId>,
): KeyGroup {
  const optional = group.filter((key) => isOptional(model, key) && !deferred.has(key.id)).slice(0, 5);
  const empties = Array.from(
    { length: 2 ** optional.length },
    (_, bits) => new Set(optional.filter((_key, i) => bits & (1 << i))),
  );
  return {
    keys: group.toSorted((a, b) => b.columns.length - a.columns.length),
    names: [...new Set(group.flatMap((key) => key.columns))],
    empties,
  };
}

/**
 * What the searched columns of row `n` may hold. A column in `fixed` holds exactly that value. A foreign key with a
 * fixed column points to a row that has the value; a key in `loose` may point anywhere.
 */
export function variablesFor(
  plan: TablePlan,
  n: number,
  parents: Parents,
  fixed: Row = new Map(),
  loose: ReadonlySet<ObjectId> = new Set(),
): readonly Variable[] {
  const keys = plan.keyGroups.map((group) => ({
    columns: group.names,
    options: new Choices(keyOptions({ plan, group, n, parents, fixed, loose })),
  }));
  const others = plan.searched.map((column) => ({
    columns: [column.name],
    options: fixed.has(column.name)
      ? [[fixed.get(column.name) ?? null]]
      : new Choices(optionsFor(plan, column, n)),
  }));
  return [...keys, ...others];
}

/** Gives values to the columns that no rule and no policy reads; `false` when one of them has no possible value. */
export function addPlain(plan: TablePlan, n: number, fixed: Row, row: Map<string, Value>): boolean {
  for (const { name, notNull } of plan.plain) {
    const value = !notNull && isBare(n) ? null : plan.candidates.get(name)?.best(n);
    if (!fixed.has(name) && value === undefined && notNull) return false;
    row.set(name, (fixed.has(name) ? fixed.get(name) : value) ?? null);
  }
  return true;
}

// Every fourth filled row is bare: it has NULL in every column that allows it, so that migrations meet NULLs.
const isBare = (n: number): boolean => n < PROBE && n % 4 === 3;

function* optionsFor(plan: TablePlan, column: ColumnObject, n: number): Iterator<readonly Value[]> {
  const nullFirst = !column.notNull && isBare(n);
  if (nullFirst) yield [null];
  const candidates = plan.candidates.get(column.name);
  const best = candidates?.best(n);
  if (best !== undefined) yield [best];
  for (const value of candidates?.all(n).slice(1) ?? []) yield [value];
  if (!column.notNull && !nullFirst) yield [null];
}

// How many rows further a foreign key may point when the row of the same number is not possible. The rows of join
// tables are pairs and need it.
const MAX_SHIFT = 3;

/**
 * Values for foreign keys that share columns. First each key points to the row of the same number, then optional keys
 * are NULL, then keys point to other rows.
 */
function* keyOptions(row: KeyChoice): Iterator<readonly Value[]> {
  const { plan, n, fixed, loose } = row;
  const { keys, names, empties } = row.group;
  for (let shift = 0; shift <= MAX_SHIFT; shift++) {
    for (const empty of isBare(n) ? empties.toReversed() : empties) {
      const values = new Map(
        names.filter((name) => fixed.has(name)).map((name) => [name, fixed.get(name) ?? null]),
      );
      const isEmpty = (key: ForeignKey): boolean => empty.has(key) || plan.deferred.has(key.id);
      if (!keys.every((key) => loose.has(key.id) || point(row, key, values, shift, isEmpty(key)))) continue;
      yield names.map((name) => values.get(name) ?? firstValue(plan, name, n, values));
    }
  }
  yield* selfOptions(row);
}

/** The keys of one group, and everything that the choice of their values depends on. */
interface KeyChoice {
  readonly plan: TablePlan;
  readonly group: KeyGroup;
  readonly n: number;
  readonly parents: Parents;
  readonly fixed: Row;
  readonly loose: ReadonlySet<ObjectId>;
}

// A row may point at itself. This is tried last, because few tables mean it.
function selfOptions({ plan, group, n, fixed }: KeyChoice): readonly (readonly Value[])[] {
  const [key, ...others] = group.keys;
  if (!key || others.length > 0 || key.refTable !== plan.model.table.id || fixed.size > 0) return [];
  const own = new Map(
    key.columns.map((name, at) => [name, plan.candidates.get(key.refColumns[at] ?? '')?.best(n) ?? null]),
  );
  return [group.names.map((name) => own.get(name) ?? null)];
}

const firstValue = (plan: TablePlan, name: string, n: number, row: Row): Value =>
  row.has(name) ? null : (plan.candidates.get(name)?.best(n) ?? null);

/**
 * Writes the columns of one key into `row`; `false` when no referenced row matches the values that `row` already has.
 */
function point(
  choice: KeyChoice,
  key: ForeignKey,
  row: Map<string, Value>,
  shift: number,
  empty: boolean,
): boolean {
  const { plan, n, parents } = choice;
  if (empty) return leaveEmpty(plan, key, row);
  const own = key.refTable === plan.model.table.id;
  // A test deletes its rows one by one, so none of them may depend on another.
  if (own && n >= PROBE && shift === 0 && isOptional(plan.model, key)) return leaveEmpty(plan, key, row);
  const rows = parents(key.refTable);
  const index = n >= PROBE ? n - PROBE : n;
  // A reference to the row's own table makes a tree: row n points to row (n - 1) / 2, the first row to none or to
  // itself.
  const start = Math.max(0, own ? Math.floor((index - 1) / 2) : index) + shift;
  for (let i = 0; i < rows.length; i++) {
    const parent = rows[(start + i) % rows.length];
    if (!parent || !matches(key, row, parent)) continue;
    key.columns.forEach((name, at) => {
      row.set(name, parent.get(key.refColumns[at] ?? '') ?? null);
    });
    return true;
  }
  if (!own || isOptional(plan.model, key)) return isOptional(plan.model, key) && leaveEmpty(plan, key, row);
  key.columns.forEach((name, at) => {
    row.set(name, plan.candidates.get(key.refColumns[at] ?? '')?.best(n) ?? null);
  });
  return true;
}

const matches = (key: ForeignKey, row: Row, parent: Row): boolean =>
  key.columns.every((name, at) => {
    const value = parent.get(key.refColumns[at] ?? '') ?? null;
    return value !== null && (!row.has(name) || keyOf(row.get(name) ?? null) === keyOf(value));
  });

// With MATCH SIMPLE one NULL is enough; the other columns stay free for other keys.
function leaveEmpty(plan: TablePlan, key: ForeignKey, row: Map<string, Value>): boolean {
  if (key.columns.some((name) => row.has(name) && row.get(name) === null)) return true;
  const nullable = plan.model.columns.filter(
    (column) => !column.notNull && key.columns.includes(column.name),
  );
  const free = nullable.filter((column) => !row.has(column.name));
  for (const column of free) row.set(column.name, null);
  return free.length > 0;
}
