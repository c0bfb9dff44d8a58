import { as, type Fields, fieldNode, listOf, namesOf, textOf } from '../sql/node.ts';
import { addIndex } from './add-index.ts';
import {
  type Catalog,
  type Column,
  type Constraint,
  creationSchema,
  family,
  keyOf,
  lookup,
  nameOf,
  newRelation,
  type Relation,
  rangeName,
  typeRef,
} from './catalog.ts';
import { chosenName, freeName, isTakenIn } from './chosen-name.ts';
import { columnConstraints, constraintFrom, kindOf } from './constraint-from.ts';
import { isPlain } from './key-columns.ts';
import { replayLike } from './like.ts';
import { own } from './owned-sequences.ts';
import { columnsIn } from './references.ts';
import { isSerial, serialType } from './serial.ts';

/** CREATE TABLE, and what the parser writes alike: composite types and foreign tables. */
export function replayCreateTable(
  catalog: Catalog,
  statement: Fields<'CreateStmt'>,
  kind: Relation['kind'],
): void {
  const variable = fieldNode(statement['relation']);
  const temporary = variable['relpersistence'] === 't';
  const schema = temporary ? 'pg_temp' : textOf(variable['schemaname']) || creationSchema(catalog);
  const strategy = as(statement['partspec'], 'PartitionSpec') ?? fieldNode(statement['partspec']);
  const isPartitioned = strategy['strategy'] !== undefined;
  const table = newRelation(schema, textOf(variable['relname']), isPartitioned ? 'partitioned table' : kind, {
    temporary,
    unlogged: variable['relpersistence'] === 'u',
    ofType: ofType(catalog, statement['ofTypename']),
  });
  if (catalog.relations.has(keyOf(table))) return;
  catalog.relations.set(keyOf(table), table);
  if (isPartitioned) table.partitioning = partitioning(strategy);
  takeColumns(catalog, table, statement);
  for (const element of listOf(statement['tableElts'])) addElement(catalog, table, element);
}

// Copies columns from the parents, or from the composite type of CREATE TABLE … OF.
function takeColumns(catalog: Catalog, table: Relation, statement: Fields<'CreateStmt'>): void {
  const bound = statement['partbound'] ? fieldNode(statement['partbound']) : null;
  for (const item of listOf(statement['inhRelations'])) {
    const parent = lookup(catalog, rangeName(as(item, 'RangeVar') ?? {}));
    if (parent) inherit(catalog, parent, table, bound);
  }
  for (const column of catalog.relations.get(table.ofType ?? '')?.columns.values() ?? [])
    table.columns.set(column.name, { ...column });
}

const ofType = (catalog: Catalog, typeName: unknown): string | null =>
  typeName ? typeRef(catalog, typeName).name : null;

function partitioning(spec: Fields<'PartitionSpec'>): NonNullable<Relation['partitioning']> {
  const elements = listOf(spec['partParams']).map((item) => as(item, 'PartitionElem') ?? {});
  const strategy = textOf(spec['strategy']).replace('PARTITION_STRATEGY_', '').toLowerCase();
  return {
    strategy: strategy === 'list' || strategy === 'hash' ? strategy : 'range',
    keys: elements.map(({ name }) => textOf(name) || null),
    expressions: elements.flatMap(({ expr }) => (expr ? [expr] : [])),
  };
}

function addElement(catalog: Catalog, table: Relation, element: unknown): void {
  const column = as(element, 'ColumnDef');
  if (column) {
    replayAddColumn(catalog, table, column);
    return;
  }
  const constraint = as(element, 'Constraint');
  if (constraint) {
    // A new table has no rows to check, so PostgreSQL ignores NOT VALID here.
    replayAddConstraint(catalog, table, { ...constraint, skip_validation: false }, null);
    return;
  }
  const like = as(element, 'TableLikeClause');
  const source = like && lookup(catalog, rangeName(fieldNode(like['relation'])));
  if (source) replayLike(catalog, source, table, Number(like['options'] ?? 0));
}

/** Makes `child` inherit columns, checks, indexes, keys and row triggers, as far as its kind does. */
export function inherit(
  catalog: Catalog,
  parent: Relation,
  child: Relation,
  bound: Fields<'PartitionBoundSpec'> | null,
): void {
  child.parents.add(parent);
  parent.children.add(child);
  if (bound) child.bound = bound;
  for (const column of parent.columns.values()) {
    const own = child.columns.get(column.name);
    if (own) own.notNull ||= column.notNull;
    else child.columns.set(column.name, { ...column });
  }
  for (const constraint of parent.constraints.values()) handDown(catalog, child, constraint, bound !== null);
  if (!bound) return;
  for (const index of parent.indexes) inheritIndex(catalog, index, child);
  for (const trigger of parent.triggers.values())
    if (trigger.row) child.triggers.set(trigger.name, { ...trigger, inherited: true });
}

function handDown(catalog: Catalog, child: Relation, constraint: Constraint, isPartition: boolean): void {
  const { kind, references } = constraint;
  if (constraint.noInherit || (kind !== 'check' && kind !== 'not null' && !isPartition)) return;
  const same =
    kind === 'foreign key'
      ? [...child.constraints.values()].find(
          (own) =>
            own.references?.relation === references?.relation &&
            own.columns.join() === constraint.columns.join(),
        )
      : undefined;
  if (same) return;
  const name =
    kind === 'check' ? constraint.name : freeName(constraint.name, (taken) => child.constraints.has(taken));
  child.constraints.set(name, { ...constraint, name, inherited: true, index: null });
  references?.relation.referencedBy.add(child);
  for (const below of child.children) handDown(catalog, below, constraint, isPartition);
}

function inheritIndex(catalog: Catalog, parent: Relation, child: Relation, name: string | null = null): void {
  const info = parent.index;
  if (!info) return;
  const own = [...child.indexes].find(
    ({ index }) =>
      index && !index.parent && index.columns.join() === info.columns.join() && index.unique === info.unique,
  );
  if (own?.index) {
    own.index.parent = parent;
    return;
  }
  const suffix = name ?? keySuffix(parent);
  const made = addIndex(catalog, child, suffix && `${child.name}${suffix}`, {
    ...info,
    table: child,
    parent,
  });
  for (const below of child.children) inheritIndex(catalog, made, below, suffix);
}

// A partition's index that stands behind a primary key is named `…_pkey`.
const keySuffix = ({ index: info, name }: Relation): string | null =>
  [...(info?.table.constraints.values() ?? [])].some(
    ({ kind, index }) => kind === 'primary key' && index?.name === name,
  )
    ? '_pkey'
    : null;

/** ADD COLUMN on one table, with the constraints that stand at the column. */
export function replayAddColumn(catalog: Catalog, table: Relation, definition: Fields<'ColumnDef'>): void {
  const name = textOf(definition['colname']);
  const type = typeRef(catalog, definition['typeName']);
  const parts = columnConstraints(definition);
  const has = (contype: string) => parts.find((part) => part['contype'] === contype);
  const generated = has('CONSTR_GENERATED');
  const isNumbered = isSerial(type.name);
  const column: Column = {
    name,
    type: isNumbered ? { ...type, name: serialType(type.name) } : type,
    notNull:
      isNumbered ||
      has('CONSTR_NOTNULL') !== undefined ||
      has('CONSTR_IDENTITY') !== undefined ||
      has('CONSTR_PRIMARY') !== undefined,
    default: has('CONSTR_DEFAULT')?.['raw_expr'] ?? null,
    generated: generated
      ? { expression: generated['raw_expr'], stored: generated['generated_kind'] !== 'v' }
      : null,
    identity: has('CONSTR_IDENTITY') !== undefined,
    collation: namesOf(fieldNode(definition['collClause'])['collname']).at(-1) ?? null,
  };
  table.columns.set(name, column);
  if (isNumbered || column.identity) addOwnedSequence(catalog, table, name);
  for (const part of parts) if (kindOf(part)) replayAddConstraint(catalog, table, part, name);
}

/** The sequence of a serial or identity column. */
export function addOwnedSequence(catalog: Catalog, table: Relation, column: string): void {
  const name = chosenName(table.name, [column], 'seq', isTakenIn(catalog, table.schema));
  const sequence = newRelation(table.schema, name, 'sequence', {
    temporary: table.temporary,
  });
  own(catalog, table, column, sequence);
  catalog.relations.set(keyOf(sequence), sequence);
}

/** ADD CONSTRAINT, with its index, its other table and the children it reaches. */
export function replayAddConstraint(
  catalog: Catalog,
  table: Relation,
  definition: Fields<'Constraint'>,
  column: string | null,
): void {
  const kind = kindOf(definition);
  if (!kind) return;
  const target = kind === 'foreign key' ? lookup(catalog, rangeName(fieldNode(definition['pktable']))) : null;
  const made = constraintFrom(catalog, table, definition, target, column);
  if (kind === 'not null' || kind === 'primary key')
    for (const name of made.columns) requireValue(table, name, made.valid);
  const isIndexed = kind === 'primary key' || kind === 'unique' || kind === 'exclude';
  const constraint: Constraint = isIndexed
    ? { ...made, index: backingIndex(catalog, table, made, definition) }
    : made;
  // PostgreSQL 18 keeps NOT NULL as a constraint. Only one that is NOT VALID says more than the column's own flag.
  if (kind !== 'not null' || !made.valid) table.constraints.set(constraint.name, constraint);
  target?.referencedBy.add(table);
  for (const child of table.children) handDown(catalog, child, constraint, child.bound !== null);
}

function requireValue(table: Relation, name: string, valid: boolean): void {
  for (const member of family(table)) {
    const column = member.columns.get(name);
    if (column && valid) column.notNull = true;
  }
}

function backingIndex(
  catalog: Catalog,
  table: Relation,
  made: Constraint,
  definition: Fields<'Constraint'>,
): Relation {
  const existing = lookup(catalog, { schema: table.schema, name: textOf(definition['indexname']) });
  if (existing?.index) {
    catalog.relations.delete(keyOf(existing));
    if (definition['conname']) existing.name = textOf(definition['conname']);
    catalog.relations.set(keyOf(existing), existing);
    return existing;
  }
  const index = addIndex(catalog, table, made.name, {
    table,
    columns: made.columns,
    keys: made.columns.length,
    plain: made.kind !== 'exclude',
    reads: [],
    expressions: [],
    predicate: false,
    method: made.kind === 'exclude' ? 'gist' : 'btree',
    unique: made.kind !== 'exclude',
    parent: null,
    valid: true,
  });
  for (const child of table.children)
    if (child.bound) inheritIndex(catalog, index, child, made.kind === 'primary key' ? '_pkey' : null);
  return index;
}

/** CREATE INDEX, down to the partitions. */
export function replayCreateIndex(catalog: Catalog, statement: Fields<'IndexStmt'>): void {
  const variable = fieldNode(statement['relation']);
  const table = lookup(catalog, rangeName(variable));
  if (!table) return;
  const name = textOf(statement['idxname']) || null;
  if (name && lookup(catalog, nameOf([table.schema, name]))) return;
  const elements = listOf(statement['indexParams']).map((item) => as(item, 'IndexElem') ?? {});
  const expressions = elements.flatMap(({ expr }) => (expr ? [expr] : []));
  const included = listOf(statement['indexIncludingParams']).map((item) => as(item, 'IndexElem') ?? {});
  const index = addIndex(catalog, table, name, {
    table,
    columns: [...elements, ...included].map((element) => textOf(element['name'])),
    keys: elements.length,
    plain: isPlain(elements),
    reads: [...columnsIn([...expressions, statement['whereClause']])],
    expressions: [...expressions, ...(statement['whereClause'] ? [statement['whereClause']] : [])],
    predicate: statement['whereClause'] !== undefined,
    method: textOf(statement['accessMethod']),
    unique: statement['unique'] === true,
    parent: null,
    valid: true,
  });
  if (table.kind !== 'partitioned table' || variable['inh'] !== true) return;
  for (const child of table.children) inheritIndex(catalog, index, child);
}
