import { family, lookup, nameOf, type Relation, rangeName } from '../replay/catalog.ts';
import { routineBody, routineFrom } from '../replay/routine-body.ts';
import { as, type Fields, fieldNode, listOf, namesOf, optionsOf, textOf } from '../sql/node.ts';
import { type Context, expect, relationOf } from './context.ts';
import { fail, lock, lockAll, scan } from './effects.ts';
import { refusedTargets } from './key-refusals.ts';
import { createPartition } from './partitions.ts';
import { read } from './query.ts';
import { isVolatile } from './volatility.ts';

const ANALYSED = { runs: false, mode: 'AccessShareLock', hidden: null, analysed: 'names' } as const;

/** CREATE TABLE: locks on tables that it inherits from, copies (LIKE) or refers to. */
export function createTable(context: Context, statement: Fields<'CreateStmt'>): void {
  const name = rangeName(fieldNode(statement['relation']));
  const exists = lookup(context.catalog, {
    ...name,
    schema: name.schema ?? context.catalog.searchPath[0] ?? 'public',
  });
  if (exists && statement['if_not_exists']) return;
  if (exists && fieldNode(statement['relation'])['relpersistence'] !== 't') {
    fail(context.recorder, '42P07');
    return;
  }
  for (const item of listOf(statement['inhRelations'])) {
    const parent = relationOf(context, rangeName(as(item, 'RangeVar') ?? {}));
    if (!parent) continue;
    if (statement['partbound']) createPartition(context, parent, fieldNode(statement['partbound']));
    else lock(context.recorder, parent, 'ShareUpdateExclusiveLock');
  }
  const state = refusedTargets(context, listOf(statement['tableElts']));
  if (state) fail(context.recorder, state);
  for (const element of listOf(statement['tableElts'])) createElement(context, element, name.name);
}

function createElement(context: Context, element: unknown, own: string): void {
  const like = as(element, 'TableLikeClause');
  const copied = like && relationOf(context, rangeName(fieldNode(like['relation'])));
  if (copied) lock(context.recorder, copied, 'AccessShareLock');
  const column = as(element, 'ColumnDef');
  const constraints = column ? listOf(column['constraints']) : [element];
  for (const item of constraints) {
    const constraint = as(item, 'Constraint');
    const target =
      constraint?.['contype'] === 'CONSTR_FOREIGN' && rangeName(fieldNode(constraint['pktable']));
    if (!target || target.name === own) continue;
    const other = relationOf(context, target);
    if (!other) continue;
    lockAll(
      context.recorder,
      other.kind === 'partitioned table' ? family(other) : [other],
      'ShareRowExclusiveLock',
    );
  }
}

/** CREATE TABLE AS, SELECT INTO, CREATE MATERIALIZED VIEW. */
export function createAs(context: Context, statement: Fields<'CreateTableAsStmt'>): void {
  const into = fieldNode(statement['into']);
  if (statement['if_not_exists'] && lookup(context.catalog, rangeName(fieldNode(into['rel'])))) return;
  if (as(statement['query'], 'ExecuteStmt')) {
    context.run(fieldNode(statement['query']));
    return;
  }
  if (into['skipData']) analyse(context, statement['query']);
  else read(context, statement['query']);
}

/**
 * CREATE [OR REPLACE] VIEW. Relations that the view reads are only looked up by name; views among them are not
 * followed.
 */
export function createView(context: Context, statement: Fields<'ViewStmt'>): void {
  const name = rangeName(fieldNode(statement['view']));
  const existing = lookup(context.catalog, name);
  if (existing && statement['replace']) lock(context.recorder, existing, 'AccessExclusiveLock');
  else if (existing) {
    fail(context.recorder, '42P07');
    return;
  }
  analyse(context, statement['query']);
}

/** Locks of a query that is only analysed, not run: on the relations that it names, not on those behind a view. */
export const analyse = (context: Context, query: unknown): void => read(context, query, ANALYSED);

export function createIndex(context: Context, statement: Fields<'IndexStmt'>): void {
  const { recorder, catalog } = context;
  const variable = fieldNode(statement['relation']);
  const relation = relationOf(context, rangeName(variable));
  if (!relation) return;
  const concurrent = statement['concurrent'] === true;
  if (concurrent) recorder.transactional = false;
  if (relation.kind === 'foreign table' || relation.kind === 'view') {
    fail(recorder, '42809');
    return;
  }
  const mode = concurrent ? 'ShareUpdateExclusiveLock' : 'ShareLock';
  lock(recorder, relation, mode);
  const existing = lookup(catalog, { schema: relation.schema, name: textOf(statement['idxname']) });
  if (existing && !statement['if_not_exists']) {
    fail(recorder, '42P07');
    return;
  }
  if (existing) return;
  if (isRefused(context, relation, statement)) return;
  if (concurrent)
    recorder.waitsFor = `every transaction that writes to ${relation.schema}.${relation.name}, then every older snapshot`;
  const only = variable['inh'] !== true;
  if (relation.kind !== 'partitioned table') {
    scan(recorder, relation);
    return;
  }
  if (concurrent) {
    fail(recorder, '0A000');
    return;
  }
  if (!only) for (const part of family(relation).slice(1)) createOnPartition(context, part, statement);
}

function createOnPartition({ recorder }: Context, part: Relation, statement: Fields<'IndexStmt'>): void {
  lock(recorder, part, 'ShareLock');
  const columns = listOf(statement['indexParams']).map((item) => textOf(as(item, 'IndexElem')?.['name']));
  const match = [...part.indexes].find(
    ({ index }) =>
      index?.columns.join() === columns.join() &&
      index.unique === (statement['unique'] === true) &&
      !index.predicate,
  );
  if (match) lock(recorder, match, 'ShareLock');
  else scan(recorder, part);
}

function isRefused(context: Context, relation: Relation, statement: Fields<'IndexStmt'>): boolean {
  const { recorder } = context;
  const elements = listOf(statement['indexParams']).map((item) => as(item, 'IndexElem') ?? {});
  const columns = elements.map(({ name }) => textOf(name));
  const expressions = elements.flatMap(({ expr }) => (expr ? [expr] : []));
  const keys = relation.partitioning?.keys ?? [];
  if (statement['unique'] && keys.some((key) => key === null || !columns.includes(key)))
    fail(recorder, '0A000');
  const unknownBefore = recorder.unknown.size;
  const volatile = expressions.some((expression) => isVolatile(context, expression));
  if (volatile && recorder.unknown.size === unknownBefore) fail(recorder, '42P17');
  for (const column of columns)
    if (column !== '')
      expect(context, relation.columns.has(column) || isSystemColumn(column), relation, '42703');
  return recorder.failsWith !== null;
}

const isSystemColumn = (name: string): boolean => /^(?:ctid|xmin|xmax|cmin|cmax|tableoid)$/.test(name);

/** CREATE FUNCTION: PostgreSQL analyses an SQL body when the function is created. */
export function createFunction(context: Context, statement: Fields<'CreateFunctionStmt'>): void {
  const routine = routineFrom(statement);
  if (routine.language !== 'sql' || context.catalog.settings.get('check_function_bodies') === 'off') return;
  for (const body of routineBody(routine).statements) analyse(context, body);
}

/** CREATE SEQUENCE … OWNED BY and ALTER SEQUENCE … OWNED BY lock the owning table. */
export function ownedBy(context: Context, options: unknown): void {
  const names = namesOf(as(optionsOf(options).get('owned_by'), 'List')?.['items']);
  if (names.length < 2) return;
  const table = relationOf(context, nameOf(names.slice(0, -1)));
  if (table) lock(context.recorder, table, 'AccessShareLock');
}
