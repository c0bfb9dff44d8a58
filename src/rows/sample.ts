import type { ObjectId, Schema } from '../ir/schema.ts';
import { enumsOf, type TableModel, tablesOf } from '../ir/tables.ts';
import { PROBE } from './lane.ts';
import { narrowed } from './narrowed.ts';
import { insertOrder, isOptional } from './order.ts';
import { type Row, type Rule, TakenKeys } from './rules.ts';
import { search, type Wanted } from './search.ts';
import { addPlain, type Parents, planTable, type TablePlan, variablesFor } from './table-plan.ts';

/** Which rows to make. A number always gives the same row of a table, whatever other tables there are. */
export interface Numbers {
  /** Number of the first row: 0 for filling a database, `PROBE` for rows that a test adds to a filled one. */
  readonly first: number;
  readonly count: number;
}

export const FILL = (count: number): Numbers => ({ first: 0, count });
/** Three rows: a second row with the same first half of a unique pair needs a third row as its other half. */
export const PROBES: Numbers = { first: PROBE, count: 3 };

/** A table with rows that its constraints accept, in order of their numbers. */
export interface TableSample {
  readonly plan: TablePlan;
  readonly model: TableModel;
  /** At least one row. Fewer than asked for when the constraints leave no room for more. */
  readonly rows: readonly Row[];
  /** Its place in the order of insertion. */
  readonly place: number;
}

/** A table for which no row was found, and the constraints that stood in the way. */
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

/** The rows of a table that foreign keys may point to. */
export const parentsIn =
  (byTable: ReadonlyMap<ObjectId, TableSample>): Parents =>
  (id) =>
    byTable.get(id)?.rows ?? [];

/** Valid rows for every table, made from the schema alone. Needs the SQL parser. */
export function sampleSchema(schema: Schema, numbers: Numbers): Sample {
  const enums = enumsOf(schema);
  const order = insertOrder(narrowed(tablesOf(schema)));
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

// After this many row numbers in a row that give no row, the table counts as full.
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
  // A test needs few rows. Twice as many numbers are tried, to learn whether the table has room for these rows beside
  // filled ones.
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
      // There are enough rows, and the numbers left are too few to show that the table is full.
      if (rows.length >= count && last - n <= MAX_MISSES) break;
    }
  }
  if (rows.length === 0) return reason;
  const room = misses === MAX_MISSES ? shareOf(rows.length, probing) : count;
  return { plan, model, rows: rows.slice(0, Math.min(count, room)), place: before.size };
}

// A table with few possible keys is shared: filled rows take a quarter of them from the front, rows of a test half of
// them from the end.
const shareOf = (rows: number, probing: boolean): number =>
  probing ? Math.ceil(rows / 2) : Math.max(1, Math.floor(rows / 4));

const HOLDS: Wanted = () => 'holds';
const NOTHING: Row = new Map();

/** Row number `n`, with keys that the rows in `taken` do not have. For `fixed` and `loose` see `variablesFor`. */
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
  /** Rules to use instead of the table's own. */
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
