import {
  family,
  lookup,
  nameOf,
  ownedSequences,
  type Relation,
  rangeName,
  typeKey,
} from '../replay/catalog.ts';
import { objectName } from '../sql/command-tag.ts';
import type { LockMode } from '../sql/lock.ts';
import { as, type Fields, fieldNode, itemsOf, listOf, namesOf, textOf } from '../sql/node.ts';
import { type Context, depends, expect, relationOf } from './context.ts';
import { analyse } from './create.ts';
import { fail, lock, lockAll, scan } from './effects.ts';

const STRONG = 'AccessExclusiveLock';
const WEAK = 'ShareUpdateExclusiveLock';
const SHARE_ROW = 'ShareRowExclusiveLock';

const at = (context: Context, value: unknown): Relation | null =>
  relationOf(context, rangeName(fieldNode(value)));

/** The kind of relation for an object type of the parser. */
export const RELATION_KINDS: Readonly<Record<string, Relation['kind']>> = {
  OBJECT_TABLE: 'table',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_INDEX: 'index',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_FOREIGN_TABLE: 'foreign table',
};

/** CREATE TRIGGER: the table, and for a row trigger its partitions. */
export function createTrigger(context: Context, statement: Fields<'CreateTrigStmt'>): void {
  const relation = at(context, statement['relation']);
  if (!relation) return;
  const reached = statement['row'] && relation.kind === 'partitioned table' ? family(relation) : [relation];
  lockAll(context.recorder, reached, SHARE_ROW);
  const from = statement['constrrel'] ? at(context, statement['constrrel']) : null;
  if (from) lock(context.recorder, from, 'AccessShareLock');
}

/** CREATE POLICY and ALTER POLICY: the table, and the relations in subqueries of the expressions. */
export function policy(
  context: Context,
  statement: Fields<'CreatePolicyStmt'> | Fields<'AlterPolicyStmt'>,
): void {
  const relation = at(context, statement['table']);
  if (!relation) return;
  lock(context.recorder, relation, STRONG);
  const name = textOf(statement['policy_name']);
  const creates = 'cmd_name' in statement;
  if (creates && relation.policies.has(name)) fail(context.recorder, '42710');
  if (!creates) expect(context, relation.policies.has(name), relation, '42704');
  analyse(context, [statement['qual'], statement['with_check']]);
}

/** CREATE RULE: the table, and the relations that its actions use. */
export function createRule(context: Context, statement: Fields<'RuleStmt'>): void {
  const relation = at(context, statement['relation']);
  if (relation) lock(context.recorder, relation, STRONG);
  for (const action of listOf(statement['actions'])) analyse(context, action);
}

const COMMENT_PARTS = /TABCONSTRAINT|TRIGGER|POLICY|RULE/;

/** COMMENT and SECURITY LABEL. */
export function comment(context: Context, statement: Fields<'CommentStmt'> | Fields<'SecLabelStmt'>): void {
  const type = textOf(statement['objtype']);
  const parts = namesOf(itemsOf(statement['object']));
  const kind = RELATION_KINDS[type];
  if (kind) {
    lockNamed(context, nameOf(parts), kind);
    return;
  }
  if (type === 'OBJECT_COLUMN') {
    lockNamed(context, nameOf(parts.slice(0, -1)), 'table');
    return;
  }
  if (!COMMENT_PARTS.test(type)) return;
  const relation = relationOf(context, nameOf(parts.slice(0, -1)));
  if (relation) lock(context.recorder, relation, 'AccessShareLock');
}

function lockNamed(context: Context, name: ReturnType<typeof nameOf>, kind: Relation['kind']): void {
  const relation = relationOf(context, name, kind);
  if (relation) lock(context.recorder, relation, WEAK);
}

/** GRANT and REVOKE: since 18 PostgreSQL locks the relation while it changes the privileges. */
export function grant(context: Context, statement: Fields<'GrantStmt'>): void {
  if (context.major < 18 || statement['targtype'] !== 'ACL_TARGET_OBJECT') return;
  const kind = RELATION_KINDS[textOf(statement['objtype'])];
  if (!kind) return;
  for (const item of listOf(statement['objects'])) {
    const relation = relationOf(context, rangeName(as(item, 'RangeVar') ?? {}), kind);
    if (relation) lock(context.recorder, relation, 'AccessShareLock');
  }
}

/** ALTER … RENAME. */
export function rename(context: Context, statement: Fields<'RenameStmt'>): void {
  const { recorder, catalog } = context;
  const type = textOf(statement['renameType']);
  if (!statement['relation']) return;
  const name = rangeName(fieldNode(statement['relation']));
  const known = lookup(catalog, name);
  if (!known && statement['missing_ok'] && catalog.described) return;
  const relation = known ?? relationOf(context, name, RELATION_KINDS[type] ?? 'table');
  if (!relation) return;
  // Only for ALTER INDEX does PostgreSQL know before locking that it needs just the weaker lock. RenameRelation() of
  // tablecmds.c
  lock(recorder, relation, type === 'OBJECT_INDEX' && relation.kind === 'index' ? WEAK : STRONG);
  if (type === 'OBJECT_TRIGGER' && context.major >= 15) lockAll(recorder, family(relation), STRONG);
  if (type === 'OBJECT_COLUMN' || type === 'OBJECT_ATTRIBUTE') renameColumn(context, relation, statement);
  if (type !== 'OBJECT_TABCONSTRAINT') return;
  const constraint = relation.constraints.get(textOf(statement['subname']));
  expect(context, constraint !== undefined, relation, '42704');
  if (constraint?.kind === 'check') lockAll(recorder, family(relation), STRONG);
  if (constraint?.index) lock(recorder, constraint.index, WEAK);
}

function renameColumn(
  { recorder, catalog }: Context,
  relation: Relation,
  statement: Fields<'RenameStmt'>,
): void {
  if ([...relation.parents].some(({ columns }) => columns.has(textOf(statement['subname']))))
    fail(recorder, '42P16');
  lockAll(recorder, family(relation), STRONG);
  const typed = [...catalog.relations.values()].filter(
    ({ ofType }) => ofType === `${relation.schema}.${relation.name}`,
  );
  if (typed.length > 0 && statement['behavior'] !== 'DROP_CASCADE') {
    fail(recorder, '2BP01');
    return;
  }
  lockAll(recorder, typed, STRONG);
}

/** ALTER … SET SCHEMA. */
export function setSchema(context: Context, statement: Fields<'AlterObjectSchemaStmt'>): void {
  const kind = RELATION_KINDS[textOf(statement['objectType'])];
  if (!kind || !statement['relation']) return;
  const relation = relationOf(context, rangeName(fieldNode(statement['relation'])), kind);
  if (relation) lockAll(context.recorder, [relation, ...ownedSequences(context.catalog, relation)], STRONG);
  // PostgreSQL refuses to move anything into the schemas of temporary or TOAST tables.
  if (/^pg_(?:toast|temp)(?:_|$)/.test(textOf(statement['newschema']))) fail(context.recorder, '0A000');
}

/** ALTER INDEX … DEPENDS ON EXTENSION and its kin. */
export function dependsOn(context: Context, statement: Fields<'AlterObjectDependsStmt'>): void {
  const kind = RELATION_KINDS[textOf(statement['objectType'])];
  const relation =
    kind && statement['relation']
      ? relationOf(context, rangeName(fieldNode(statement['relation'])), kind)
      : null;
  if (relation) lock(context.recorder, relation, STRONG);
}

/** ALTER DOMAIN: a new constraint is checked in every table that uses the domain. */
export function alterDomain(context: Context, statement: Fields<'AlterDomainStmt'>): void {
  const { catalog, recorder } = context;
  const name = nameOf(namesOf(statement['typeName']));
  const key = typeKey(catalog, name);
  const subtype = textOf(statement['subtype']);
  const skips = as(statement['def'], 'Constraint')?.['skip_validation'] === true;
  if (!/^[COV]$/.test(subtype) || skips) return;
  if (!key) {
    depends(context, `which tables use ${name.name}: each is locked in SHARE mode and read`);
    return;
  }
  for (const relation of catalog.relations.values()) {
    const columns = [...relation.columns.values()].filter(({ type }) => isOver(context, type.name, key));
    if (columns.length === 0 || relation.kind === 'composite type' || relation.kind === 'view') continue;
    if (columns.some(({ type }) => type.array)) {
      fail(recorder, '0A000');
      return;
    }
    lock(recorder, relation, 'ShareLock');
    scan(recorder, relation);
  }
}

function isOver({ catalog }: Context, type: string, key: string): boolean {
  if (type === key) return true;
  const user = catalog.types.get(type);
  return user?.kind === 'domain' && isOver({ catalog } as Context, user.base.name, key);
}

/** CREATE PUBLICATION and ALTER PUBLICATION. */
export function publication(
  context: Context,
  statement: Fields<'CreatePublicationStmt'> | Fields<'AlterPublicationStmt'>,
): void {
  const { catalog, recorder } = context;
  if (context.major < 15 && usesFifteen(statement)) {
    fail(recorder, '42601');
    return;
  }
  for (const item of listOf(statement['pubobjects'])) {
    const table = fieldNode(as(item, 'PublicationObjSpec')?.['pubtable']);
    const variable = fieldNode(table['relation']);
    const relation = variable['relname'] === undefined ? null : relationOf(context, rangeName(variable));
    if (!relation) continue;
    lock(recorder, relation, WEAK);
    if (variable['inh'] === true && relation.kind !== 'partitioned table')
      lockAll(recorder, family(relation), WEAK);
  }
  if (!('action' in statement) || statement.action !== 'AP_SetObjects') return;
  lockAll(recorder, catalog.publications.get(textOf(statement['pubname'])) ?? [], WEAK);
}

// Whether a publication uses what came with 15: row filters, column lists, whole schemas.
const usesFifteen = (statement: Fields<'CreatePublicationStmt'> | Fields<'AlterPublicationStmt'>): boolean =>
  listOf(statement['pubobjects']).some((item) => {
    const spec = as(item, 'PublicationObjSpec') ?? {};
    const table = fieldNode(spec['pubtable']);
    return (
      /SCHEMA/.test(textOf(spec['pubobjtype'])) ||
      table['whereClause'] !== undefined ||
      table['columns'] !== undefined
    );
  });

export function createStatistics(context: Context, statement: Fields<'CreateStatsStmt'>): void {
  for (const item of listOf(statement['relations'])) {
    const relation = relationOf(context, rangeName(as(item, 'RangeVar') ?? {}));
    if (relation) lock(context.recorder, relation, WEAK);
  }
}

/** REASSIGN OWNED and DROP OWNED: what the role is known to own. */
export function ownedByRoles(
  context: Context,
  statement: Fields<'DropOwnedStmt'> | Fields<'ReassignOwnedStmt'>,
): void {
  const { catalog, recorder } = context;
  const roles = new Set(listOf(statement['roles']).map((item) => textOf(as(item, 'RoleSpec')?.['rolename'])));
  depends(context, `what ${[...roles].join(', ')} owns`);
  for (const relation of catalog.relations.values()) {
    if (relation.owner === null || !roles.has(relation.owner)) continue;
    lockAll(recorder, [relation, ...relation.indexes, ...ownedSequences(catalog, relation)], STRONG);
    if ('behavior' in statement && statement.behavior === 'DROP_CASCADE')
      lockAll(recorder, relation.readers, STRONG);
  }
}

/** DROP TRIGGER, POLICY or RULE: the table, and for a row trigger its partitions. */
export function dropPart(context: Context, statement: Fields<'DropStmt'>, mode: LockMode): void {
  const type = objectName(textOf(statement['removeType']));
  for (const item of listOf(statement['objects'])) {
    const parts = namesOf(itemsOf(item));
    const name = parts.at(-1) ?? '';
    const relation = relationOf(context, nameOf(parts.slice(0, -1)));
    const exists = relation && (partsOf(relation, type).has(name) || relation.assumed);
    if (exists) dropFrom(context, relation, type === 'TRIGGER' ? name : null, mode);
    else if (!statement['missing_ok']) fail(context.recorder, '42704');
  }
}

function dropFrom(
  { recorder }: Context,
  relation: Relation,
  triggerName: string | null,
  mode: LockMode,
): void {
  const trigger = triggerName === null ? undefined : relation.triggers.get(triggerName);
  if (trigger?.inherited) fail(recorder, '2BP01');
  lockAll(
    recorder,
    trigger?.row && relation.kind === 'partitioned table' ? family(relation) : [relation],
    mode,
  );
}

function partsOf(relation: Relation, type: string): ReadonlyMap<string, unknown> {
  if (type === 'TRIGGER') return relation.triggers;
  return type === 'POLICY' ? relation.policies : relation.rules;
}
