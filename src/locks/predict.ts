import type { Catalog, Relation } from '../replay/catalog.ts';
import { rangeName } from '../replay/catalog.ts';
import { blockBody } from '../replay/routine-body.ts';
import { commandTag, optionIsOn } from '../sql/command-tag.ts';
import {
  type ByName,
  entryOf,
  type Fields,
  fieldNode,
  fieldsOf,
  isNode,
  listOf,
  literalOf,
  namesOf,
  optionsOf,
  type Tree,
  textOf,
  typed,
  typeOf,
} from '../sql/node.ts';
import { alterTable } from './alter-table.ts';
import { type Context, hides, relationOf } from './context.ts';
import { createAs, createFunction, createIndex, createTable, createView, ownedBy } from './create.ts';
import { drop } from './drop.ts';
import { type Effects, effectsOf, lock, merge, newRecorder } from './effects.ts';
import { wrongKind } from './kinds.ts';
import { cluster, copy, lockTable, refresh, reindex, truncate, vacuum } from './maintenance.ts';
import { insert, merge as mergeInto, remove, update } from './modify.ts';
import {
  alterDomain,
  comment,
  createRule,
  createStatistics,
  createTrigger,
  dependsOn,
  grant,
  ownedByRoles,
  policy,
  publication,
  rename,
  setSchema,
} from './objects.ts';
import { readsOfPolicies } from './policies.ts';
import { read, runRoutine } from './query.ts';
import { refusalOf } from './refusals.ts';
import { versionRefusal } from './version-refusals.ts';

type Predict = (context: Context) => void;

const nothing: Predict = () => undefined;
const outsideTransactions: Predict = ({ recorder }) => {
  recorder.transactional = false;
};

const PREDICTIONS: ByName<[context: Context], void> = {
  AlterDomainStmt: alterDomain,
  AlterObjectDependsStmt: dependsOn,
  AlterObjectSchemaStmt: setSchema,
  AlterPolicyStmt: policy,
  AlterPublicationStmt: publication,
  AlterSeqStmt: alterSequence,
  AlterSystemStmt: outsideTransactions,
  AlterTableStmt: alterTable,
  CallStmt: (context, { funccall }) => runRoutine(context, namesOf(fieldNode(funccall)['funcname'])),
  ClusterStmt: cluster,
  CommentStmt: comment,
  CompositeTypeStmt: nothing,
  CopyStmt: copy,
  CreateForeignTableStmt: (context, { base }) => createTable(context, fieldNode(base)),
  CreateFunctionStmt: createFunction,
  CreatePolicyStmt: policy,
  CreatePublicationStmt: publication,
  CreateSchemaStmt: (context, { schemaElts }) => runAll(context, listOf(schemaElts)),
  CreateSeqStmt: (context, { options }) => ownedBy(context, options),
  CreateStatsStmt: createStatistics,
  CreateStmt: createTable,
  CreateSubscriptionStmt: createSubscription,
  CreateTableAsStmt: createAs,
  CreateTableSpaceStmt: outsideTransactions,
  CreateTrigStmt: createTrigger,
  CreatedbStmt: outsideTransactions,
  DeclareCursorStmt: (context, { query }) => read(context, query, PLANNED),
  DeleteStmt: remove,
  DiscardStmt: (context, { target }) => (target === 'DISCARD_ALL' ? outsideTransactions(context) : undefined),
  DoStmt: doBlock,
  DropOwnedStmt: ownedByRoles,
  DropStmt: drop,
  DropTableSpaceStmt: outsideTransactions,
  DropdbStmt: outsideTransactions,
  ExecuteStmt: execute,
  ExplainStmt: explain,
  GrantStmt: grant,
  IndexStmt: createIndex,
  InsertStmt: insert,
  LockStmt: lockTable,
  MergeStmt: mergeInto,
  PrepareStmt: (context, { query }) => read(context, query, { ...PLANNED, analysed: 'views' }),
  ReassignOwnedStmt: ownedByRoles,
  RefreshMatViewStmt: refresh,
  ReindexStmt: reindex,
  RenameStmt: rename,
  RuleStmt: createRule,
  SecLabelStmt: comment,
  SelectStmt: select,
  TruncateStmt: truncate,
  UpdateStmt: update,
  VacuumStmt: vacuum,
  ViewStmt: createView,
};

const PLANNED = { runs: false, mode: 'AccessShareLock', hidden: null } as const;

/** Statements that lock no relation that anybody could wait for, whatever the catalog holds. */
const HARMLESS =
  /^(?:Alter(?:Collation|DatabaseSet|Database|DefaultPrivileges|Enum|EventTrig|ExtensionContents|Extension|Fdw|ForeignServer|Function|Op|Operator|OpFamily|Owner|RoleSet|Role|Stats|TSConfiguration|TSDictionary|Type|UserMapping|Subscription|TableMoveAll)|CheckPoint|ClosePortal|ConstraintsSet|Create(?:Am|Cast|Conversion|Domain|Enum|EventTrig|Extension|Fdw|ForeignServer|OpClass|OpFamily|PLang|Range|Role|Transform|UserMapping)|Deallocate|Define|DropRole|DropSubscription|DropUserMapping|Fetch|GrantRole|Listen|Load|Notify|Transaction|Unlisten|VariableSet|VariableShow)Stmt$/;

/**
 * What one statement locks, rewrites and scans, in a database that `catalog` describes and on a server of this major
 * version.
 *
 * @param assumed Relations that were used before but that nothing created. Share one map within a script.
 */
export function predict(
  node: Tree,
  catalog: Catalog,
  major: number,
  assumed: Map<string, Relation> = new Map(),
): Effects {
  const recorder = newRecorder(major);
  const visiting = new Set<unknown>();
  const context: Context = {
    catalog,
    recorder,
    major,
    visiting,
    done: new Set(),
    readings: new Map(),
    volatile: new Map(),
    isCall: isCall(node),
    assumed,
    run: (statement) => runNested(context, statement),
  };
  recorder.failsWith = versionRefusal(node, major) ?? wrongKind(catalog, typed(node), major);
  run(context, node);
  readsOfPolicies(context, node);
  recorder.failsWith ??= refusalOf(catalog, typeOf(node), fieldsOf(node));
  return effectsOf(recorder, commandTag(node));
}

const isCall = (node: Tree): boolean => {
  const [type, fields] = typed(node);
  return type === 'CallStmt' || (type === 'SelectStmt' && !fields.fromClause);
};

// A statement that is run by another one, by a trigger or in a block. It isn't known whether it is reached, and what
// the catalog holds by then. If it would fail now, it is either not reached, or rolled back with its locks: its
// effects are left out.
function runNested(context: Context, node: Tree): void {
  const inner = newRecorder(context.major);
  run({ ...context, recorder: inner, isCall: isCall(node) }, node);
  if (inner.failsWith === null) merge(context.recorder, inner);
}

function run(context: Context, node: Tree): void {
  const type = typeOf(node);
  const prediction = entryOf(PREDICTIONS, type);
  if (prediction) prediction(context, fieldsOf(node));
  else if (!HARMLESS.test(type)) hides(context, `what ${commandTag(node)} does: its locks are not known`);
}

function runAll(context: Context, statements: readonly unknown[]): void {
  for (const statement of statements) if (isNode(statement)) context.run(statement);
}

function select(context: Context, statement: Fields<'SelectStmt'>): void {
  if (statement['intoClause']) read(context, { SelectStmt: { ...statement, intoClause: undefined } });
  else read(context, { SelectStmt: statement });
}

function explain(context: Context, { query, options }: Fields<'ExplainStmt'>): void {
  const runs = optionIsOn(options, 'analyze');
  if (typeOf(query) === 'SelectStmt') {
    read(context, query, { ...PLANNED, runs });
    return;
  }
  const before = new Set(context.recorder.scans);
  if (isNode(query)) context.run(query);
  if (runs) return;
  for (const relation of context.recorder.scans)
    if (!before.has(relation)) context.recorder.scans.delete(relation);
}

function execute(context: Context, { name }: Fields<'ExecuteStmt'>): void {
  const prepared = context.catalog.prepared.get(textOf(name));
  if (prepared) context.run(prepared);
  else hides(context, `what the prepared statement ${textOf(name)} is`);
}

function doBlock(context: Context, statement: Fields<'DoStmt'>): void {
  const body = blockBody(statement);
  if (!body) {
    const language = literalOf(optionsOf(statement['args']).get('language'));
    hides(context, `what a block of ${language ?? 'PL/pgSQL'} runs`);
    return;
  }
  if (body.opaque) hides(context, 'dynamic SQL that the block puts together while it runs');
  runAll(context, body.statements);
}

function alterSequence(context: Context, statement: Fields<'AlterSeqStmt'>): void {
  const name = rangeName(fieldNode(statement['sequence']));
  const sequence = relationOf(context, name, 'sequence');
  if (sequence) lock(context.recorder, sequence, 'ShareRowExclusiveLock');
  ownedBy(context, statement['options']);
}

function createSubscription(context: Context, { options }: Fields<'CreateSubscriptionStmt'>): void {
  const creates = !optionsOf(options).has('create_slot') || optionIsOn(options, 'create_slot');
  const connects = !optionsOf(options).has('connect') || optionIsOn(options, 'connect');
  if (creates && connects) context.recorder.transactional = false;
}
