import { lookup, ownedSequences, type Relation } from '../../replay/catalog.ts';
import type { LockMode } from '../../sql/lock.ts';
import { as, type BySubcommand, fieldNode, itemsOf, textOf } from '../../sql/node.ts';
import { autovacuumFlags, replicaFlags } from '../change-flags.ts';
import type { Command, Context } from '../context.ts';
import { fail, lock, lockAll, rewrite } from '../effects.ts';
import { INVALID_PARAMETER, STORED, TABLES, WITH_ROWS, WRONG_OBJECT_TYPE } from '../relation-kinds.ts';
import { PRESUMED, type Row, STRONG, UNCHECKED, WEAK } from './row.ts';

// Below 15 a sequence is logged, and that is that.
const alwaysLogged = ({ kind }: Relation, major: number): string | null =>
  kind === 'sequence' && major < 15 ? WRONG_OBJECT_TYPE : null;

// A partitioned table has no storage to have options of.
const withoutStorage = ({ partitioning }: Relation, major: number): string | null => {
  if (!partitioning) return null;
  return major < 16 ? INVALID_PARAMETER : WRONG_OBJECT_TYPE;
};

/** Where and how rows are kept, in what order, whose they are, and what is told of them. */
export const STORAGE = {
  AT_ClusterOn: {
    of: WITH_ROWS,
    mode: WEAK,
    on: clusteringIndex,
    change: 'other',
    refused: (_, { indexes }, { name }) =>
      [...indexes].every((index) => index.name !== textOf(name)) ? '42704' : null,
  },
  AT_DropCluster: { of: WITH_ROWS, mode: WEAK, change: 'other' },
  AT_ReplicaIdentity: {
    of: WITH_ROWS,
    mode: STRONG,
    on: replicaIdentity,
    change: 'replica identity',
    flags: (_, { def }) => replicaFlags(as(def, 'ReplicaIdentityStmt') ?? {}),
  },
  AT_SetRelOptions: {
    of: UNCHECKED,
    refusedKind: withoutStorage,
    mode: optionsMode,
    change: 'set options',
    flags: (_, command) => autovacuumFlags(command),
  },
  AT_ResetRelOptions: { of: UNCHECKED, mode: optionsMode, change: 'other' },
  AT_GenericOptions: { of: UNCHECKED, mode: PRESUMED, change: 'other' },
  AT_DropOids: { of: UNCHECKED, mode: PRESUMED, change: 'other' },
  AT_ChangeOwner: { of: UNCHECKED, mode: STRONG, on: changeOwner, change: 'other' },
  AT_SetLogged: {
    of: [...TABLES, 'sequence'],
    refusedKind: alwaysLogged,
    mode: STRONG,
    on: (context, relation) => setPersistence(context, relation, false),
    change: 'other',
  },
  AT_SetUnLogged: {
    of: [...TABLES, 'sequence'],
    refusedKind: alwaysLogged,
    mode: STRONG,
    on: (context, relation) => setPersistence(context, relation, true),
    change: 'other',
  },
  AT_SetAccessMethod: { of: WITH_ROWS, mode: STRONG, on: setAccessMethod, since: 15, change: 'other' },
  AT_SetTableSpace: { of: STORED, mode: STRONG, on: setTablespace, change: 'other' },
} satisfies Partial<BySubcommand<Row>>;

// reloptions.c: these change how others read or write the relation.
const STRONG_OPTIONS =
  /^(?:user_catalog_table|security_barrier|security_invoker|check_option|fastupdate|gin_pending_list_limit|buffering|pages_per_range|autosummarize)$/;

function optionsMode(command: Command): LockMode {
  const names = itemsOf(command['def']).map((item) => textOf(as(item, 'DefElem')?.defname));
  return names.some((name) => STRONG_OPTIONS.test(name)) ? STRONG : WEAK;
}

function clusteringIndex(context: Context, relation: Relation, command: Command): void {
  if (relation.kind === 'partitioned table') {
    fail(context.recorder, '0A000');
    return;
  }
  const index = lookup(context.catalog, { schema: relation.schema, name: textOf(command['name']) });
  if (index) lock(context.recorder, index, WEAK);
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
