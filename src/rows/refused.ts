import { familyOf, parseColumnType } from '../ir/column-type.ts';
import type { ColumnObject, ForeignKey, ObjectId } from '../ir/schema.ts';
import type { Expression } from './expression.ts';
import { type CheckRule, type Row, TakenKeys, type UniqueRule } from './rules.ts';
import { parentsIn, type Sample, type SolveOptions, solveRow, type TableSample } from './sample.ts';
import type { Parents } from './table-plan.ts';
import { keyOf, type Value } from './value.ts';

type Breaks = 'not null' | 'check' | 'unique' | 'foreign key' | 'enum value' | 'length' | 'precision';

/** The SQLSTATE for each kind of broken rule. https://www.postgresql.org/docs/18/errcodes-appendix.html */
const SQL_STATES: Readonly<Record<Breaks, string>> = {
  'not null': '23502',
  check: '23514',
  unique: '23505',
  'foreign key': '23503',
  'enum value': '22P02',
  length: '22001',
  precision: '22003',
};

/** A row that breaks one rule and no other. */
export interface Refused {
  /** The column, constraint or index whose rule is broken. */
  readonly object: ObjectId;
  readonly name: string;
  readonly breaks: Breaks;
  readonly sqlState: string;
  /** A valid row that must be in the table first, in addition to the sample's rows. */
  readonly setup: Row | null;
  readonly row: Row;
}

interface Untested {
  readonly object: ObjectId;
  readonly name: string;
  readonly reason: string;
}

export interface Refusals {
  readonly refused: readonly Refused[];
  /** Constraints that no row can break alone. A unique key that contains the primary key is one. */
  readonly untested: readonly Untested[];
}

/** For each rule of a table a row that breaks this rule only. The sample's rows are in the table by then. */
export function refusedRows(sample: Sample, table: TableSample): Refusals {
  const solver: TableSolver = {
    table,
    parents: parentsIn(sample.byTable),
    taken: new TakenKeys(),
    // Row numbers that neither the sample's rows use nor the rows made here.
    next: sample.numbers.first + Math.max(100, sample.numbers.count),
  };
  for (const row of table.rows) solver.taken.add(table.plan.rules, row);
  const results = [
    ...table.plan.columns.flatMap((column) => brokenColumn(solver, column)),
    ...table.plan.rules.map((rule) =>
      rule.kind === 'check' ? brokenCheck(solver, rule) : brokenKey(solver, rule),
    ),
    ...table.model.foreignKeys.map((key) => brokenReference(solver, key)),
  ];
  return {
    refused: results.filter((result) => 'row' in result),
    untested: results.filter((result) => 'reason' in result),
  };
}

interface TableSolver {
  readonly table: TableSample;
  readonly parents: Parents;
  readonly taken: TakenKeys;
  next: number;
}

type Outcome = Refused | Untested;
type Named = Pick<Untested, 'object' | 'name'>;

const named = ({ id, name }: { readonly id: ObjectId; readonly name: string }): Named => ({
  object: id,
  name,
});

const refusal = (what: Named, breaks: Breaks, row: Row, setup: Row | null = null): Refused => ({
  ...what,
  breaks,
  sqlState: SQL_STATES[breaks],
  setup,
  row,
});

function freshRow(solver: TableSolver, options: SolveOptions = {}): Row | null {
  const found = solveRow(solver.table.plan, solver.next++, solver.parents, solver.taken, options);
  return 'row' in found ? found.row : null;
}

/** NOT NULL and values that the type refuses: PostgreSQL checks both before any other constraint. */
function brokenColumn(solver: TableSolver, column: ColumnObject): readonly Outcome[] {
  const { plan } = solver.table;
  const rejected = rejectedValue(column);
  const changes: (readonly [Breaks, Value])[] = [
    ...(column.notNull ? [['not null', null] as const] : []),
    ...(rejected ? [rejected] : []),
  ];
  return changes.map(([breaks, value]) => {
    const row = freshRow(solver);
    const what = { object: column.id, name: column.name };
    if (!row || !plan.candidates.has(column.name)) return { ...what, reason: 'no second row was found' };
    return refusal(what, breaks, new Map([...row, [column.name, value]]));
  });
}

function rejectedValue(column: ColumnObject): readonly [Breaks, Value] | null {
  const { modifiers, array } = parseColumnType(column.type);
  const [size = 0, scale = 0] = modifiers;
  const wrap = (item: Value): Value => (array ? { kind: 'list', items: [item] } : item);
  switch (familyOf(column)) {
    case 'enum':
      return ['enum value', wrap('no such label of it')];
    case 'text':
    case 'char':
      return modifiers.length > 0 ? ['length', wrap('x'.repeat(size + 1))] : null;
    case 'numeric':
      return modifiers.length > 0 ? ['precision', wrap(`1${'0'.repeat(Math.max(0, size - scale))}`)] : null;
    default:
      return null;
  }
}

function brokenCheck(solver: TableSolver, rule: CheckRule): Outcome {
  const row = freshRow(solver, { wanted: (other) => (other === rule ? 'fails' : 'holds') });
  const what = named(rule.constraint);
  return row
    ? refusal(what, 'check', row)
    : { ...what, reason: 'no row was found that breaks it and nothing else' };
}

/**
 * A second row with the key of a first one. If the rule covers some rows only (a partial unique index), it covers
 * both.
 */
function brokenKey(solver: TableSolver, rule: UniqueRule): Outcome {
  const what = named(rule.constraint);
  const { plan, rows } = solver.table;
  const covered = (row: Row): boolean =>
    rule.applies(row) && (rule.nullsNotDistinct || !rule.key(row).includes(null));
  const standing = rows.find(covered);
  const setup = standing ? null : freshRow(solver, { rules: [...plan.rules, mustBe(rule, covered)] });
  const first = standing ?? setup;
  if (!first) return { ...what, reason: 'no row was found that it applies to' };
  if (setup) solver.taken.add(plan.rules, setup);
  const fixed = new Map(rule.columns.map((name) => [name, first.get(name) ?? null]));
  const row = freshRow(solver, { fixed, wanted: (other) => (other === rule ? 'fails' : 'holds') });
  return row
    ? refusal(what, 'unique', row, setup)
    : { ...what, reason: 'no row was found that breaks it and nothing else' };
}

const mustBe = (rule: UniqueRule, covered: (row: Row) => boolean): CheckRule => {
  const evaluate: Expression['evaluate'] = (scope) =>
    covered(new Map(rule.columns.map((name) => [name, scope.column(name)])));
  const expression: Expression = {
    columns: rule.columns,
    constants: [],
    patterns: [],
    settings: [],
    clock: false,
    mayRaise: false,
    evaluate,
  };
  return {
    kind: 'check',
    constraint: rule.constraint as CheckRule['constraint'],
    columns: rule.columns,
    expression,
  };
};

// No row has a number as large as this above the first.
const FAR = 5000;

/** A reference to a row that does not exist: the referenced key with one column changed. */
function brokenReference(solver: TableSolver, key: ForeignKey): Outcome {
  const { plan, model } = solver.table;
  const parents = key.refTable === model.table.id ? solver.table.rows : solver.parents(key.refTable);
  const shared = new Set(
    model.foreignKeys.filter((other) => other !== key).flatMap((other) => other.columns),
  );
  const [parent] = parents;
  for (const name of key.columns.filter((candidate) => !shared.has(candidate))) {
    for (const value of plan.candidates
      .get(name)
      ?.all(solver.next + FAR)
      .slice(0, 4) ?? []) {
      const fixed = new Map(
        key.columns.map((other, i) => [other, parent?.get(key.refColumns[i] ?? '') ?? null]),
      );
      fixed.set(name, value);
      if (pointsSomewhere(key, fixed, parents) || [...fixed.values()].includes(null)) continue;
      const row = freshRow(solver, { fixed, loose: new Set([key.id]) });
      if (row && !pointsAtItself(key, model.table.id, row)) return refusal(named(key), 'foreign key', row);
    }
  }
  return { ...named(key), reason: 'no row was found that breaks it and nothing else' };
}

const pointsSomewhere = (key: ForeignKey, row: Row, parents: readonly Row[]): boolean =>
  parents.some((parent) =>
    key.columns.every((name, i) => same(row.get(name), parent.get(key.refColumns[i] ?? ''))),
  );

const pointsAtItself = (key: ForeignKey, table: ObjectId, row: Row): boolean =>
  key.refTable === table &&
  key.columns.every((name, i) => same(row.get(name), row.get(key.refColumns[i] ?? '')));

const same = (a: Value | undefined, b: Value | undefined): boolean => keyOf(a ?? null) === keyOf(b ?? null);
