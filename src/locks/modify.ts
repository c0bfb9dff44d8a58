import type { LockMode } from '../sql/lock.ts';
import { as, fieldNode, fieldsOf, isNode, listOf, type Node, namesOf, textOf } from '../sql/node.ts';
import { type Constraint, foreignKeys, type Relation, rangeName, type Trigger } from './catalog.ts';
import { type Condition, conditionsOf, constantOf, isNever, mayHold, seeksIndex } from './conditions.ts';
import { type Context, depends, relationOf } from './context.ts';
import { fail, lock, lockAll, scan } from './effects.ts';
import { hold, lockAncestors, read, runRoutine } from './query.ts';

const INSERT = 4;
const DELETE = 8;
const UPDATE = 16;

const WRITES = { runs: true, mode: 'RowExclusiveLock' as LockMode, hidden: null };

/** INSERT: the table, the partitions that rows are routed to, keys checked, triggers, rules. */
export function insert(context: Context, statement: Node): void {
  const relation = target(context, statement);
  read(context, [statement['selectStmt'], statement['withClause'], statement['returningList']]);
  if (!relation) return;
  lock(context.recorder, relation, 'RowExclusiveLock');
  if (relation.kind === 'view') {
    readView(context, relation);
    return;
  }
  for (const leaf of routes(context, relation, statement)) lock(context.recorder, leaf, 'RowExclusiveLock');
  lockAncestors(context, relation, 'AccessShareLock');
  evaluate(context, relation, namesFrom(statement['cols']));
  checkReferenced(context, relation, null);
  fire(context, relation, INSERT, null);
  const conflict = fieldNode(statement['onConflictClause']);
  if (conflict['action'] !== 'ONCONFLICT_UPDATE') return;
  lockAll(context.recorder, relation.indexes, 'RowExclusiveLock');
  changed(context, relation, assigned(conflict['targetList']));
}

/** UPDATE: the table and its children, keys that change on either side, triggers, rules. */
export function update(context: Context, statement: Node): void {
  const relation = target(context, statement);
  const source = [
    statement['fromClause'],
    statement['withClause'],
    statement['targetList'],
    statement['whereClause'],
  ];
  read(context, [...source, statement['returningList']]);
  if (!relation) return;
  const family = holdTarget(context, relation, statement, statement['fromClause']);
  if (isNever(statement['whereClause'])) return;
  for (const member of family) changed(context, member, assigned(statement['targetList']));
  moveRows(context, relation, statement);
}

// A new value of the partition key takes the row to another partition.
function moveRows(context: Context, relation: Relation, statement: Node): void {
  const key = relation.partitioning?.keys[0];
  const item = listOf(statement['targetList'])
    .map(fieldsOf)
    .find(({ name }) => name === key);
  const value = item ? constantOf(item['val']) : null;
  if (!key || value === null) return;
  const to: Condition = {
    column: key,
    qualifier: null,
    operator: '=',
    values: [value],
    outer: [],
    outerColumn: null,
  };
  for (const leaf of leavesFor(relation, [[to]])) lock(context.recorder, leaf, 'RowExclusiveLock');
}

/** DELETE: the table and its children, tables that refer to it, triggers, rules. */
export function remove(context: Context, statement: Node): void {
  const relation = target(context, statement);
  read(context, [
    statement['usingClause'],
    statement['withClause'],
    statement['whereClause'],
    statement['returningList'],
  ]);
  if (!relation) return;
  const family = holdTarget(context, relation, statement, statement['usingClause']);
  if (isNever(statement['whereClause'])) return;
  for (const member of family) removed(context, member);
}

/** MERGE: the target as its strongest branch needs it, the source read. */
export function merge(context: Context, statement: Node): void {
  if (context.major < 15) {
    fail(context.recorder, '42601');
    return;
  }
  const relation = target(context, statement);
  read(context, [statement['sourceRelation'], statement['withClause'], statement['joinCondition']]);
  if (!relation) return;
  const join = { ...statement, whereClause: statement['joinCondition'] };
  const family = holdTarget(context, relation, join, statement['sourceRelation']);
  for (const item of listOf(statement['mergeWhenClauses'])) {
    const clause = fieldsOf(item);
    const command = clause['commandType'];
    for (const member of family) {
      if (command === 'CMD_UPDATE') changed(context, member, assigned(clause['targetList']));
      if (command === 'CMD_DELETE') removed(context, member);
    }
    if (command === 'CMD_INSERT') checkReferenced(context, relation, null);
  }
}

const target = (context: Context, statement: Node): Relation | null =>
  relationOf(context, rangeName(fieldNode(statement['relation'])));

function readView(context: Context, view: Relation): void {
  if (view.triggers.size > 0) {
    for (const { function: called, enabled } of view.triggers.values())
      if (enabled) runRoutine(context, called.split('.'));
    return;
  }
  read(context, view.query, { ...WRITES, runs: false });
}

function holdTarget(
  context: Context,
  relation: Relation,
  statement: Node,
  joined: unknown,
): readonly Relation[] {
  const variable = fieldNode(statement['relation']);
  const alias = textOf(fieldNode(variable['alias'])['aliasname']) || textOf(variable['relname']);
  const where = conditionsOf(statement['whereClause']);
  const own = where.filter(
    ({ qualifier, outer }) => (qualifier === null || qualifier === alias) && (outer.length === 0 || !joined),
  );
  const runs = !isNever(statement['whereClause']);
  hold(context, relation, { ...WRITES, runs }, variable['inh'] === true, own);
  return matching(relation, variable['inh'] === true, own);
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

const namesFrom = (list: unknown): readonly string[] =>
  listOf(list).map((item) => textOf(fieldsOf(item)['name']));

/** Columns that get a value other than their own. */
function assigned(list: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  for (const item of listOf(list)) {
    const { name, val } = fieldsOf(item);
    const own = namesOf(as(val, 'ColumnRef')?.['fields']).at(-1);
    if (own !== name) names.add(textOf(name));
  }
  return names;
}

// INSERT … VALUES names its partitions; rows of a query may go anywhere.
function routes(context: Context, relation: Relation, statement: Node): readonly Relation[] {
  if (!relation.partitioning) return [];
  const columns = namesFrom(statement['cols']);
  const order = columns.length > 0 ? columns : [...relation.columns.keys()];
  const rows = constantRows(as(statement['selectStmt'], 'SelectStmt') ?? {});
  if (rows.length === 0) depends(context, `which partitions of ${relation.schema}.${relation.name} get rows`);
  const wanted = rows.map((row) =>
    order.flatMap((column, i): Condition[] => {
      const value = constantOf(row[i]);
      return value === null
        ? []
        : [{ column, qualifier: null, operator: '=', values: [value], outer: [], outerColumn: null }];
    }),
  );
  return leavesFor(relation, wanted);
}

function constantRows(select: Node): readonly (readonly unknown[])[] {
  const lists = listOf(select['valuesLists']);
  if (lists.length > 0) return lists.map((row) => listOf(as(row, 'List')?.['items']));
  const targets = listOf(select['targetList']);
  return select['fromClause'] || targets.length === 0
    ? []
    : [targets.map((target) => as(target, 'ResTarget')?.['val'])];
}

function leavesFor(relation: Relation, wanted: readonly (readonly Condition[])[]): readonly Relation[] {
  const keys = relation.partitioning?.keys ?? [];
  const chosen = [...relation.children].filter(
    (child) => wanted.length === 0 || wanted.some((row) => mayHold(child, keys, row)),
  );
  return chosen.flatMap((child) => [child, ...leavesFor(child, wanted)]);
}

// Columns left out take their default, and checks run: both may call functions and draw from sequences.
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

function changed(context: Context, relation: Relation, columns: ReadonlySet<string>): void {
  checkReferenced(context, relation, columns);
  evaluate(context, relation, null);
  for (const [other, key] of referencing(relation)) {
    if (!key.references?.columns.some((column) => columns.has(column))) continue;
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
    follow(context, other, key, reads ? 'RowShareLock' : 'RowExclusiveLock');
    if (key.onDelete === 'c') removed(context, other);
    if (key.onDelete === 'd') checkReferenced(context, other, new Set(key.columns));
  }
  fire(context, relation, DELETE, null);
  context.visiting.delete(relation);
}

const referencing = (relation: Relation): readonly (readonly [Relation, Constraint])[] =>
  [...relation.referencedBy].flatMap((other) =>
    foreignKeys(other)
      .filter((key) => key.references?.relation === relation && key.enforced)
      .map((key) => [other, key] as const),
  );

function follow(context: Context, other: Relation, key: Constraint, mode: LockMode): void {
  lock(context.recorder, other, mode);
  lockAll(context.recorder, other.indexes, mode);
  const pinned = key.columns.map((column) => ({
    column,
    qualifier: null,
    operator: '=',
    values: [],
    outer: [],
    outerColumn: null,
  }));
  if (!seeksIndex(other, pinned, false)) scan(context.recorder, other);
}

// A new value of a referencing column is looked up in the referenced table.
function checkReferenced(
  { recorder }: Context,
  relation: Relation,
  columns: ReadonlySet<string> | null,
): void {
  for (const key of foreignKeys(relation)) {
    if (!key.references || !key.enforced) continue;
    if (columns && !key.columns.some((column) => columns.has(column))) continue;
    lock(recorder, key.references.relation, 'RowShareLock');
    lockAll(recorder, key.references.relation.indexes, 'RowShareLock');
  }
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
