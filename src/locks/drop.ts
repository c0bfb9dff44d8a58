import { type Catalog, family, keyOf, lookup, nameOf, type Relation, typeKey } from '../replay/catalog.ts';
import { keysInto, viewsOver } from '../replay/dependents.ts';
import { as, type Fields, itemsOf, listOf, namesOf, textOf, walk } from '../sql/node.ts';
import { type Context, depends, relationOf } from './context.ts';
import { dropRelations } from './dependents.ts';
import { fail, lock, lockAll } from './effects.ts';
import { dropPart, RELATION_KINDS } from './objects.ts';

const STRONG = 'AccessExclusiveLock';

/** DROP of anything. */
export function drop(context: Context, statement: Fields<'DropStmt'>): void {
  const type = textOf(statement['removeType']);
  const cascade = statement['behavior'] === 'DROP_CASCADE';
  if (type === 'OBJECT_INDEX') {
    dropIndexes(context, statement, cascade);
    return;
  }
  const kind = RELATION_KINDS[type];
  if (kind) {
    dropRelations(context, targetsOf(context, statement, kind), cascade);
    return;
  }
  switch (type) {
    case 'OBJECT_SCHEMA':
      dropSchemas(context, statement, cascade);
      return;
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN':
      dropTypes(context, statement, cascade);
      return;
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      dropPart(context, statement, STRONG);
      return;
    case 'OBJECT_FUNCTION':
    case 'OBJECT_PROCEDURE':
    case 'OBJECT_ROUTINE':
      dropRoutines(context, statement, cascade);
      return;
    case 'OBJECT_STATISTIC_EXT':
      dropStatistics(context, statement);
      return;
    case 'OBJECT_FOREIGN_SERVER':
    case 'OBJECT_FDW':
      cascade ? dropForeign(context) : undefined;
      return;
    case 'OBJECT_EXTENSION':
      cascade ? depends(context, 'what uses the extension: CASCADE drops it') : undefined;
      return;
    default:
  }
}

function targetsOf(
  context: Context,
  statement: Fields<'DropStmt'>,
  kind: Relation['kind'],
): readonly Relation[] {
  return listOf(statement['objects']).flatMap((item) => {
    const name = nameOf(namesOf(itemsOf(item)));
    const known = lookup(context.catalog, name);
    // The base was read and does not have it: then DROP … IF EXISTS does nothing.
    if (!known && statement['missing_ok'] && context.catalog.described) return [];
    const relation = known ?? relationOf(context, name, kind);
    if (relation?.assumed)
      depends(
        context,
        `what refers to ${keyOf(relation)}: tables with foreign keys to or from it are locked as well`,
      );
    return relation ? [relation] : [];
  });
}

function dropIndexes(context: Context, statement: Fields<'DropStmt'>, cascade: boolean): void {
  const { recorder } = context;
  const concurrent = statement['concurrent'] === true;
  if (concurrent) recorder.transactional = false;
  for (const index of targetsOf(context, statement, 'index')) {
    lock(recorder, index, concurrent ? 'ShareUpdateExclusiveLock' : STRONG);
    if (index.index) dropIndex(context, index, index.index.table, concurrent, cascade);
    else depends(context, `which table ${keyOf(index)} belongs to: it is locked in the same mode`);
  }
}

function dropIndex(
  context: Context,
  index: Relation,
  table: Relation,
  concurrent: boolean,
  cascade: boolean,
): void {
  const { recorder } = context;
  const isPartitioned = table.kind === 'partitioned table';
  if (concurrent && isPartitioned) fail(recorder, '0A000');
  if (concurrent) recorder.waitsFor = `every transaction that has used ${keyOf(table)}, readers included`;
  const mode = concurrent ? 'ShareUpdateExclusiveLock' : STRONG;
  lockAll(recorder, isPartitioned ? [...family(table), ...belowIndex(table, index)] : [table], mode);
  if (isInWay(context, index, table, cascade)) fail(recorder, '2BP01');
}

const belowIndex = (table: Relation, index: Relation): readonly Relation[] =>
  family(table).flatMap((member) => [...member.indexes].filter((other) => other.index?.parent === index));

function isInWay({ recorder }: Context, index: Relation, table: Relation, cascade: boolean): boolean {
  const backs = [...table.constraints.values()].some((constraint) => constraint.index === index);
  if (backs || index.index?.parent) return true;
  const columns = [...(index.index?.columns ?? [])].sort().join();
  const referencing = keysInto(table).filter((other) =>
    [...other.constraints.values()].some(
      ({ references }) => references?.relation === table && [...references.columns].sort().join() === columns,
    ),
  );
  const needed = index.index?.unique === true && !otherUnique(table, index, columns) ? referencing : [];
  lockAll(recorder, needed, STRONG);
  return needed.length > 0 && !cascade;
}

const otherUnique = (table: Relation, index: Relation, columns: string): boolean =>
  [...table.indexes].some(
    (other) => other !== index && other.index?.unique && [...other.index.columns].sort().join() === columns,
  );

function dropSchemas(context: Context, statement: Fields<'DropStmt'>, cascade: boolean): void {
  const { catalog, recorder } = context;
  const names = listOf(statement['objects']).flatMap((item) => namesOf([item]));
  const inside = [...catalog.relations.values()].filter(({ schema }) => names.includes(schema));
  const types = [...catalog.types.keys()].some((key) => names.includes(key.split('.')[0] ?? ''));
  if ((inside.length > 0 || types) && !cascade) {
    fail(recorder, '2BP01');
    return;
  }
  dropRelations(
    context,
    inside.filter(({ kind }) => kind !== 'index'),
    true,
  );
}

function dropTypes(context: Context, statement: Fields<'DropStmt'>, cascade: boolean): void {
  for (const item of listOf(statement['objects'])) {
    const name = nameOf(namesOf(as(item, 'TypeName')?.['names']));
    const key = typeKey(context.catalog, name);
    if (!key) {
      if (cascade) depends(context, `which tables use ${name.name}: CASCADE drops their columns`);
      continue;
    }
    const users = usersOf(context.catalog, key);
    if (users.length > 0 && !cascade) {
      fail(context.recorder, '2BP01');
      return;
    }
    for (const user of users) lockAll(context.recorder, [user, ...user.readers], STRONG);
  }
}

const usersOf = (catalog: Catalog, key: string): readonly Relation[] =>
  [...catalog.relations.values()].filter(
    ({ columns, ofType, kind }) =>
      kind !== 'composite type' &&
      (ofType === key || [...columns.values()].some((column) => column.type.name === key)),
  );

function dropRoutines(context: Context, statement: Fields<'DropStmt'>, cascade: boolean): void {
  const { catalog, recorder } = context;
  for (const item of listOf(statement['objects'])) {
    const parts = namesOf(as(item, 'ObjectWithArgs')?.['objname']);
    const users = [...catalog.relations.values()].filter((relation) => callsIn(relation, parts));
    if (users.length > 0 && !cascade) {
      fail(recorder, '2BP01');
      return;
    }
    for (const user of users) lockAll(recorder, [user, ...besides(user)], STRONG);
  }
}

// What is locked along with a dropped user of the function: an index's table, the views over a view.
function besides(user: Relation): readonly Relation[] {
  if (user.index) return [user.index.table];
  return user.query ? viewsOver(user, null) : [];
}

// Whether a relation uses a function: in triggers and in expressions that PostgreSQL stores as trees. The body of a
// function is stored as text, so a call in it is no dependency.
function callsIn(relation: Relation, parts: readonly string[]): boolean {
  const isMeant = (name: string): boolean => isSameRoutine(name.split('.'), parts);
  if ([...relation.triggers.values()].some(({ function: name }) => isMeant(name))) return true;
  let found = false;
  walk(expressionsOf(relation), (type, fields) => {
    found ||= type === 'FuncCall' && isMeant(namesOf(fields.funcname).join('.'));
    return !found;
  });
  return found;
}

// A name without a schema matches the name in any schema: it is better to report a dependency too often than to miss
// one.
const isSameRoutine = (one: readonly string[], other: readonly string[]): boolean =>
  one.at(-1) === other.at(-1) && (one.length < 2 || other.length < 2 || one.at(-2) === other.at(-2));

const expressionsOf = (relation: Relation): readonly unknown[] => [
  relation.query,
  relation.index?.expressions,
  ...[...relation.columns.values()].flatMap((column) => [column.default, column.generated?.expression]),
  ...[...relation.constraints.values()].map(({ expression }) => expression),
  ...[...relation.policies.values()].flatMap(({ expressions }) => expressions),
  ...[...relation.rules.values()].map(({ actions }) => actions),
];

function dropStatistics({ catalog, recorder }: Context, statement: Fields<'DropStmt'>): void {
  for (const item of listOf(statement['objects'])) {
    const name = namesOf(itemsOf(item)).at(-1) ?? '';
    for (const relation of catalog.relations.values())
      if (relation.statistics.has(name)) lock(recorder, relation, 'ShareUpdateExclusiveLock');
  }
}

function dropForeign(context: Context): void {
  dropRelations(
    context,
    [...context.catalog.relations.values()].filter(({ kind }) => kind === 'foreign table'),
    true,
  );
}
