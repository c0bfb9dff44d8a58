import { type Catalog, type Column, lookup, rangeName, typeRef } from '../replay/catalog.ts';
import { kindOf } from '../replay/constraint-from.ts';
import { isSerial } from '../replay/serial.ts';
import {
  as,
  type Fields,
  fieldNode,
  itemsOf,
  listOf,
  literalOf,
  type Node,
  namesOf,
  optionsOf,
  type Typed,
  textOf,
  walk,
} from '../sql/node.ts';
import { narrows } from './narrowing.ts';

/** What a part of a statement says beside its kind and its names. */
export type ChangeFlag =
  /** A constraint that stands at a new column. */
  | 'at column'
  | 'autovacuum off'
  /** Whatever refers to it goes along. */
  | 'cascade'
  /** A new column whose type is a domain that has something to check. */
  | 'constrained domain'
  | 'deferrable'
  /** IF EXISTS, IF NOT EXISTS or OR REPLACE. */
  | 'if exists'
  /** A partition, a child or a copy of a type: its keys come from elsewhere. */
  | 'inherits'
  | 'narrows'
  /** An index of another kind: it takes many times as long to build. */
  | 'no B-tree'
  /** A new column of type serial, or an identity. */
  | 'numbered'
  | 'not enforced'
  /** What it asks for is there already, or is already gone. */
  | 'nothing changes'
  | 'on delete cascade'
  /** A check that one column is not null, and nothing else. */
  | 'only not null'
  /** What it gives depends on the moment. */
  | 'reads the clock'
  | 'replica identity full'
  | 'replica identity nothing'
  | 'search path'
  /** A new generated column whose values are kept. */
  | 'stored'
  | 'security definer'
  | 'superuser'
  | 'temporary'
  | 'unique'
  /** A value of an enum without BEFORE or AFTER. */
  | 'unplaced'
  /** More than three keys. */
  | 'wide';

export const when = (condition: boolean, flag: ChangeFlag): readonly ChangeFlag[] =>
  condition ? [flag] : [];

/** The flags of ALTER COLUMN … TYPE. */
export function typeFlags(
  catalog: Catalog,
  command: Fields<'AlterTableCmd'>,
  column: Column | null,
): readonly ChangeFlag[] {
  const to = typeRef(catalog, as(command['def'], 'ColumnDef')?.['typeName']);
  return when(column !== null && narrows(column.type, to), 'narrows');
}

/** The flags of ADD COLUMN. */
export function newColumnFlags(catalog: Catalog, definition: Fields<'ColumnDef'>): readonly ChangeFlag[] {
  const { name } = typeRef(catalog, definition['typeName']);
  const domain = catalog.types.get(name);
  const parts = listOf(definition['constraints']).map((item) => as(item, 'Constraint') ?? {});
  const has = (contype: string, kind?: string): boolean =>
    parts.some((part) => part['contype'] === contype && (!kind || part['generated_kind'] === kind));
  return [
    ...when(domain?.kind === 'domain' && (domain.notNull || domain.checks.size > 0), 'constrained domain'),
    ...when(isSerial(name) || has('CONSTR_IDENTITY'), 'numbered'),
    ...when(has('CONSTR_GENERATED') && !has('CONSTR_GENERATED', 'v'), 'stored'),
  ];
}

/** The flags of a constraint, be it of a table or at a column. */
export function constraintFlags(definition: Fields<'Constraint'>): readonly ChangeFlag[] {
  const isEnforceable = /^(?:check|foreign key)$/.test(kindOf(definition) ?? '');
  return [
    ...when(definition['fk_del_action'] === 'c', 'on delete cascade'),
    ...when(definition['deferrable'] === true, 'deferrable'),
    ...when(isEnforceable && definition['is_enforced'] !== true, 'not enforced'),
    ...when(as(definition['raw_expr'], 'NullTest')?.['nulltesttype'] === 'IS_NOT_NULL', 'only not null'),
    ...when(
      definition['contype'] === 'CONSTR_CHECK' && readsClock(definition['raw_expr']),
      'reads the clock',
    ),
  ];
}

const CLOCK = /^(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|random|age)$/;

function readsClock(expression: unknown): boolean {
  let reads = false;
  walk([expression], (type, fields) => {
    if (type === 'FuncCall') reads ||= isOfClock(fields);
    if (type === 'SQLValueFunction') reads ||= /DATE|TIME/.test(textOf(fields.op));
    return !reads;
  });
  return reads;
}

// age() of two moments is the same for ever.
function isOfClock({ funcname, args }: Fields<'FuncCall'>): boolean {
  const called = namesOf(funcname).at(-1) ?? '';
  return CLOCK.test(called) && (called !== 'age' || listOf(args).length === 1);
}

/** The flags of REPLICA IDENTITY. */
export function replicaFlags({ identity_type: type }: Fields<'ReplicaIdentityStmt'>): readonly ChangeFlag[] {
  return [...when(type === 'n', 'replica identity nothing'), ...when(type === 'f', 'replica identity full')];
}

/** The flags of SET (…). */
export function autovacuumFlags(command: Fields<'AlterTableCmd'>): readonly ChangeFlag[] {
  const value = literalOf(optionsOf(itemsOf(command['def'])).get('autovacuum_enabled'));
  return when(value !== null && /^(?:false|off|no|0)$/i.test(value), 'autovacuum off');
}

/** Whether a column has the type already that it is given. */
export function keepsType(
  catalog: Catalog,
  command: Fields<'AlterTableCmd'>,
  { type, collation }: Column,
): boolean {
  const definition = as(command['def'], 'ColumnDef') ?? {};
  const to = typeRef(catalog, definition['typeName']);
  const isSame =
    to.name === type.name && to.array === type.array && to.modifiers.join() === type.modifiers.join();
  return isSame && collation === null && !definition['collClause'] && !definition['raw_default'];
}

/** The flags of a statement that is no ALTER TABLE. */
export function statementFlags(catalog: Catalog, statement: Typed): readonly ChangeFlag[] {
  const [type, fields] = statement;
  const some: Node = fields;
  const isOptional = [some['if_not_exists'], some['missing_ok'], some['replace']].includes(true);
  return [
    ...when(isOptional, 'if exists'),
    ...when(some['behavior'] === 'DROP_CASCADE', 'cascade'),
    ...when(fieldNode(some['relation'])['relpersistence'] === 't', 'temporary'),
    ...when([some['inhRelations'], some['ofTypename'], some['partbound']].some(Boolean), 'inherits'),
    ...(type === 'IndexStmt' ? indexFlags(catalog, fields) : []),
    ...(type === 'CreateFunctionStmt' ? routineFlags(fields) : []),
    ...when((type === 'CreateRoleStmt' || type === 'AlterRoleStmt') && isSuperuser(fields), 'superuser'),
    ...when(type === 'AlterEnumStmt' && !fields['newValNeighbor'], 'unplaced'),
  ];
}

function indexFlags(catalog: Catalog, fields: Fields<'IndexStmt'>): readonly ChangeFlag[] {
  const table = lookup(catalog, rangeName(fieldNode(fields['relation'])));
  const name = textOf(fields['idxname']);
  const isThere = table !== null && lookup(catalog, { schema: table.schema, name })?.kind === 'index';
  return [
    ...when(fields['unique'] === true, 'unique'),
    ...when(fields['unique'] !== true && listOf(fields['indexParams']).length > 3, 'wide'),
    ...when(!['', 'btree'].includes(textOf(fields['accessMethod'])), 'no B-tree'),
    ...when(fields['if_not_exists'] === true && isThere, 'nothing changes'),
  ];
}

function routineFlags({ options }: Fields<'CreateFunctionStmt'>): readonly ChangeFlag[] {
  const set = listOf(options).map((item) => as(item, 'DefElem') ?? {});
  const isDefiner = set.some(
    ({ defname, arg }) => defname === 'security' && as(arg, 'Boolean')?.boolval === true,
  );
  const hasPath = set.some(({ arg }) => as(arg, 'VariableSetStmt')?.['name'] === 'search_path');
  return [...when(isDefiner, 'security definer'), ...when(hasPath, 'search path')];
}

function isSuperuser({ options }: Fields<'CreateRoleStmt'> | Fields<'AlterRoleStmt'>): boolean {
  return listOf(options).some((item) => {
    const { defname, arg } = as(item, 'DefElem') ?? {};
    return defname === 'superuser' && as(arg, 'Boolean')?.boolval === true;
  });
}
