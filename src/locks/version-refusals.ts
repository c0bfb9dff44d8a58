import { as, type Fields, listOf, type Node, type NodeName, type Tree, textOf, walk } from '../sql/node.ts';
import { rowOf } from './subcommands/index.ts';

const SYNTAX_ERROR = '42601';
const INVALID_PARAMETER = '22023';

type Newer<Of> = readonly [major: number, isUsed: (fields: Of) => boolean];

/** Newer syntax by its node, with the first major that has it. Older ones refuse it with 42601. */
const SINCE: { readonly [Name in NodeName]?: readonly Newer<Fields<Name>>[] } = {
  IndexStmt: [[15, ({ nulls_not_distinct: nulls }) => nulls === true]],
  Constraint: [
    [15, ({ nulls_not_distinct: nulls }) => nulls === true],
    [18, (fields) => fields['without_overlaps'] === true || fields['fk_with_period'] === true],
    [18, ({ generated_kind: kind }) => kind === 'v'],
  ],
  ColumnDef: [[16, ({ storage_name: storage }) => textOf(storage) !== '']],
  CreateStatsStmt: [[16, ({ defnames }) => listOf(defnames).length === 0]],
  MergeStmt: [
    [15, () => true],
    [17, ({ returningClause }) => returningClause !== undefined],
    [17, ({ mergeWhenClauses }) => listOf(mergeWhenClauses).some(isBySource)],
  ],
  JsonTable: [[17, () => true]],
  ReindexStmt: [[16, ({ kind, name }) => kind === 'REINDEX_OBJECT_DATABASE' && textOf(name) === '']],
  VacuumStmt: [[16, ({ options }) => hasOption(options, /^(?:skip|only)_database_stats$/)]],
  CopyStmt: [[17, ({ options }) => hasOption(options, /^(?:on_error|log_verbosity)$/)]],
  GrantRoleStmt: [[16, ({ opt }) => hasOption(opt, /^(?:inherit|set)$/)]],
};

const hasOption = (options: unknown, name: RegExp): boolean =>
  listOf(options).some((item) => name.test(textOf(as(item, 'DefElem')?.['defname'])));

const isBySource = (clause: unknown): boolean =>
  as(clause, 'MergeWhenClause')?.matchKind === 'MERGE_WHEN_NOT_MATCHED_BY_SOURCE';

const formsOf = (type: string, fields: Node): readonly Newer<Node>[] =>
  (type === 'AlterTableCmd'
    ? rowOf((fields as Fields<'AlterTableCmd'>).subtype ?? '').newer
    : (SINCE as Readonly<Record<string, readonly Newer<Node>[]>>)[type]) ?? [];

/** The SQLSTATE with which an older major refuses syntax that it does not know, or `null`. */
export function versionRefusal(node: Tree, major: number): string | null {
  if (major >= 18) return null;
  const view = as(node, 'ViewStmt');
  if (major < 15 && view && isInvokers(view)) return INVALID_PARAMETER;
  let isNewer = false;
  walk([node], (type, fields) => {
    isNewer ||= formsOf(type, fields).some(([since, isUsed]) => major < since && isUsed(fields));
    return !isNewer;
  });
  return isNewer ? SYNTAX_ERROR : null;
}

const isInvokers = ({ options }: Fields<'ViewStmt'>): boolean =>
  listOf(options).some((item) => as(item, 'DefElem')?.['defname'] === 'security_invoker');
