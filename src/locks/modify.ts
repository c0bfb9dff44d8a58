import { type Relation, rangeName, type Trigger } from '../replay/catalog.ts';
import { type Condition, conditionsOf, constantOf, isNever, mayHold } from '../replay/conditions.ts';
import { type Written, writtenBelow } from '../replay/view-columns.ts';
import type { LockMode } from '../sql/lock.ts';
import {
  as,
  type Fields,
  fieldNode,
  fieldsOf,
  isNode,
  listOf,
  namesOf,
  type Tree,
  textOf,
} from '../sql/node.ts';
import { type Context, depends, relationOf } from './context.ts';
import { fail, lock, lockAll } from './effects.ts';
import { checkReferenced, follow, referencing } from './key-checks.ts';
import { equals, leavesFor, type NewRows, namesFrom, newRows, nullsIn } from './new-rows.ts';
import { hold, lockAncestors, read, runRoutine } from './query.ts';

const INSERT = 4;
const DELETE = 8;
const UPDATE = 16;

const WRITES = { runs: true, mode: 'RowExclusiveLock' as LockMode, hidden: null };

/** INSERT: the table, the partitions that its rows belong to, foreign keys that are checked, triggers, rules. */
export function insert(context: Context, statement: Fields<'InsertStmt'>): void {
  const relation = target(context, statement);
  read(context, [statement['selectStmt'], statement['withClause'], statement['returningClause']]);
  if (!relation) return;
  lock(context.recorder, relation, 'RowExclusiveLock');
  if (relation.kind === 'view') readView(context, relation);
  const written = writtenBy(context, relation);
  if (!written) return;
  const { table, named } = written;
  const rows = newRows(table, statement, named);
  for (const leaf of routes(context, table, rows)) lock(context.recorder, leaf, 'RowExclusiveLock');
  lockAncestors(context, table, 'AccessShareLock');
  evaluate(context, table, namesFrom(statement['cols']).map(named));
  checkReferenced(context, table, null, rows);
  fire(context, table, INSERT, null);
  const conflict = fieldNode(statement['onConflictClause']);
  if (conflict['action'] !== 'ONCONFLICT_UPDATE') return;
  lockAll(context.recorder, table.indexes, 'RowExclusiveLock');
  changed(context, table, assigned(conflict['targetList']));
}

// The table to which a write goes; `null` for a view with an INSTEAD OF trigger, which decides that itself.
const writtenBy = ({ catalog }: Context, relation: Relation): Written | null =>
  relation.kind === 'view' && relation.triggers.size > 0 ? null : writtenBelow(catalog, relation);

/** UPDATE: the table and its children, foreign keys in which either side changes, triggers, rules. */
export function update(context: Context, statement: Fields<'UpdateStmt'>): void {
  const relation = target(context, statement);
  read(context, [
    statement['fromClause'],
    statement['withClause'],
    statement['targetList'],
    statement['whereClause'],
    statement['returningClause'],
  ]);
  if (!relation) return;
  const written = holdTarget(context, relation, statement, statement['fromClause']);
  if (isNever(statement['whereClause']) || !written) return;
  const columns = assigned(statement['targetList'], written.named);
  // A partition's ancestors are locked too: the bound that a new row must fit includes theirs.
  lockAncestors(context, written.table, 'AccessShareLock');
  const nulls = nullsIn(statement['targetList'], written.named);
  for (const member of written.members) changed(context, member, columns, nulls);
  moveRows(context, written, statement);
}

// A new value of the partition key moves the row to another partition.
function moveRows(
  context: Context,
  { table: relation, members }: Target,
  statement: Fields<'UpdateStmt'>,
): void {
  const key = relation.partitioning?.keys[0];
  const item = listOf(statement['targetList'])
    .map(fieldsOf)
    .find(({ name }) => name === key);
  const value = item ? constantOf(item['val']) : null;
  if (!key || value === null) return;
  const moved = leavesFor(relation, [equals(key, value)]);
  lockAll(context.recorder, moved, 'RowExclusiveLock');
  // The row is deleted here and inserted there. Before 15, tables that refer to it are checked as for a DELETE.
  if (context.major < 15) for (const member of members) removed(context, member);
  for (const leaf of moved) {
    checkReferenced(context, leaf, null);
    fire(context, leaf, INSERT, null);
  }
}

/** DELETE: the table and its children, tables that refer to it, triggers, rules. */
export function remove(context: Context, statement: Fields<'DeleteStmt'>): void {
  const relation = target(context, statement);
  read(context, [
    statement['usingClause'],
    statement['withClause'],
    statement['whereClause'],
    statement['returningClause'],
  ]);
  if (!relation) return;
  const written = holdTarget(context, relation, statement, statement['usingClause']);
  if (isNever(statement['whereClause'])) return;
  for (const member of written?.members ?? []) removed(context, member);
}

/** MERGE: the target as its strongest branch needs it; the source is read. */
export function merge(context: Context, statement: Fields<'MergeStmt'>): void {
  if (context.major < 15) {
    fail(context.recorder, '42601');
    return;
  }
  const relation = target(context, statement);
  read(context, [statement['sourceRelation'], statement['withClause'], statement['joinCondition']]);
  if (!relation) return;
  const join = { relation: statement.relation, whereClause: statement.joinCondition };
  const written = holdTarget(context, relation, join, statement['sourceRelation']);
  if (!written) return;
  for (const item of listOf(statement['mergeWhenClauses']))
    mergeWhen(context, written, as(item, 'MergeWhenClause') ?? {});
}

function mergeWhen(
  context: Context,
  { table, named, members }: Target,
  clause: Fields<'MergeWhenClause'>,
): void {
  const command = clause['commandType'];
  const nulls = nullsIn(clause['targetList'], named);
  for (const member of members) {
    if (command === 'CMD_UPDATE') changed(context, member, assigned(clause['targetList'], named), nulls);
    if (command === 'CMD_DELETE') removed(context, member);
  }
  if (command === 'CMD_INSERT') checkReferenced(context, table, null);
  if (command === 'CMD_INSERT' || command === 'CMD_UPDATE') lockAncestors(context, table, 'AccessShareLock');
}

const target = (context: Context, { relation }: Pick<Chosen, 'relation'>): Relation | null =>
  relationOf(context, rangeName(fieldNode(relation)));

function readView(context: Context, view: Relation): void {
  if (view.triggers.size > 0) {
    for (const { function: called, enabled } of view.triggers.values())
      if (enabled) runRoutine(context, called.split('.'));
    return;
  }
  read(context, view.query, { ...WRITES, runs: false });
}

/** Where a write goes: the table behind the name, and the children that it reaches. */
interface Target extends Written {
  readonly members: readonly Relation[];
}

/** The part of a statement that names its table and selects rows. */
interface Chosen {
  readonly relation?: Fields<'RangeVar'> | undefined;
  readonly whereClause?: Tree | undefined;
}

function holdTarget(context: Context, relation: Relation, statement: Chosen, joined: unknown): Target | null {
  const variable = fieldNode(statement['relation']);
  const alias = textOf(fieldNode(variable['alias'])['aliasname']) || textOf(variable['relname']);
  const where = conditionsOf(statement['whereClause']);
  const own = where.filter(
    ({ qualifier, outer }) => (qualifier === null || qualifier === alias) && (outer.length === 0 || !joined),
  );
  const never = isNever(statement['whereClause']);
  hold(context, relation, { ...WRITES, runs: !never, never }, variable['inh'] === true, own);
  const written = writtenBy(context, relation);
  const asked = own.map((condition) => ({
    ...condition,
    column: written?.named(condition.column) ?? condition.column,
  }));
  return written && { ...written, members: matching(written.table, variable['inh'] === true, asked) };
}

function matching(
  relation: Relation,
  inherits: boolean,
  conditions: readonly Condition[],
): readonly Relation[] {
  if (!inherits) return [relation];
  const keys = relation.partitioning?.keys ?? [];
  const below = [...relation.children].filter((child) => mayHold(child, keys, conditions));
  return [relation, ...below.flatMap((child) => matching(child, true, conditions))];
}

/** Columns that an UPDATE sets to something else than the column itself. */
function assigned(list: unknown, named: (column: string) => string = (name) => name): ReadonlySet<string> {
  const names = new Set<string>();
  for (const item of listOf(list)) {
    const { name, val } = as(item, 'ResTarget') ?? {};
    const own = namesOf(as(val, 'ColumnRef')?.['fields']).at(-1);
    if (own !== name) names.add(named(textOf(name)));
  }
  return names;
}

// Partitions that get rows. INSERT … VALUES shows which; rows of a query may go to any.
function routes(context: Context, relation: Relation, { known }: NewRows): readonly Relation[] {
  if (!relation.partitioning) return [];
  if (known.length === 0)
    depends(context, `which partitions of ${relation.schema}.${relation.name} get rows`);
  return leavesFor(relation, known);
}

// Reads the expressions that PostgreSQL evaluates for a row: defaults of columns that are left out, generated
// columns, checks. They may call functions and use sequences.
function evaluate(context: Context, relation: Relation, given: readonly string[] | null): void {
  const columns = [...relation.columns.values()];
  const left = given === null ? [] : columns.filter(({ name }) => given.length > 0 && !given.includes(name));
  const checks = [...relation.constraints.values()].flatMap(({ kind, enforced, expression }) =>
    kind === 'check' && enforced ? [expression] : [],
  );
  read(context, [
    ...left.map((column) => column.default),
    ...columns.map(({ generated }) => generated?.expression),
    ...checks,
  ]);
}

function changed(
  context: Context,
  relation: Relation,
  columns: ReadonlySet<string>,
  nulls: ReadonlySet<string> = new Set(),
): void {
  checkReferenced(context, relation, columns, { known: [], nulls });
  evaluate(context, relation, null);
  for (const [other, key] of referencing(relation)) {
    if (key.deferred || !key.references?.columns.some((column) => columns.has(column))) continue;
    follow(
      context,
      other,
      key,
      key.onUpdate === 'a' || key.onUpdate === 'r' ? 'RowShareLock' : 'RowExclusiveLock',
    );
  }
  fire(context, relation, UPDATE, columns);
}

function removed(context: Context, relation: Relation): void {
  if (context.visiting.has(relation)) return;
  context.visiting.add(relation);
  for (const [other, key] of referencing(relation)) {
    const reads = key.onDelete === 'a' || key.onDelete === 'r';
    if (reads && key.deferred) continue;
    follow(context, other, key, reads ? 'RowShareLock' : 'RowExclusiveLock');
    if (key.onDelete === 'c') removed(context, other);
    if (key.onDelete === 'd') checkReferenced(context, other, new Set(key.columns));
  }
  fire(context, relation, DELETE, null);
  context.visiting.delete(relation);
}

function fire(
  context: Context,
  relation: Relation,
  event: number,
  columns: ReadonlySet<string> | null,
): void {
  for (const trigger of relation.triggers.values())
    if (listens(trigger, event, columns)) runRoutine(context, trigger.function.split('.'));
  const name = event === INSERT ? 'CMD_INSERT' : event === UPDATE ? 'CMD_UPDATE' : 'CMD_DELETE';
  for (const rule of relation.rules.values()) if (rule.event === name) applyRule(context, rule);
}

function listens(trigger: Trigger, event: number, columns: ReadonlySet<string> | null): boolean {
  if ((trigger.events & event) === 0 || !trigger.enabled || isNever(trigger.when)) return false;
  return !columns || trigger.columns.length === 0 || trigger.columns.some((name) => columns.has(name));
}

function applyRule(context: Context, rule: { readonly actions: unknown }): void {
  if (context.visiting.has(rule)) return;
  context.visiting.add(rule);
  for (const action of listOf(rule.actions)) if (isNode(action)) context.run(action);
  context.visiting.delete(rule);
}
