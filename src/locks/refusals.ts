import {
  type Catalog,
  defaultPartition,
  keyOf,
  lookup,
  nameOf,
  type Relation,
  rangeName,
} from '../replay/catalog.ts';
import { isUpdatable } from '../replay/view-columns.ts';
import {
  as,
  type ByName,
  entryOf,
  type Fields,
  fieldNode,
  itemsOf,
  listOf,
  type Node,
  type NodeName,
  namesOf,
  textOf,
} from '../sql/node.ts';
import { RELATION_KINDS } from './objects.ts';
import { isTableLike } from './relation-kinds.ts';
import { rowOf } from './subcommands/index.ts';

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
  const names = listOf(statement['targetList']).map((item) => textOf(as(item, 'ResTarget')?.name));
  return names.every((name) => relation.columns.has(name)) ? null : '42703';
}

function alterTable(catalog: Catalog, statement: Fields<'AlterTableStmt'>): string | null {
  const relation = known(catalog, statement['relation']);
  if (!relation) return null;
  const commands = listOf(statement['cmds']).map((item) => as(item, 'AlterTableCmd') ?? {});
  const added = commands.map(({ def }) => textOf(as(def, 'ColumnDef')?.['colname']));
  const only = fieldNode(statement['relation'])['inh'] !== true;
  for (const command of commands) {
    const { refused, refusesOnly } = rowOf(textOf(command['subtype']));
    const state = refused?.(catalog, relation, command, added) ?? null;
    if (state) return state;
    if (only && relation.children.size > 0 && refusesOnly?.(relation, command)) return '42P16';
  }
  return null;
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
