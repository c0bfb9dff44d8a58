import type { ObjectId, Schema } from '../ir/schema.ts';
import { enumsOf, type TableModel, tablesOf } from '../ir/tables.ts';
import { PROBE } from './lane.ts';
import { insertOrder, isOptional } from './order.ts';
import { type Row, type Rule, TakenKeys } from './rules.ts';
import { search, type Wanted } from './search.ts';
import { addPlain, type Parents, planTable, type TablePlan, variablesFor } from './table-plan.ts';

/** Which rows to make. The same numbers give the same rows, whatever else is in the schema's tables. */
export interface Numbers {
  /** Number of the first row: 0 for filling a database, `PROBE` for rows that a test adds to a filled one. */
  readonly first: number;
  readonly count: number;
}

export const FILL = (count: number): Numbers => ({ first: 0, count });
/** Three: a second row with the same half of a pair needs a third partner. */
export const PROBES: Numbers = { first: PROBE, count: 3 };

/** A table with rows that its own constraints accept, in number order. */
export interface TableSample {
  readonly plan: TablePlan;
  readonly model: TableModel;
  /** Fewer than asked for where a constraint leaves no room for more; never none. */
  readonly rows: readonly Row[];
  /** Its place in the order of insertion. */
  readonly place: number;
}

/** A table whose constraints no row was found for, and which of them stood in the way. */
interface Unsolved {
  readonly table: ObjectId;
  readonly reason: string;
}

export interface Sample {
  readonly numbers: Numbers;
  /** In an order in which they can be inserted. */
  readonly tables: readonly TableSample[];
  readonly byTable: ReadonlyMap<ObjectId, TableSample>;
  readonly unsolved: readonly Unsolved[];
}

/** The rows of every table, for keys that point to them. */
export const parentsIn =
  (byTable: ReadonlyMap<ObjectId, TableSample>): Parents =>
  (id) =>
    byTable.get(id)?.rows ?? [];

/** Valid rows for every table, from the schema alone. Needs the SQL parser. */
export function sampleSchema(schema: Schema, numbers: Numbers): Sample {
  const enums = enumsOf(schema);
  const order = insertOrder(tablesOf(schema));
  const byTable = new Map<ObjectId, TableSample>();
  const unsolved: Unsolved[] = [];
  for (const model of order.tables) {
    const plan = planTable(model, enums, order.deferred);
    const made = 'unsupported' in plan ? plan.unsupported : sampleTable(plan, numbers, byTable);
    if (typeof made === 'string') unsolved.push({ table: model.table.id, reason: made });
    else byTable.set(model.table.id, made);
  }
  return { numbers, tables: [...byTable.values()], byTable, unsolved };
}

// After so many numbers in a row without a row, the table is called full.
const MAX_MISSES = 8;

function sampleTable(
  plan: TablePlan,
  { first, count }: Numbers,
  before: ReadonlyMap<ObjectId, TableSample>,
): TableSample | string {
  const { model, rules } = plan;
  const parents = parentsIn(before);
  const rows: Row[] = [];
  const taken = new TakenKeys();
  const seen: Parents = (id) => (id === model.table.id ? rows : parents(id));
  const probing = first >= PROBE;
  // Test rows are few: as many again tell whether the table has room for them.
  const last = first + (probing ? 2 * count + MAX_MISSES : count);
  let misses = 0;
  let reason = '';
  for (let n = first; n < last && misses < MAX_MISSES; n++) {
    const found = solveRow(plan, n, seen, taken);
    if ('blockedBy' in found) {
      reason = missingParent(plan, parents) ?? blocked(found.blockedBy);
      misses++;
    } else {
      rows.push(found.row);
      taken.add(rules, found.row);
      misses = 0;
      // Enough rows, and too few numbers left to miss so often: what the others give changes nothing.
      if (rows.length >= count && last - n <= MAX_MISSES) break;
    }
  }
  if (rows.length === 0) return reason;
  const room = misses === MAX_MISSES ? shareOf(rows.length, probing) : count;
  return { plan, model, rows: rows.slice(0, Math.min(count, room)), place: before.size };
}

// Where a table has few possible keys, filled rows take them from the front and test rows from the end.
const shareOf = (rows: number, probing: boolean): number =>
  probing ? Math.ceil(rows / 2) : Math.max(1, Math.floor(rows / 4));

const HOLDS: Wanted = () => 'holds';
const NOTHING: Row = new Map();

/** One row, number `n`, beside those that took their keys. `fixed` and `loose` as in `variablesFor`. */
export function solveRow(
  plan: TablePlan,
  n: number,
  parents: Parents,
  taken: TakenKeys,
  options: SolveOptions = {},
): { readonly row: Row } | { readonly blockedBy: Rule | null } {
  const { fixed = NOTHING } = options;
  const variables = variablesFor(plan, n, parents, fixed, options.loose);
  const found = search(variables, options.rules ?? plan.rules, taken, options.wanted ?? HOLDS);
  return 'row' in found && !addPlain(plan, n, fixed, found.row) ? { blockedBy: null } : found;
}

export interface SolveOptions {
  readonly fixed?: Row;
  readonly loose?: ReadonlySet<ObjectId>;
  readonly wanted?: Wanted;
  /** In place of the table's own rules. */
  readonly rules?: readonly Rule[];
}

const blocked = (rule: Rule | null): string =>
  rule === null
    ? 'no value fits one of its columns'
    : `no row was found that ${rule.constraint.name} accepts`;

function missingParent({ model, deferred }: TablePlan, parents: Parents): string | null {
  const key = model.foreignKeys.find(
    (candidate) =>
      !deferred.has(candidate.id) &&
      !isOptional(model, candidate) &&
      candidate.refTable !== model.table.id &&
      parents(candidate.refTable).length === 0,
  );
  return key ? `foreign key ${key.name}: ${key.refTable} has no sample row` : null;
}
