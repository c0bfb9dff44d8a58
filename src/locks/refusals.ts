import { as, fieldNode, fieldsOf, itemsOf, listOf, type Node, namesOf, textOf } from '../sql/node.ts';
import { type Catalog, type Column, keyOf, lookup, nameOf, type Relation, rangeName } from './catalog.ts';
import { RELATION_KINDS } from './objects.ts';
import { columnsIn } from './references.ts';

type Refuse = (catalog: Catalog, statement: Node) => string | null;

/** Statements PostgreSQL is sure to refuse, for reasons that change no lock: names that clash or are not there. */
const REFUSALS: Readonly<Record<string, Refuse>> = {
  AlterTableStmt: alterTable,
  CommentStmt: comment,
  CreateTrigStmt: createTrigger,
  RenameStmt: rename,
  UpdateStmt: update,
};

/** The SQLSTATE of a refusal that the catalog foretells, or `null`. */
export const refusalOf = (catalog: Catalog, type: string, statement: Node): string | null =>
  REFUSALS[type]?.(catalog, statement) ?? null;

const known = (catalog: Catalog, value: unknown): Relation | null => {
  const relation = lookup(catalog, rangeName(fieldNode(value)));
  return relation && !relation.assumed ? relation : null;
};

const isTableLike = ({ kind }: Relation): boolean => /table$/.test(kind);

function rename(catalog: Catalog, statement: Node): string | null {
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

function comment(catalog: Catalog, statement: Node): string | null {
  if (statement['objtype'] !== 'OBJECT_COLUMN') return null;
  const parts = namesOf(itemsOf(statement['object']));
  const relation = lookup(catalog, nameOf(parts.slice(0, -1)));
  const isMissing =
    relation && !relation.assumed && isTableLike(relation) && !relation.columns.has(parts.at(-1) ?? '');
  return isMissing ? '42703' : null;
}

const ROW_BEFORE_OR_AFTER = 64;

function createTrigger(catalog: Catalog, statement: Node): string | null {
  const relation = known(catalog, statement['relation']);
  if (relation?.triggers.has(textOf(statement['trigname'])) && !statement['replace']) return '42710';
  const isInstead = (Number(statement['timing'] ?? 0) & ROW_BEFORE_OR_AFTER) !== 0;
  if (!relation || !statement['row']) return null;
  return (relation.kind === 'view') === isInstead ? null : '42809';
}

function update(catalog: Catalog, statement: Node): string | null {
  const relation = known(catalog, statement['relation']);
  if (!relation || !isTableLike(relation)) return null;
  const names = listOf(statement['targetList']).map((item) => textOf(fieldsOf(item)['name']));
  return names.every((name) => relation.columns.has(name)) ? null : '42703';
}

function alterTable(catalog: Catalog, statement: Node): string | null {
  const relation = known(catalog, statement['relation']);
  if (!relation) return null;
  const commands = listOf(statement['cmds']).map((item) => as(item, 'AlterTableCmd') ?? {});
  const added = commands.map(({ def }) => textOf(as(def, 'ColumnDef')?.['colname']));
  for (const command of commands) {
    const state = subcommand(catalog, relation, command, added);
    if (state) return state;
  }
  return null;
}

function subcommand(
  catalog: Catalog,
  relation: Relation,
  command: Node,
  added: readonly string[],
): string | null {
  const subtype = textOf(command['subtype']);
  const column = relation.columns.get(textOf(command['name']));
  if (column && identityRefused(subtype, column, command)) return '55000';
  if (subtype === 'AT_AddConstraint')
    return missingColumn(relation, as(command['def'], 'Constraint') ?? {}, added);
  if (subtype === 'AT_AttachPartition') return attach(catalog, relation, command);
  if (subtype !== 'AT_DetachPartition') return null;
  const child = lookup(catalog, rangeName(fieldNode(as(command['def'], 'PartitionCmd')?.['name'])));
  return child && !child.assumed && !relation.children.has(child) ? '42P01' : null;
}

function identityRefused(subtype: string, column: Column, command: Node): boolean {
  if (subtype === 'AT_AddIdentity') return column.identity || !column.notNull;
  if (subtype === 'AT_SetIdentity') return !column.identity;
  if (subtype === 'AT_DropIdentity') return !column.identity && !command['missing_ok'];
  return subtype === 'AT_DropExpression' && !column.generated && !command['missing_ok'];
}

function missingColumn(relation: Relation, definition: Node, added: readonly string[]): string | null {
  if (definition['contype'] !== 'CONSTR_CHECK' || !isTableLike(relation)) return null;
  const names = [...columnsIn(definition['raw_expr'])];
  const exists = (name: string): boolean =>
    relation.columns.has(name) || added.includes(name) || name === relation.name;
  return names.every(exists) ? null : '42703';
}

function attach(catalog: Catalog, parent: Relation, command: Node): string | null {
  const child = lookup(catalog, rangeName(fieldNode(as(command['def'], 'PartitionCmd')?.['name'])));
  if (!child || child.assumed || !isTableLike(child)) return null;
  if (child.bound) return '42809';
  const isSame = [...parent.columns.keys()].every((name) => child.columns.has(name));
  return isSame && child.columns.size === parent.columns.size ? null : '42804';
}
