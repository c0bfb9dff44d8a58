import { family, foreignKeys, lookup, ownedSequences, type Relation, rangeName } from '../replay/catalog.ts';
import type { LockMode } from '../sql/lock.ts';
import {
  as,
  type BySubcommand,
  type Fields,
  fieldNode,
  fieldsOf,
  itemsOf,
  listOf,
  textOf,
} from '../sql/node.ts';
import { addColumn, dropColumn, setExpression, setNotNull } from './alter-column.ts';
import { alterColumnType } from './alter-type.ts';
import {
  addConstraint,
  alterConstraint,
  dropConstraint,
  isForeignKey,
  validateConstraint,
} from './constraints.ts';
import { type Command, type Context, expect, relationOf } from './context.ts';
import { fail, isAtLeast, lock, lockAll, rewrite } from './effects.ts';
import { attach, attachIndex, detach, finalizeDetach } from './partitions.ts';

/** What one subcommand of ALTER TABLE needs. `on` is called for every table it reaches, the named one first. */
interface Action {
  readonly mode: LockMode | ((command: Command, relation: Relation) => LockMode);
  readonly recurses?: boolean | ((context: Context, command: Command, relation: Relation) => boolean);
  readonly on?: (context: Context, relation: Relation, command: Command, named: Relation) => void;
  readonly since?: number;
}

const STRONG: LockMode = 'AccessExclusiveLock';
const ofPartitions = (_: Context, __: Command, relation: Relation): boolean =>
  relation.kind === 'partitioned table';

const ONE_TRIGGER: Action = { mode: 'ShareRowExclusiveLock', recurses: ofPartitions, on: namedTrigger };
const TRIGGERS: Action = { mode: 'ShareRowExclusiveLock', recurses: reachesTriggers(true) };
const USER_TRIGGERS: Action = { mode: 'ShareRowExclusiveLock', recurses: reachesTriggers(false) };
const NO_DETAILS: Action = { mode: STRONG };
const PLAIN_RECURSING: Action = { mode: STRONG, recurses: true };
const WEAK: Action = { mode: 'ShareUpdateExclusiveLock' };

/** By subtype, as AlterTableGetLockLevel() and ATPrepCmd() of tablecmds.c decide; what is not here is NO_DETAILS. */
const ACTIONS: BySubcommand<Action> = {
  AT_AddColumn: { mode: STRONG, recurses: addsColumn, on: addColumn },
  AT_DropColumn: { mode: STRONG, recurses: dropsColumn, on: dropColumn },
  AT_AlterColumnType: { mode: STRONG, recurses: true, on: alterColumnType },
  AT_ColumnDefault: PLAIN_RECURSING,
  AT_SetNotNull: { mode: STRONG, recurses: setsNotNull, on: setNotNull },
  AT_DropNotNull: { mode: STRONG, recurses: dropsNotNull, on: dropNotNull },
  AT_SetStorage: PLAIN_RECURSING,
  AT_DropExpression: PLAIN_RECURSING,
  AT_SetExpression: { mode: STRONG, recurses: true, on: setExpression, since: 17 },
  AT_SetStatistics: { mode: 'ShareUpdateExclusiveLock', recurses: true },
  AT_SetOptions: WEAK,
  AT_ResetOptions: WEAK,
  AT_SetIdentity: { mode: STRONG, on: identitySequence('ShareRowExclusiveLock') },
  AT_DropIdentity: { mode: STRONG, on: identitySequence(STRONG) },
  AT_AddConstraint: {
    mode: ({ def }) => (isForeignKey(def) ? 'ShareRowExclusiveLock' : STRONG),
    recurses: () => true,
    on: addConstraint,
  },
  AT_DropConstraint: { mode: STRONG, recurses: true, on: dropConstraint },
  AT_AlterConstraint: { mode: STRONG, on: alterConstraint },
  AT_ValidateConstraint: { mode: 'ShareUpdateExclusiveLock', on: validateConstraint },
  AT_AttachPartition: { mode: 'ShareUpdateExclusiveLock', on: attachEither },
  AT_DetachPartition: { mode: detachMode, on: detach },
  AT_DetachPartitionFinalize: { mode: 'ShareUpdateExclusiveLock', on: finalizeDetach },
  AT_ClusterOn: { mode: 'ShareUpdateExclusiveLock', on: namedIndex('ShareUpdateExclusiveLock') },
  AT_DropCluster: WEAK,
  AT_ReplicaIdentity: { mode: STRONG, on: replicaIdentity },
  AT_SetRelOptions: { mode: optionsMode },
  AT_ResetRelOptions: { mode: optionsMode },
  AT_EnableTrig: ONE_TRIGGER,
  AT_EnableAlwaysTrig: ONE_TRIGGER,
  AT_EnableReplicaTrig: ONE_TRIGGER,
  AT_DisableTrig: ONE_TRIGGER,
  AT_EnableTrigAll: TRIGGERS,
  AT_DisableTrigAll: TRIGGERS,
  AT_EnableTrigUser: USER_TRIGGERS,
  AT_DisableTrigUser: USER_TRIGGERS,
  AT_ChangeOwner: { mode: STRONG, on: changeOwner },
  AT_SetLogged: { mode: STRONG, on: (context, relation) => setPersistence(context, relation, false) },
  AT_SetUnLogged: { mode: STRONG, on: (context, relation) => setPersistence(context, relation, true) },
  AT_SetAccessMethod: { mode: STRONG, on: setAccessMethod, since: 15 },
  AT_SetTableSpace: { mode: STRONG, on: setTablespace },
  AT_AddInherit: { mode: STRONG, on: parent('ShareUpdateExclusiveLock') },
  AT_DropInherit: { mode: STRONG, on: parent('AccessShareLock') },
};

// A change that is there already reaches no child.
function addsColumn(_: Context, { def, missing_ok: allowed }: Command, relation: Relation): boolean {
  return !allowed || !relation.columns.has(textOf(as(def, 'ColumnDef')?.['colname']));
}

function dropsColumn(_: Context, { name }: Command, relation: Relation): boolean {
  return relation.assumed || relation.columns.has(textOf(name));
}

function setsNotNull({ major }: Context, { name }: Command, relation: Relation): boolean {
  const isSet = relation.columns.get(textOf(name))?.notNull === true;
  return !isSet || (major < 18 && !relation.partitioning);
}

function dropsNotNull({ major }: Context, { name }: Command, relation: Relation): boolean {
  return major < 18 || relation.columns.get(textOf(name))?.notNull !== false;
}

// Partitions have the row triggers of their parent; those of foreign keys are the system's, one to each from 15 on.
function reachesTriggers(all: boolean) {
  return ({ major }: Context, _: Command, relation: Relation): boolean => {
    if (relation.kind !== 'partitioned table') return false;
    const keys = all && major >= 15 && (foreignKeys(relation).length > 0 || relation.referencedBy.size > 0);
    return keys || relation.assumed || [...relation.triggers.values()].some(({ row }) => row);
  };
}

/** ALTER TABLE, and ALTER INDEX, VIEW, SEQUENCE, TYPE … where they take the same subcommands. */
export function alterTable(context: Context, statement: Fields<'AlterTableStmt'>): void {
  const name = rangeName(fieldNode(statement['relation']));
  const known = lookup(context.catalog, name);
  if (!known && statement['missing_ok'] && context.catalog.described) return;
  const relation = known ?? relationOf(context, name, kindOf(textOf(statement['objtype'])));
  if (!relation) return;
  const commands = listOf(statement['cmds']).map((command) => as(command, 'AlterTableCmd') ?? {});
  const mode = commands.map((command) => modeOf(command, relation)).reduce(stronger);
  lock(context.recorder, relation, mode);
  const inherits = fieldNode(statement['relation'])['inh'] === true;
  // Whatever is dropped goes first, wherever it stands: DROP CONSTRAINT a, ADD CONSTRAINT a is one replacement.
  const dropped = commands
    .filter(({ subtype }) => /^AT_Drop/.test(textOf(subtype)))
    .map(({ name }) => textOf(name));
  const added = commands
    .filter(({ subtype }) => subtype === 'AT_AddColumn')
    .map(({ def }) => textOf(as(def, 'ColumnDef')?.['colname']));
  for (const command of commands) apply(context, relation, { ...command, dropped, added }, inherits, mode);
}

const stronger = (a: LockMode, b: LockMode): LockMode => (isAtLeast(a, b) ? a : b);
const actionOf = (command: Command): Action => ACTIONS[textOf(command['subtype'])] ?? NO_DETAILS;

function modeOf(command: Command, relation: Relation): LockMode {
  const { mode } = actionOf(command);
  return typeof mode === 'function' ? mode(command, relation) : mode;
}

// Children are locked in the mode of the whole statement, not in that of the one subcommand that reaches them.
function apply(
  context: Context,
  relation: Relation,
  command: Command,
  inherits: boolean,
  mode: LockMode,
): void {
  const action = actionOf(command);
  if (action.since !== undefined && context.major < action.since) {
    fail(context.recorder, '42601');
    return;
  }
  const recurses =
    typeof action.recurses === 'function'
      ? action.recurses(context, command, relation)
      : action.recurses === true;
  // Constraints decide for themselves which children they reach.
  const byItself = command['subtype'] === 'AT_AddConstraint' || command['subtype'] === 'AT_DropConstraint';
  const reached =
    recurses && !byItself && (inherits || isDropColumn(command)) ? family(relation) : [relation];
  lockAll(context.recorder, reached, mode);
  const withScope: Command = inherits ? command : { ...command, only: true };
  for (const member of reached) action.on?.(context, member, withScope, relation);
}

const isDropColumn = (command: Command): boolean => command['subtype'] === 'AT_DropColumn';

function kindOf(objectType: string): Relation['kind'] {
  const kinds: Readonly<Record<string, Relation['kind']>> = {
    OBJECT_INDEX: 'index',
    OBJECT_VIEW: 'view',
    OBJECT_MATVIEW: 'materialized view',
    OBJECT_SEQUENCE: 'sequence',
    OBJECT_FOREIGN_TABLE: 'foreign table',
    OBJECT_TYPE: 'composite type',
  };
  return kinds[objectType] ?? 'table';
}

// reloptions.c: these change how others read or write the relation.
const STRONG_OPTIONS =
  /^(?:user_catalog_table|security_barrier|security_invoker|check_option|fastupdate|gin_pending_list_limit|buffering|pages_per_range|autosummarize)$/;

function optionsMode(command: Command): LockMode {
  const names = itemsOf(command['def']).map((item) => textOf(fieldsOf(item)['defname']));
  return names.some((name) => STRONG_OPTIONS.test(name)) ? STRONG : 'ShareUpdateExclusiveLock';
}

function detachMode(command: Command): LockMode {
  return as(command['def'], 'PartitionCmd')?.['concurrent'] ? 'ShareUpdateExclusiveLock' : STRONG;
}

function attachEither(context: Context, relation: Relation, command: Command): void {
  if (relation.kind === 'index') attachIndex(context, relation, command);
  else attach(context, relation, command);
}

function dropNotNull(context: Context, relation: Relation, command: Command, named: Relation): void {
  const name = textOf(command['name']);
  const isKey = [...relation.constraints.values()].some(
    ({ kind, columns }) => kind === 'primary key' && columns.includes(name),
  );
  if (isKey) fail(context.recorder, '42P16');
  const required = [...relation.parents].some((parent) => parent.columns.get(name)?.notNull);
  if (relation === named && relation.bound && required) fail(context.recorder, '42P16');
}

function namedTrigger(context: Context, relation: Relation, command: Command, named: Relation): void {
  if (relation === named) expect(context, relation.triggers.has(textOf(command['name'])), relation, '42704');
}

function identitySequence(mode: LockMode) {
  return ({ catalog, recorder }: Context, relation: Relation, command: Command): void => {
    for (const sequence of ownedSequences(catalog, relation))
      if (sequence.ownedBy?.column === command['name']) lock(recorder, sequence, mode);
  };
}

function namedIndex(mode: LockMode) {
  return (context: Context, relation: Relation, command: Command): void => {
    if (relation.kind === 'partitioned table') {
      fail(context.recorder, '0A000');
      return;
    }
    const index = lookup(context.catalog, { schema: relation.schema, name: textOf(command['name']) });
    if (index) lock(context.recorder, index, mode);
  };
}

function replicaIdentity(context: Context, relation: Relation, command: Command): void {
  const identity = as(command['def'], 'ReplicaIdentityStmt') ?? {};
  const index = lookup(context.catalog, { schema: relation.schema, name: textOf(identity['name']) });
  if (index) lock(context.recorder, index, 'ShareLock');
}

function changeOwner({ catalog, recorder }: Context, relation: Relation, command: Command): void {
  const owner = textOf(
    as(command['newowner'], 'RoleSpec')?.['rolename'] ?? fieldNode(command['newowner'])['rolename'],
  );
  if (relation.owner !== null && relation.owner === owner) return;
  lockAll(recorder, [...relation.indexes, ...ownedSequences(catalog, relation)], STRONG);
}

function setPersistence({ catalog, recorder, major }: Context, relation: Relation, unlogged: boolean): void {
  if (relation.kind === 'partitioned table') {
    if (major >= 18) fail(recorder, '42809');
    return;
  }
  // Who sets it on a table that nothing describes has a reason to.
  if ((relation.unlogged === unlogged && !relation.assumed) || relation.kind === 'sequence') return;
  const refused = unlogged
    ? [...relation.referencedBy].some((other) => other !== relation && !other.unlogged)
    : [...relation.constraints.values()].some(
        ({ references }) => references?.relation.unlogged && references.relation !== relation,
      );
  if (refused) {
    fail(recorder, '42P16');
    return;
  }
  rewrite(recorder, relation);
  if (major >= 15) lockAll(recorder, ownedSequences(catalog, relation), STRONG);
}

function setAccessMethod({ recorder, major }: Context, relation: Relation, command: Command): void {
  if (relation.kind === 'partitioned table') {
    if (major < 17) fail(recorder, '42809');
    return;
  }
  const name = textOf(command['name']);
  if (name !== '' && name !== 'heap') rewrite(recorder, relation);
}

// The files are copied block by block: no row is looked at, yet every byte is written.
function setTablespace({ recorder }: Context, relation: Relation, command: Command): void {
  if (relation.kind !== 'table' && relation.kind !== 'materialized view') return;
  if (command['name'] !== 'pg_default') recorder.rewrites.add(relation);
}

function parent(mode: LockMode) {
  return (context: Context, _: Relation, command: Command): void => {
    const named = relationOf(context, rangeName(as(command['def'], 'RangeVar') ?? {}));
    if (named) lock(context.recorder, named, mode);
  };
}
