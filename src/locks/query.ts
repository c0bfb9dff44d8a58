import { ancestors, keyOf, nameOf, type Relation, rangeName } from '../replay/catalog.ts';
import { type Condition, conditionsOf, isNever, mayHold, seeksIndex } from '../replay/conditions.ts';
import { commonNames } from '../replay/references.ts';
import { routineBody } from '../replay/routine-body.ts';
import { routineOf } from '../replay/routines.ts';
import { askedBelow } from '../replay/view-columns.ts';
import type { LockMode } from '../sql/lock.ts';
import {
  as,
  type Fields,
  fieldNode,
  fieldsOf,
  isNode,
  listOf,
  literalOf,
  namesOf,
  textOf,
  walk,
} from '../sql/node.ts';
import { type Context, depends, hides, relationOf } from './context.ts';
import { lock, lockAll, scan } from './effects.ts';
import { isBuiltIn } from './volatility.ts';

/** How a query locks the relations that it reads. */
export interface Reading {
  /** `false` for a query that is only planned: it scans nothing. */
  readonly runs: boolean;
  readonly mode: LockMode;
  /** Names of `WITH` queries, which hide relations of the same name; `null` until somebody has collected them. */
  readonly hidden: ReadonlySet<string> | null;
  /**
   * For a query that is only analysed: relations are looked up by name, and with `views` views are followed too. No
   * child and no index is opened, because nothing is planned.
   */
  readonly analysed?: 'names' | 'views';
  /** For the query of a view: the conditions of the query that reads the view. */
  readonly asked?: readonly Condition[];
  /** `WHERE false`: the planner opens no partition. */
  readonly never?: boolean;
}

const READS: Reading = { runs: true, mode: 'AccessShareLock', hidden: null };

type Modifying = 'InsertStmt' | 'UpdateStmt' | 'DeleteStmt' | 'MergeStmt';

/** Locks of a query, or of the queries inside any other node: relations that are read, functions that are called. */
export function read(context: Context, node: unknown, reading: Reading = READS): void {
  const within: Reading = reading.hidden ? reading : { ...reading, hidden: commonNames(node) };
  walk([node], (type, fields) => {
    if (type === 'SelectStmt') return selects(context, fields, within);
    if (type === 'InsertStmt' || type === 'UpdateStmt' || type === 'DeleteStmt' || type === 'MergeStmt')
      return modifies(context, type, fields, within);
    if (type === 'FuncCall' && within.runs) calls(context, fields);
    if (type === 'RangeVar') holds(context, fields, within, []);
    return true;
  });
}

function modifies(context: Context, type: Modifying, fields: Fields<Modifying>, reading: Reading): boolean {
  if (!reading.analysed) {
    context.run({ [type]: fields });
    return false;
  }
  holds(context, fieldNode(fields.relation), { ...reading, mode: 'RowExclusiveLock' }, []);
  for (const [key, value] of Object.entries(fields)) if (key !== 'relation') read(context, value, reading);
  return false;
}

function selects(context: Context, select: Fields<'SelectStmt'>, reading: Reading): boolean {
  const conditions = [...conditionsOf(select['whereClause']), ...(reading.asked ?? [])];
  const never = isNever(select['whereClause']);
  const { asked: _, ...outer } = reading;
  const within = { ...outer, runs: reading.runs && !never, never };
  for (const key of Object.keys(select) as (keyof typeof select)[]) {
    if (key === 'fromClause')
      for (const item of listOf(select[key])) readsFrom(context, item, select, within, conditions);
    else if (key !== 'lockingClause') read(context, bare(key, select[key]), inner(within, key));
  }
  return false;
}

// The parser gives the two sides of a UNION without their node type.
const bare = (key: string, value: unknown): unknown =>
  (key === 'larg' || key === 'rarg') && isNode(value) ? { SelectStmt: value } : value;

const inner = (reading: Reading, key: string): Reading =>
  key === 'larg' || key === 'rarg' ? reading : { ...reading, mode: 'AccessShareLock' };

function readsFrom(
  context: Context,
  item: unknown,
  select: Fields<'SelectStmt'>,
  reading: Reading,
  conditions: readonly Condition[],
): void {
  const join = as(item, 'JoinExpr');
  if (join) {
    const all = withEquals([...conditions, ...conditionsOf(join['quals'])]);
    readsFrom(context, join['larg'], select, reading, all);
    readsFrom(context, join['rarg'], select, reading, all);
    read(context, join['quals'], { ...reading, mode: 'AccessShareLock' });
    return;
  }
  const variable = as(item, 'RangeVar');
  const fields = variable ?? fieldsOf(item);
  const alias = textOf(fieldNode(fields['alias'])['aliasname']) || textOf(variable?.relname);
  const held = { ...reading, mode: lockedMode(select, alias, reading.mode) };
  if (variable) {
    const own = ownConditions(select, alias, conditions);
    holds(context, variable, held, [...own, ...edgeConditions(select)]);
  } else read(context, item, held);
}

// Adds conditions that follow: `p.id = t.id` and `t.id = 1` give `p.id = 1`.
function withEquals(conditions: readonly Condition[]): readonly Condition[] {
  const pinned = conditions.filter(({ operator, values }) => operator === '=' && values.length > 0);
  const implied = conditions.flatMap((condition) => {
    const source = pinned.find(
      ({ qualifier, column }) => condition.outer[0] === qualifier && condition.outerColumn === column,
    );
    return source && condition.operator === '=' ? [{ ...condition, values: source.values, outer: [] }] : [];
  });
  return [...conditions, ...implied];
}

// Conditions on this table alone, or on this table and a row of an outer query: compared with another table of the
// same query they choose no rows.
function ownConditions(
  select: Fields<'SelectStmt'>,
  alias: string,
  conditions: readonly Condition[],
): readonly Condition[] {
  const siblings = new Set(listOf(select['fromClause']).flatMap((item) => aliasesIn(item)));
  return conditions.filter(
    ({ qualifier, outer }) =>
      (qualifier === null || qualifier === alias) &&
      outer.every((other) => other !== null && !siblings.has(other)),
  );
}

// The first rows by an indexed column (ORDER BY … LIMIT), and min() or max() of it, are read from the index.
function edgeConditions(select: Fields<'SelectStmt'>): readonly Condition[] {
  const [target] = listOf(select['targetList']);
  const call = as(as(target, 'ResTarget')?.['val'], 'FuncCall');
  const isEdge = /^(?:min|max)$/.test(namesOf(call?.['funcname']).at(-1) ?? '') && !select['whereClause'];
  const [sort] = listOf(select['sortClause']);
  const reference = isEdge
    ? listOf(call?.['args'])[0]
    : select['limitCount']
      ? as(sort, 'SortBy')?.['node']
      : null;
  const column = namesOf(as(reference, 'ColumnRef')?.['fields']).at(-1);
  if (column === undefined || listOf(select['fromClause']).length > 1) return [];
  return [{ column, qualifier: null, operator: '=', values: [], outer: [], outerColumn: null }];
}

function aliasesIn(item: unknown): readonly string[] {
  const found: string[] = [];
  walk([item], (type, fields) => {
    if (type === 'RangeVar')
      found.push(textOf(fieldNode(fields['alias'])['aliasname']) || textOf(fields['relname']));
  });
  return found;
}

// SELECT … FOR UPDATE and the like take ROW SHARE: on the relations that OF names, or on all.
function lockedMode(select: Fields<'SelectStmt'>, alias: string, outer: LockMode): LockMode {
  const named = listOf(select['lockingClause']).some((clause) => {
    const of = listOf(as(clause, 'LockingClause')?.lockedRels);
    return of.length === 0 || of.some((item) => as(item, 'RangeVar')?.relname === alias);
  });
  return named ? 'RowShareLock' : outer;
}

function holds(
  context: Context,
  rangeVar: Fields<'RangeVar'>,
  reading: Reading,
  conditions: readonly Condition[],
): void {
  const name = rangeName(rangeVar);
  if (name.schema === null && reading.hidden?.has(name.name)) return;
  const relation = relationOf(context, name);
  if (relation) hold(context, relation, reading, rangeVar['inh'] === true, conditions);
}

/**
 * Locks a relation, its children (of partitions only those that can hold matching rows), and the relations behind a
 * view.
 */
export function hold(
  context: Context,
  relation: Relation,
  reading: Reading,
  inherits: boolean,
  conditions: readonly Condition[],
): void {
  const { recorder } = context;
  lock(recorder, relation, reading.mode);
  if (reading.analysed === 'names') return;
  if (relation.kind === 'view') {
    holdView(context, relation, reading, conditions);
    return;
  }
  if (reading.analysed) return;
  lockAll(recorder, relation.indexes, reading.mode);
  if (reading.runs && !seeksIndex(relation, conditions, isWrite(reading.mode))) scan(recorder, relation);
  if (!inherits) return;
  // Ancestors are locked too: a partition's own bound includes theirs, and it decides which of its partitions match.
  if (relation.partitioning) lockAncestors(context, relation, 'AccessShareLock');
  if (relation.partitioning && reading.never) return;
  const keys = relation.partitioning?.keys ?? [];
  for (const child of relation.children)
    if (mayHold(child, keys, conditions)) hold(context, child, reading, true, conditions);
}

const isWrite = (mode: LockMode): boolean => mode === 'RowExclusiveLock';

/** Readings of one view in a statement for which conditions are looked at. */
const MOST_READINGS = 32;

function holdView(
  context: Context,
  view: Relation,
  reading: Reading,
  conditions: readonly Condition[],
): void {
  if (context.visiting.has(view)) return;
  // Two readings of each view below make 2^n of the view on top: one without conditions stands for every other.
  const key = [keyOf(view), reading.runs, reading.mode, reading.analysed, reading.never].join(' ');
  if (context.done.has(key)) return;
  const times = context.readings.get(key) ?? 0;
  context.readings.set(key, times + 1);
  const asked = times < MOST_READINGS ? askedBelow(view, conditions) : [];
  if (asked.length === 0) context.done.add(key);
  context.visiting.add(view);
  read(context, view.query, { ...reading, hidden: null, asked });
  context.visiting.delete(view);
}

const SEQUENCE_MODES: Readonly<Record<string, LockMode>> = {
  nextval: 'RowExclusiveLock',
  setval: 'RowExclusiveLock',
  currval: 'AccessShareLock',
};

// A function runs statements of its own. nextval(), setval() and currval() lock a sequence.
function calls(context: Context, call: Fields<'FuncCall'>): void {
  const parts = namesOf(call['funcname']);
  const mode = SEQUENCE_MODES[parts.at(-1) ?? ''];
  if (mode) lockSequence(context, listOf(call['args'])[0], mode);
  else runRoutine(context, parts);
}

function lockSequence(context: Context, argument: unknown, mode: LockMode): void {
  const text = literalOf(as(argument, 'TypeCast')?.['arg'] ?? argument);
  if (text === null) return;
  const sequence = relationOf(context, nameOf(text.replaceAll('"', '').split('.')), 'sequence');
  if (sequence) lock(context.recorder, sequence, mode);
}

/** Predicts the statements that a function or procedure runs. */
export function runRoutine(context: Context, parts: readonly string[]): void {
  const routine = routineOf(context.catalog, parts);
  if (!routine) notDefined(context, parts);
  if (!routine || context.done.has(routine)) return;
  const { statements, opaque } = routineBody(routine);
  if (opaque) hides(context, `what ${parts.join('.')}() runs`);
  context.done.add(routine);
  context.visiting.add(routine);
  for (const statement of statements) context.run(statement);
  context.visiting.delete(routine);
}

// A function that nothing defines. In a statement that only calls it, it may do anything, so locks may be missing.
function notDefined(context: Context, parts: readonly string[]): void {
  if (isBuiltIn(parts)) return;
  const what = `what ${parts.join('.')}() runs: nothing that was read defines it`;
  if (context.isCall) hides(context, what);
  else depends(context, what);
}

/** Locks the ancestors of a partition: for a row that goes directly into the partition, their keys are checked. */
export function lockAncestors(context: Context, relation: Relation, mode: LockMode): void {
  if (relation.bound) lockAll(context.recorder, ancestors(relation), mode);
}
