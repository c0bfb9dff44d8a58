import { as, type BySubcommand, type Fields, fieldNode, listOf, textOf } from '../sql/node.ts';
import {
  type Catalog,
  type Column,
  family,
  lookup,
  ownedSequences,
  type Relation,
  rangeName,
  typeRef,
} from './catalog.ts';
import { addOwnedSequence, inherit, replayAddColumn, replayAddConstraint } from './create.ts';
import { removeColumn, removeRelation } from './drop.ts';

type Replay = (catalog: Catalog, relation: Relation, command: Fields<'AlterTableCmd'>) => void;

/** What leaves no trace: the Catalog has no place for it. */
const NOTHING_TO_REPLAY: Replay = () => undefined;
/** The Catalog has a place for it, and keeps what stood there before. */
const NOT_REPLAYED: Replay = () => undefined;

/** What each of them locks is in `locks/subcommands`. */
const ACTIONS: BySubcommand<Replay> = {
  AT_AddColumn: addColumn,
  AT_DropColumn: (catalog, relation, { name }) => {
    for (const member of family(relation)) removeColumn(catalog, member, textOf(name));
  },
  AT_AlterColumnType: alterType,
  AT_ColumnDefault: (_, relation, { name, def }) =>
    onColumn(relation, name, (column) => ({ ...column, default: def ?? null })),
  AT_SetNotNull: (_, relation, { name }) => {
    onColumn(relation, name, (column) => ({ ...column, notNull: true }));
    for (const constraint of relation.constraints.values())
      if (constraint.kind === 'not null' && constraint.columns.includes(textOf(name)))
        constraint.valid = true;
  },
  AT_DropNotNull: (_, relation, { name }) =>
    onColumn(relation, name, (column) => ({ ...column, notNull: false })),
  AT_AddIdentity: (catalog, relation, { name }) => {
    onColumn(relation, name, (column) => ({ ...column, identity: true, notNull: true }));
    addOwnedSequence(catalog, relation, textOf(name));
  },
  AT_DropIdentity: (catalog, relation, { name }) => {
    onColumn(relation, name, (column) => ({ ...column, identity: false }));
    for (const sequence of ownedSequences(catalog, relation))
      if (sequence.ownedBy?.column === name) removeRelation(catalog, sequence);
  },
  AT_DropExpression: (_, relation, { name }) =>
    onColumn(relation, name, (column) => ({ ...column, generated: null })),
  AT_SetExpression: NOT_REPLAYED,
  AT_AddConstraint: (catalog, relation, { def }) =>
    replayAddConstraint(catalog, relation, as(def, 'Constraint') ?? {}, null),
  AT_DropConstraint: dropConstraint,
  AT_AlterConstraint: NOT_REPLAYED,
  AT_ValidateConstraint: (_, relation, { name }) => {
    for (const member of family(relation)) validate(member, textOf(name));
  },
  AT_AttachPartition: attach,
  AT_DetachPartition: detach,
  AT_AddInherit: (catalog, relation, { def }) => {
    const parent = lookup(catalog, rangeName(as(def, 'RangeVar') ?? {}));
    if (parent) inherit(catalog, parent, relation, null);
  },
  AT_DropInherit: (catalog, relation, { def }) => {
    const parent = lookup(catalog, rangeName(as(def, 'RangeVar') ?? {}));
    if (parent) part(parent, relation);
  },
  AT_ClusterOn: (catalog, relation, { name }) => {
    relation.clusteredOn = lookup(catalog, { schema: relation.schema, name: textOf(name) });
  },
  AT_DropCluster: (_, relation) => {
    relation.clusteredOn = null;
  },
  AT_SetLogged: (_, relation) => {
    relation.unlogged = false;
  },
  AT_SetUnLogged: (_, relation) => {
    relation.unlogged = true;
  },
  AT_ChangeOwner: (_, relation, { newowner }) => {
    relation.owner = textOf((as(newowner, 'RoleSpec') ?? fieldNode(newowner))['rolename']) || null;
  },
  AT_AddOf: (catalog, relation, { def }) => {
    relation.ofType = typeRef(catalog, def).name;
  },
  AT_DropOf: (_, relation) => {
    relation.ofType = null;
  },
  AT_EnableTrig: (_, relation, { name }) => setTriggers(relation, textOf(name), true),
  AT_EnableAlwaysTrig: (_, relation, { name }) => setTriggers(relation, textOf(name), true),
  AT_EnableReplicaTrig: NOT_REPLAYED,
  AT_DisableTrig: (_, relation, { name }) => setTriggers(relation, textOf(name), false),
  AT_DisableTrigAll: (_, relation) => setTriggers(relation, null, false),
  AT_DisableTrigUser: (_, relation) => setTriggers(relation, null, false),
  AT_EnableTrigAll: (_, relation) => setTriggers(relation, null, true),
  AT_EnableTrigUser: (_, relation) => setTriggers(relation, null, true),
  AT_SetStatistics: NOTHING_TO_REPLAY,
  AT_SetOptions: NOTHING_TO_REPLAY,
  AT_ResetOptions: NOTHING_TO_REPLAY,
  AT_SetStorage: NOTHING_TO_REPLAY,
  AT_SetCompression: NOTHING_TO_REPLAY,
  AT_AlterColumnGenericOptions: NOTHING_TO_REPLAY,
  AT_DropOids: NOTHING_TO_REPLAY,
  AT_SetAccessMethod: NOTHING_TO_REPLAY,
  AT_SetTableSpace: NOTHING_TO_REPLAY,
  AT_SetRelOptions: NOTHING_TO_REPLAY,
  AT_ResetRelOptions: NOTHING_TO_REPLAY,
  AT_EnableRule: NOTHING_TO_REPLAY,
  AT_EnableAlwaysRule: NOTHING_TO_REPLAY,
  AT_EnableReplicaRule: NOTHING_TO_REPLAY,
  AT_DisableRule: NOTHING_TO_REPLAY,
  AT_ReplicaIdentity: NOTHING_TO_REPLAY,
  AT_EnableRowSecurity: NOTHING_TO_REPLAY,
  AT_DisableRowSecurity: NOTHING_TO_REPLAY,
  AT_ForceRowSecurity: NOTHING_TO_REPLAY,
  AT_NoForceRowSecurity: NOTHING_TO_REPLAY,
  AT_GenericOptions: NOTHING_TO_REPLAY,
  AT_DetachPartitionFinalize: NOTHING_TO_REPLAY,
  AT_SetIdentity: NOTHING_TO_REPLAY,
  // PostgreSQL makes these of others while it carries them out; no text is parsed to them.
  AT_AddColumnToView: NOTHING_TO_REPLAY,
  AT_CookedColumnDefault: NOTHING_TO_REPLAY,
  AT_AddIndex: NOTHING_TO_REPLAY,
  AT_ReAddIndex: NOTHING_TO_REPLAY,
  AT_ReAddConstraint: NOTHING_TO_REPLAY,
  AT_ReAddDomainConstraint: NOTHING_TO_REPLAY,
  AT_AddIndexConstraint: NOTHING_TO_REPLAY,
  AT_ReAddComment: NOTHING_TO_REPLAY,
  AT_ReplaceRelOptions: NOTHING_TO_REPLAY,
  AT_ReAddStatistics: NOTHING_TO_REPLAY,
};

/** ALTER TABLE, subcommand by subcommand. */
export function replayAlterTable(catalog: Catalog, statement: Fields<'AlterTableStmt'>): void {
  const relation = lookup(catalog, rangeName(fieldNode(statement['relation'])));
  if (!relation) return;
  for (const item of listOf(statement['cmds'])) {
    const command = as(item, 'AlterTableCmd') ?? {};
    const subtype = textOf(command['subtype']);
    if (subtype !== '') ACTIONS[subtype](catalog, relation, command);
  }
}

function onColumn(relation: Relation, name: unknown, change: (column: Column) => Column): void {
  for (const member of family(relation)) {
    const column = member.columns.get(textOf(name));
    if (column) member.columns.set(column.name, change(column));
  }
}

function addColumn(catalog: Catalog, relation: Relation, command: Fields<'AlterTableCmd'>): void {
  const definition = as(command['def'], 'ColumnDef') ?? {};
  if (relation.columns.has(textOf(definition['colname']))) return;
  replayAddColumn(catalog, relation, definition);
  const added = relation.columns.get(textOf(definition['colname']));
  if (added) for (const child of family(relation).slice(1)) child.columns.set(added.name, { ...added });
}

function alterType(catalog: Catalog, relation: Relation, command: Fields<'AlterTableCmd'>): void {
  const type = typeRef(catalog, as(command['def'], 'ColumnDef')?.['typeName']);
  onColumn(relation, command['name'], (column) => ({ ...column, type }));
}

function dropConstraint(catalog: Catalog, relation: Relation, command: Fields<'AlterTableCmd'>): void {
  const found = relation.constraints.get(textOf(command['name']));
  if (!found) return;
  for (const member of family(relation)) member.constraints.delete(found.name);
  if (found.index) {
    for (const member of family(relation))
      for (const index of [...member.indexes])
        if (index.index?.parent === found.index) removeRelation(catalog, index);
    removeRelation(catalog, found.index);
    return;
  }
  const stillRefers = [...relation.constraints.values()].some(
    ({ references }) => references?.relation === found.references?.relation,
  );
  if (found.references && !stillRefers) found.references.relation.referencedBy.delete(relation);
}

function validate(relation: Relation, name: string): void {
  const found = relation.constraints.get(name);
  if (!found) return;
  found.valid = true;
  if (found.kind === 'not null')
    for (const column of found.columns) onColumn(relation, column, (known) => ({ ...known, notNull: true }));
}

function attach(catalog: Catalog, relation: Relation, command: Fields<'AlterTableCmd'>): void {
  const partition = as(command['def'], 'PartitionCmd') ?? {};
  const child = lookup(catalog, rangeName(fieldNode(partition['name'])));
  if (!child) return;
  if (child.index) child.index.parent = relation;
  else inherit(catalog, relation, child, fieldNode(partition['bound']));
}

function detach(catalog: Catalog, relation: Relation, command: Fields<'AlterTableCmd'>): void {
  const child = lookup(catalog, rangeName(fieldNode(as(command['def'], 'PartitionCmd')?.['name'])));
  if (child) part(relation, child);
}

function part(parent: Relation, child: Relation): void {
  parent.children.delete(child);
  child.parents.delete(parent);
  child.bound = null;
  for (const constraint of child.constraints.values())
    if (constraint.inherited) child.constraints.set(constraint.name, { ...constraint, inherited: false });
  for (const { index } of child.indexes) if (index) index.parent = null;
}

function setTriggers(relation: Relation, name: string | null, enabled: boolean): void {
  for (const member of family(relation))
    for (const trigger of member.triggers.values())
      if (name === null || trigger.name === name) trigger.enabled = enabled;
}
