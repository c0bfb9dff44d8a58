import {
  ancestors,
  type Catalog,
  type Column,
  defaultPartition,
  keyOf,
  lookup,
  nameOf,
  type Relation,
  rangeName,
} from '../replay/catalog.ts';
import { columnsIn } from '../replay/references.ts';
import { isUpdatable } from '../replay/view-columns.ts';
import {
  as,
  type ByName,
  entryOf,
  type Fields,
  fieldNode,
  fieldsOf,
  itemsOf,
  listOf,
  type Node,
  type NodeName,
  namesOf,
  type Subcommand,
  textOf,
} from '../sql/node.ts';
import { clashes } from './bound-overlap.ts';
import { constrainedColumns } from './key-refusals.ts';
import { RELATION_KINDS } from './objects.ts';

/** Statements PostgreSQL is sure to refuse, for reasons that change no lock: names that clash or are not there. */
const REFUSALS: ByName<[catalog: Catalog], string | null> = {
  AlterTableStmt: alterTable,
  CommentStmt: comment,
  CreateStmt: createTable,
  CreateTrigStmt: createTrigger,
  DeleteStmt: write,
  InsertStmt: write,
  RenameStmt: rename,
  UpdateStmt: update,
};

/** The SQLSTATE of a refusal that the catalog foretells, or `null`. */
export const refusalOf = (catalog: Catalog, type: NodeName | '', statement: Node): string | null =>
  entryOf(REFUSALS, type)?.(catalog, statement) ?? null;

const known = (catalog: Catalog, value: unknown): Relation | null => {
  const relation = lookup(catalog, rangeName(fieldNode(value)));
  return relation && !relation.assumed ? relation : null;
};

const isTableLike = ({ kind }: Relation): boolean => /table$/.test(kind);

function rename(catalog: Catalog, statement: Fields<'RenameStmt'>): string | null {
  const relation = statement['relation'] ? known(catalog, statement['relation']) : null;
  const to = textOf(statement['newname']);
  if (!relation) return null;
  if (statement['renameType'] === 'OBJECT_COLUMN') {
    if (!relation.columns.has(textOf(statement['subname'])) && isTableLike(relation)) return '42703';
    return relation.columns.has(to) ? '42701' : null;
  }
  const isWhole = RELATION_KINDS[textOf(statement['renameType'])] !== undefined;
  return isWhole && catalog.relations.has(keyOf({ schema: relation.schema, name: to })) ? '42P07' : null;
}

function comment(catalog: Catalog, statement: Fields<'CommentStmt'>): string | null {
  if (statement['objtype'] !== 'OBJECT_COLUMN') return null;
  const parts = namesOf(itemsOf(statement['object']));
  const relation = lookup(catalog, nameOf(parts.slice(0, -1)));
  const isMissing =
    relation && !relation.assumed && isTableLike(relation) && !relation.columns.has(parts.at(-1) ?? '');
  return isMissing ? '42703' : null;
}

const ROW_BEFORE_OR_AFTER = 64;

function createTrigger(catalog: Catalog, statement: Fields<'CreateTrigStmt'>): string | null {
  const relation = known(catalog, statement['relation']);
  if (relation?.triggers.has(textOf(statement['trigname'])) && !statement['replace']) return '42710';
  const isInstead = (Number(statement['timing'] ?? 0) & ROW_BEFORE_OR_AFTER) !== 0;
  if (!relation || !statement['row']) return null;
  return (relation.kind === 'view') === isInstead ? null : '42809';
}

function update(catalog: Catalog, statement: Fields<'UpdateStmt'>): string | null {
  const state = write(catalog, statement);
  if (state) return state;
  const relation = known(catalog, statement['relation']);
  if (!relation || !isTableLike(relation)) return null;
  const names = listOf(statement['targetList']).map((item) => textOf(fieldsOf(item)['name']));
  return names.every((name) => relation.columns.has(name)) ? null : '42703';
}

function alterTable(catalog: Catalog, statement: Fields<'AlterTableStmt'>): string | null {
  const relation = known(catalog, statement['relation']);
  if (!relation) return null;
  const commands = listOf(statement['cmds']).map((item) => as(item, 'AlterTableCmd') ?? {});
  const added = commands.map(({ def }) => textOf(as(def, 'ColumnDef')?.['colname']));
  const only = fieldNode(statement['relation'])['inh'] !== true;
  for (const command of commands) {
    const state =
      subcommand(catalog, relation, command, added) ?? (only ? leavesChildren(relation, command) : null);
    if (state) return state;
  }
  return null;
}

// What its children have from it must change in all of them.
function leavesChildren(relation: Relation, { subtype, name }: Fields<'AlterTableCmd'>): string | null {
  if (relation.children.size === 0) return null;
  const isNew = relation.partitioning !== null && relation.columns.get(textOf(name))?.notNull === false;
  return subtype === 'AT_AlterColumnType' || (subtype === 'AT_SetNotNull' && isNew) ? '42P16' : null;
}

function subcommand(
  catalog: Catalog,
  relation: Relation,
  command: Fields<'AlterTableCmd'>,
  added: readonly string[],
): string | null {
  const subtype = textOf(command['subtype']);
  const name = textOf(command['name']);
  const column = relation.columns.get(name);
  const state = missingPart(relation, subtype, name);
  if (state) return state;
  if (subtype === 'AT_AddInherit' || subtype === 'AT_DropInherit') return inherit(catalog, relation, command);
  if (column && identityRefused(subtype, column, command)) return '55000';
  if (subtype === 'AT_AddConstraint')
    return missingColumn(relation, as(command['def'], 'Constraint') ?? {}, added);
  if (subtype === 'AT_AttachPartition') return attach(catalog, relation, command);
  if (subtype !== 'AT_DetachPartition') return null;
  const child = lookup(catalog, rangeName(fieldNode(as(command['def'], 'PartitionCmd')?.['name'])));
  return child && !child.assumed && !relation.children.has(child) ? '42P01' : null;
}

// What a subcommand is about and the table does not have.
function missingPart(relation: Relation, subtype: Subcommand, name: string): string | null {
  if (subtype === 'AT_DropNotNull' && !relation.columns.has(name) && isTableLike(relation)) return '42703';
  if (subtype === 'AT_DropOf' && !relation.ofType) return '42809';
  const isMissing = [...relation.indexes].every((index) => index.name !== name);
  return subtype === 'AT_ClusterOn' && isMissing ? '42704' : null;
}

function identityRefused(subtype: Subcommand, column: Column, command: Fields<'AlterTableCmd'>): boolean {
  if (subtype === 'AT_AddIdentity') return column.identity || !column.notNull;
  if (subtype === 'AT_SetIdentity') return !column.identity;
  if (subtype === 'AT_DropIdentity') return !column.identity && !command['missing_ok'];
  if (subtype === 'AT_SetExpression') return !column.generated;
  return subtype === 'AT_DropExpression' && !column.generated && !command['missing_ok'];
}

function missingColumn(
  relation: Relation,
  definition: Fields<'Constraint'>,
  added: readonly string[],
): string | null {
  if (!isTableLike(relation)) return null;
  const isCheck = definition['contype'] === 'CONSTR_CHECK';
  const names = isCheck ? [...columnsIn(definition['raw_expr'])] : constrainedColumns(definition);
  const exists = (name: string): boolean =>
    relation.columns.size === 0 ||
    relation.columns.has(name) ||
    added.includes(name) ||
    name === relation.name;
  return names.every(exists) ? null : '42703';
}

function inherit(catalog: Catalog, child: Relation, command: Fields<'AlterTableCmd'>): string | null {
  const parent = lookup(catalog, rangeName(as(command['def'], 'RangeVar') ?? {}));
  if (!parent || parent.assumed) return null;
  if (child.bound || child.partitioning || parent.partitioning) return '42809';
  const isChild = child.parents.has(parent);
  if (command['subtype'] === 'AT_DropInherit') return isChild ? null : '42P01';
  if (isChild || child === parent || ancestors(parent).includes(child)) return '42P07';
  return [...parent.columns.keys()].every((name) => child.columns.has(name)) ? null : '42804';
}

// A view that joins, groups or computes can be written to only through triggers and rules of its own.
function write(
  catalog: Catalog,
  statement: Fields<'InsertStmt'> | Fields<'DeleteStmt'> | Fields<'UpdateStmt'>,
): string | null {
  const view = known(catalog, statement['relation']);
  if (view?.kind !== 'view' || view.triggers.size + view.rules.size > 0) return null;
  return isUpdatable(view) ? null : '55000';
}

function createTable(catalog: Catalog, statement: Fields<'CreateStmt'>): string | null {
  if (fieldNode(statement['partbound'])['is_default'] !== true) return null;
  const [parent] = listOf(statement['inhRelations']).map((item) => known(catalog, as(item, 'RangeVar')));
  return parent && defaultPartition(parent) ? '42P17' : null;
}

function attach(catalog: Catalog, parent: Relation, command: Fields<'AlterTableCmd'>): string | null {
  const partition = as(command['def'], 'PartitionCmd') ?? {};
  const child = lookup(catalog, rangeName(fieldNode(partition['name'])));
  if (!child || child.assumed || !isTableLike(child)) return null;
  if (child.bound || child.parents.size > 0 || (child.children.size > 0 && !child.partitioning))
    return '42809';
  const isSame = [...parent.columns.keys()].every((name) => child.columns.has(name));
  if (!isSame || child.columns.size !== parent.columns.size) return '42804';
  return clashes(parent, fieldNode(partition['bound'])) ? '42P17' : null;
}
