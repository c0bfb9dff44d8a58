import { type Catalog, lookup, nameOf, type Relation, rangeName } from '../replay/catalog.ts';
import {
  as,
  type BySubcommand,
  type Fields,
  fieldNode,
  itemsOf,
  listOf,
  type Node,
  type NodeName,
  namesOf,
  type Subcommand,
  type Typed,
  textOf,
} from '../sql/node.ts';
import { RELATION_KINDS } from './objects.ts';

const WRONG_OBJECT_TYPE = '42809';
const FEATURE_NOT_SUPPORTED = '0A000';
const INVALID_PARAMETER = '22023';
const INVALID_OBJECT_DEFINITION = '42P17';

type Kind = Relation['kind'];

const TABLES: readonly Kind[] = ['table', 'partitioned table'];
const WITH_FOREIGN: readonly Kind[] = [...TABLES, 'foreign table'];
const WITH_VIEWS: readonly Kind[] = [...WITH_FOREIGN, 'view'];
const WITH_ROWS: readonly Kind[] = [...TABLES, 'materialized view'];
const WITH_TYPES: readonly Kind[] = [...WITH_FOREIGN, 'composite type'];
const STORED: readonly Kind[] = [...WITH_ROWS, 'index'];

/** What a subcommand of ALTER TABLE may be said of, as ATPrepCmd() of tablecmds.c has it; what is not here, of anything. */
const ALLOWED: BySubcommand<readonly Kind[]> = {
  AT_AddColumn: WITH_TYPES,
  AT_DropColumn: WITH_TYPES,
  AT_AlterColumnType: WITH_TYPES,
  AT_ColumnDefault: WITH_VIEWS,
  AT_AddIdentity: WITH_VIEWS,
  AT_SetIdentity: WITH_VIEWS,
  AT_DropIdentity: WITH_VIEWS,
  AT_SetNotNull: WITH_FOREIGN,
  AT_DropNotNull: WITH_FOREIGN,
  AT_SetExpression: WITH_FOREIGN,
  AT_DropExpression: WITH_FOREIGN,
  AT_SetStatistics: [...STORED, 'foreign table'],
  AT_SetOptions: [...WITH_ROWS, 'foreign table'],
  AT_ResetOptions: [...WITH_ROWS, 'foreign table'],
  AT_SetStorage: [...WITH_ROWS, 'foreign table'],
  AT_SetCompression: WITH_ROWS,
  AT_AddConstraint: WITH_FOREIGN,
  AT_DropConstraint: WITH_FOREIGN,
  AT_ValidateConstraint: WITH_FOREIGN,
  AT_AlterConstraint: TABLES,
  AT_ClusterOn: WITH_ROWS,
  AT_DropCluster: WITH_ROWS,
  AT_SetLogged: [...TABLES, 'sequence'],
  AT_SetUnLogged: [...TABLES, 'sequence'],
  AT_SetAccessMethod: WITH_ROWS,
  AT_SetTableSpace: STORED,
  AT_AddInherit: WITH_FOREIGN,
  AT_DropInherit: WITH_FOREIGN,
  AT_AddOf: TABLES,
  AT_DropOf: TABLES,
  AT_ReplicaIdentity: WITH_ROWS,
  AT_EnableRowSecurity: TABLES,
  AT_DisableRowSecurity: TABLES,
  AT_ForceRowSecurity: TABLES,
  AT_NoForceRowSecurity: TABLES,
  AT_EnableTrigAll: WITH_FOREIGN,
  AT_DisableTrigAll: WITH_FOREIGN,
  AT_EnableTrigUser: WITH_FOREIGN,
  AT_DisableTrigUser: WITH_FOREIGN,
  AT_EnableRule: TABLES,
  AT_DisableRule: TABLES,
  AT_EnableAlwaysRule: TABLES,
  AT_EnableReplicaRule: TABLES,
  AT_AttachPartition: ['partitioned table', 'index'],
  AT_DetachPartition: ['partitioned table'],
};

/** Other statements that take one relation, the field that names it, and what it may be. */
const TAKERS: Readonly<Partial<Record<NodeName | '', readonly [field: string, kinds: readonly Kind[]]>>> = {
  ClusterStmt: ['relation', WITH_ROWS],
  CreatePolicyStmt: ['table', TABLES],
  AlterPolicyStmt: ['table', TABLES],
  DeleteStmt: ['relation', WITH_VIEWS],
  InsertStmt: ['relation', WITH_VIEWS],
  UpdateStmt: ['relation', WITH_VIEWS],
};

const known = (catalog: Catalog, value: unknown): Relation | null => {
  const relation = lookup(catalog, rangeName(as(value, 'RangeVar') ?? fieldNode(value)));
  return relation && !relation.assumed ? relation : null;
};

/** The SQLSTATE of a statement that is said of the wrong kind of relation, or `null`. It is looked at before all else. */
export function wrongKind(catalog: Catalog, [type, statement]: Typed, major: number): string | null {
  switch (type) {
    case 'AlterTableStmt':
      return alterTable(catalog, statement, major);
    case 'RefreshMatViewStmt':
      return refresh(known(catalog, statement['relation']));
    case 'DropStmt':
      return named(catalog, textOf(statement['removeType']), listOf(statement['objects']));
    case 'CommentStmt':
      return named(catalog, textOf(statement['objtype']), [statement['object']]);
    case 'LockStmt':
      return unless(listOf(statement['relations']), catalog, [...TABLES, 'view']);
    case 'CreateStmt':
      return (
        unless(listOf(statement['inhRelations']), catalog, WITH_FOREIGN) ?? references(catalog, statement)
      );
    case 'CreateStatsStmt':
      return unless(listOf(statement['relations']), catalog, [...WITH_ROWS, 'foreign table']);
    case 'MergeStmt':
      return merge(known(catalog, statement['relation']), major);
    default: {
      const [field = '', kinds = []] = TAKERS[type] ?? [];
      return field === '' ? null : unless([(statement as Node)[field]], catalog, kinds);
    }
  }
}

const unless = (values: readonly unknown[], catalog: Catalog, kinds: readonly Kind[]): string | null =>
  values.some((value) => {
    const relation = known(catalog, value);
    return relation !== null && !kinds.includes(relation.kind);
  })
    ? WRONG_OBJECT_TYPE
    : null;

function alterTable(catalog: Catalog, statement: Fields<'AlterTableStmt'>, major: number): string | null {
  const relation = known(catalog, statement['relation']);
  if (!relation) return null;
  for (const item of listOf(statement['cmds'])) {
    const state = subcommand(relation, textOf(as(item, 'AlterTableCmd')?.['subtype']), major);
    if (state) return state;
  }
  return null;
}

function subcommand(relation: Relation, subtype: Subcommand, major: number): string | null {
  // A typed table has the columns of its type, a partitioned one no storage to have options of.
  if (relation.ofType && /^AT_(?:Add|Drop)Column$|^AT_AlterColumnType$/.test(subtype))
    return WRONG_OBJECT_TYPE;
  if (relation.partitioning && subtype === 'AT_SetRelOptions')
    return major < 16 ? INVALID_PARAMETER : WRONG_OBJECT_TYPE;
  if (relation.kind === 'sequence' && major < 15 && /^AT_Set(?:Un)?Logged$/.test(subtype))
    return WRONG_OBJECT_TYPE;
  if (ALLOWED[subtype]?.includes(relation.kind) !== false) return null;
  return subtype === 'AT_AttachPartition' && major < 18 && TABLES.includes(relation.kind)
    ? INVALID_OBJECT_DEFINITION
    : WRONG_OBJECT_TYPE;
}

function refresh(relation: Relation | null): string | null {
  if (!relation || relation.kind === 'materialized view') return null;
  return relation.kind === 'view' ? WRONG_OBJECT_TYPE : FEATURE_NOT_SUPPORTED;
}

function merge(relation: Relation | null, major: number): string | null {
  if (!relation || TABLES.includes(relation.kind)) return null;
  return relation.kind === 'view' && major >= 17 ? null : FEATURE_NOT_SUPPORTED;
}

function named(catalog: Catalog, objectType: string, objects: readonly unknown[]): string | null {
  const kind = RELATION_KINDS[objectType];
  if (!kind) return null;
  const found = objects.map((item) => lookup(catalog, nameOf(namesOf(itemsOf(item)))));
  const isWrong = (relation: Relation): boolean =>
    !relation.assumed && relation.kind.replace('partitioned ', '') !== kind;
  return found.some((relation) => relation !== null && isWrong(relation)) ? WRONG_OBJECT_TYPE : null;
}

function references(catalog: Catalog, statement: Fields<'CreateStmt'>): string | null {
  const constraints = listOf(statement['tableElts']).flatMap((element): readonly unknown[] => {
    const column = as(element, 'ColumnDef');
    return column ? listOf(column.constraints) : [element];
  });
  const targets = constraints.flatMap((item) => {
    const constraint = as(item, 'Constraint');
    return constraint?.['contype'] === 'CONSTR_FOREIGN' ? [constraint['pktable']] : [];
  });
  return unless(targets, catalog, TABLES);
}
