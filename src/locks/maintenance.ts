import { family, lookup, ownedSequences, type Relation, rangeName, rootsOf } from '../replay/catalog.ts';
import { keysInto } from '../replay/dependents.ts';
import { hasUniqueIndex } from '../replay/relation-facts.ts';
import { optionIsOn } from '../sql/command-tag.ts';
import { LOCK_MODES, type LockMode } from '../sql/lock.ts';
import { as, type Fields, fieldNode, listOf, textOf } from '../sql/node.ts';
import { type Context, depends, relationOf } from './context.ts';
import { fail, lock, lockAll, rewrite, scan } from './effects.ts';
import { read } from './query.ts';

const STRONG = 'AccessExclusiveLock';
const WEAK = 'ShareUpdateExclusiveLock';

const named = (context: Context, value: unknown, kind?: Relation['kind']): Relation | null => {
  const variable = as(value, 'RangeVar') ?? fieldNode(value);
  return variable['relname'] === undefined ? null : relationOf(context, rangeName(variable), kind);
};

const everyTable = ({ catalog }: Context): readonly Relation[] =>
  [...catalog.relations.values()].filter(({ kind }) =>
    /^(?:table|partitioned table|materialized view)$/.test(kind),
  );

const members = (relation: Relation, variable: Fields<'RangeVar'>): readonly Relation[] =>
  variable['inh'] === true ? family(relation) : [relation];

/** VACUUM and ANALYZE. */
export function vacuum(context: Context, statement: Fields<'VacuumStmt'>): void {
  const { recorder } = context;
  const isVacuum = statement['is_vacuumcmd'] === true;
  if (isVacuum) recorder.transactional = false;
  const items = listOf(statement['rels']).map((item) => fieldNode(as(item, 'VacuumRelation')?.['relation']));
  if (items.length === 0) for (const relation of everyTable(context)) visit(context, relation, statement);
  for (const variable of items) {
    const relation = relationOf(context, rangeName(variable));
    if (!relation || relation.kind === 'view') continue;
    const isOnly = variable['inh'] !== true;
    if (isOnly && context.major < 18) {
      fail(recorder, '42601');
      return;
    }
    visit(context, relation, statement);
    if (!isOnly || !isVacuum) below(context, relation, statement, isOnly);
  }
}

function visit(context: Context, relation: Relation, statement: Fields<'VacuumStmt'>): void {
  const { recorder } = context;
  if (statement['is_vacuumcmd'] !== true) {
    lock(recorder, relation, WEAK);
    lockAll(recorder, relation.indexes, 'AccessShareLock');
    return;
  }
  const full = optionIsOn(statement['options'], 'full');
  lock(recorder, relation, full ? STRONG : WEAK);
  if (full) rewrite(recorder, relation);
  else lockAll(recorder, relation.indexes, 'RowExclusiveLock');
}

// The children of a table. ANALYZE samples them for their parent's statistics; before 18 it analyses only partitions
// as tables of their own.
function below(context: Context, relation: Relation, statement: Fields<'VacuumStmt'>, isOnly: boolean): void {
  const { recorder, major } = context;
  const isVacuum = statement['is_vacuumcmd'] === true;
  const isPartitioned = relation.kind === 'partitioned table';
  for (const child of family(relation).slice(1)) {
    // A partitioned table has no rows of its own to sample.
    if (isOnly && child.partitioning) continue;
    if (isVacuum && !isPartitioned && major < 18) continue;
    if (isOnly || (!isPartitioned && major < 18)) lock(recorder, child, 'AccessShareLock');
    else visit(context, child, statement);
  }
}

export function cluster(context: Context, statement: Fields<'ClusterStmt'>): void {
  const { recorder, major } = context;
  const relation = named(context, statement['relation']);
  if (!relation) {
    recorder.transactional = false;
    for (const table of everyTable(context)) if (table.clusteredOn) clusterOne(context, table);
    return;
  }
  if (relation.kind === 'partitioned table') {
    if (major < 15) {
      fail(recorder, '0A000');
      return;
    }
    lock(recorder, relation, STRONG);
    recorder.transactional = false;
    for (const part of family(relation).slice(1)) clusterOne(context, part);
    return;
  }
  const isMarked = statement['indexname'] !== undefined || relation.clusteredOn !== null;
  if (!isMarked && !relation.assumed) fail(recorder, '42704');
  clusterOne(context, relation);
}

function clusterOne({ recorder }: Context, relation: Relation): void {
  lock(recorder, relation, STRONG);
  rewrite(recorder, relation);
}

export function reindex(context: Context, statement: Fields<'ReindexStmt'>): void {
  const { recorder } = context;
  const concurrent = optionIsOn(statement['params'], 'concurrently');
  const kind = textOf(statement['kind']);
  const whole = !/_(?:TABLE|INDEX)$/.test(kind);
  if (concurrent || whole) recorder.transactional = false;
  if (whole) {
    reindexMany(context, statement, concurrent);
    return;
  }
  const isIndex = kind === 'REINDEX_OBJECT_INDEX';
  const target = named(context, statement['relation'], isIndex ? 'index' : 'table');
  if (!target) return;
  const table = isIndex ? target.index?.table : target;
  if (table?.kind === 'partitioned table') {
    reindexPartitions(context, table, concurrent);
    return;
  }
  if (isIndex) lock(recorder, target, concurrent ? WEAK : STRONG);
  if (table) reindexTable(context, table, concurrent, isIndex ? target : null);
}

// Each partition is reindexed in a transaction of its own. Before that, all of them are locked in SHARE mode to list
// them.
function reindexPartitions(context: Context, table: Relation, concurrent: boolean): void {
  const { recorder } = context;
  recorder.transactional = false;
  lock(recorder, table, concurrent ? WEAK : 'ShareLock');
  for (const part of family(table).slice(1)) {
    reindexTable(context, part, concurrent, null);
    lock(recorder, part, 'ShareLock');
  }
}

function reindexMany(context: Context, statement: Fields<'ReindexStmt'>, concurrent: boolean): void {
  const schema = textOf(statement['name']);
  if (!context.catalog.described) depends(context, 'which tables there are: each is locked in turn');
  for (const table of everyTable(context)) {
    if (table.kind === 'partitioned table' || table.indexes.size === 0) continue;
    if (statement['kind'] !== 'REINDEX_OBJECT_SCHEMA' || table.schema === schema)
      reindexTable(context, table, concurrent, null);
  }
}

function reindexTable(
  { recorder }: Context,
  table: Relation,
  concurrent: boolean,
  only: Relation | null,
): void {
  const indexes = only ? [only] : [...table.indexes];
  lock(recorder, table, concurrent ? WEAK : 'ShareLock');
  lockAll(recorder, indexes, concurrent ? WEAK : STRONG);
  if (indexes.length > 0) scan(recorder, table);
  if (concurrent)
    recorder.waitsFor = `every transaction that has used ${table.schema}.${table.name}, readers included`;
}

/** REFRESH MATERIALIZED VIEW. */
export function refresh(context: Context, statement: Fields<'RefreshMatViewStmt'>): void {
  const { recorder } = context;
  const view = named(context, statement['relation'], 'materialized view');
  if (!view) return;
  if (statement['concurrent']) {
    if (statement['skipData']) fail(recorder, '42601');
    if (!hasUniqueIndex(view) && !view.assumed) {
      fail(recorder, '55000');
      return;
    }
    lock(recorder, view, 'ExclusiveLock');
    lockAll(recorder, view.indexes, 'RowExclusiveLock');
    scan(recorder, view);
  } else {
    lock(recorder, view, STRONG);
    lockAll(recorder, view.indexes, STRONG);
    if (!statement['skipData']) rewrite(recorder, view);
  }
  if (!statement['skipData']) read(context, view.query);
}

/** TRUNCATE: every named table, its children, and with CASCADE all tables that refer to them. */
export function truncate(context: Context, statement: Fields<'TruncateStmt'>): void {
  const { recorder, catalog } = context;
  const targets = new Set<Relation>();
  for (const item of listOf(statement['relations']))
    addTruncated(context, as(item, 'RangeVar') ?? {}, targets);
  for (const target of targets) {
    const referencing = rootsOf(target)
      .flatMap((root) => keysInto(root))
      .filter((other) => !targets.has(other));
    if (referencing.length > 0 && statement['behavior'] !== 'DROP_CASCADE') fail(recorder, '0A000');
    for (const member of referencing.flatMap(family)) targets.add(member);
    lockAll(recorder, [target, ...target.indexes], STRONG);
    if (statement['restart_seqs']) lockAll(recorder, ownedSequences(catalog, target), STRONG);
  }
}

function addTruncated(context: Context, variable: Fields<'RangeVar'>, targets: Set<Relation>): void {
  const relation = relationOf(context, rangeName(variable));
  if (!relation) return;
  const onlyParent = relation.kind === 'partitioned table' && variable['inh'] !== true;
  if (onlyParent || /view$/.test(relation.kind)) fail(context.recorder, '42809');
  for (const member of members(relation, variable)) targets.add(member);
}

/** LOCK TABLE, also on the relations that a view reads, and on children. */
export function lockTable(context: Context, statement: Fields<'LockStmt'>): void {
  const mode: LockMode = LOCK_MODES[Number(statement['mode']) - 1] ?? STRONG;
  for (const item of listOf(statement['relations'])) {
    const variable = as(item, 'RangeVar') ?? {};
    const relation = relationOf(context, rangeName(variable));
    if (relation) lockDown(context, relation, mode, variable['inh'] === true);
  }
}

function lockDown(context: Context, relation: Relation, mode: LockMode, inherits: boolean): void {
  lockAll(context.recorder, inherits ? family(relation) : [relation], mode);
  if (relation.kind !== 'view') return;
  for (const below of relation.reads.keys()) lockDown(context, below, mode, true);
}

export function copy(context: Context, statement: Fields<'CopyStmt'>): void {
  if (statement['query']) {
    read(context, statement['query']);
    return;
  }
  const relation =
    lookup(context.catalog, rangeName(fieldNode(statement['relation']))) ??
    named(context, statement['relation']);
  if (!relation) return;
  if (!statement['is_from']) {
    if (relation.kind === 'view') fail(context.recorder, '42809');
    lock(context.recorder, relation, 'AccessShareLock');
    scan(context.recorder, relation);
    return;
  }
  // COPY FROM inserts rows whose values are not known.
  context.run({ InsertStmt: { relation: fieldNode(statement['relation']), selectStmt: {} } });
}
