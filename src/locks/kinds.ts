import { type Catalog, lookup, nameOf, type Relation, rangeName } from '../replay/catalog.ts';
import {
  as,
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
import {
  FEATURE_NOT_SUPPORTED,
  type Kind,
  TABLES,
  WITH_FOREIGN,
  WITH_ROWS,
  WITH_VIEWS,
  WRONG_OBJECT_TYPE,
} from './relation-kinds.ts';
import { rowOf } from './subcommands/index.ts';
import { UNCHECKED } from './subcommands/row.ts';

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
  const { of, refusedKind } = rowOf(subtype);
  const state = refusedKind?.(relation, major) ?? null;
  return state ?? (of === UNCHECKED || of.includes(relation.kind) ? null : WRONG_OBJECT_TYPE);
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
