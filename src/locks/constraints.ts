import { type Constraint, family, foreignKeys, lookup, type Relation, rangeName } from '../replay/catalog.ts';
import { constraintFrom } from '../replay/constraint-from.ts';
import { keysInto } from '../replay/dependents.ts';
import { as, type Fields, fieldNode, listOf, namesOf, textOf } from '../sql/node.ts';
import { type Command, type Context, depends, expect, relationOf } from './context.ts';
import { keyTables } from './dependents.ts';
import { fail, joinRows, lock, lockAll, scan } from './effects.ts';
import { isIncomparable, refusedTarget } from './key-refusals.ts';

const STRONG = 'AccessExclusiveLock';
const SHARE_ROW = 'ShareRowExclusiveLock';

export const isForeignKey = (definition: unknown): boolean =>
  as(definition, 'Constraint')?.['contype'] === 'CONSTR_FOREIGN';

/** ALTER TABLE … ADD CONSTRAINT, on the table and on the children that get the constraint too. */
export function addConstraint(context: Context, relation: Relation, command: Command): void {
  const definition = as(command['def'], 'Constraint') ?? {};
  const name = textOf(definition['conname']);
  const dropped = listOf(command['dropped']);
  if (name !== '' && relation.constraints.has(name) && !dropped.includes(name)) {
    fail(context.recorder, clashCode(definition));
    return;
  }
  if (definition['is_enforced'] !== true && isUnenforced(definition) && context.major < 18) {
    fail(context.recorder, '42601');
    return;
  }
  switch (definition['contype']) {
    case 'CONSTR_FOREIGN':
      addForeignKey(context, relation, definition);
      return;
    case 'CONSTR_CHECK':
      addCheck(context, relation, definition, command['only'] === true);
      return;
    case 'CONSTR_NOTNULL':
      addNotNull(context, relation, definition, command['only'] === true);
      return;
    default:
      addIndexed(context, relation, definition, command);
      return;
  }
}

const clashCode = ({ contype }: Fields<'Constraint'>): string =>
  /UNIQUE|PRIMARY|EXCLUSION/.test(textOf(contype)) ? '42P07' : '42710';

// Only these can be NOT ENFORCED; the parser then leaves `is_enforced` out, as `initially_valid` for NOT VALID.
const isUnenforced = ({ contype }: Fields<'Constraint'>): boolean =>
  contype === 'CONSTR_CHECK' || contype === 'CONSTR_FOREIGN';

const checksRows = (definition: Fields<'Constraint'>): boolean =>
  definition['skip_validation'] !== true && definition['is_enforced'] === true;

function addCheck(
  context: Context,
  relation: Relation,
  definition: Fields<'Constraint'>,
  only: boolean,
): void {
  const { recorder, major } = context;
  if (only && relation.children.size > 0 && !definition['is_no_inherit']) {
    fail(recorder, '42P16');
    return;
  }
  const local = only || definition['is_no_inherit'] === true;
  // Since 18 PostgreSQL opens the children even when only the parent gets the constraint.
  if (!local || (major >= 18 && !only)) lockAll(recorder, family(relation), STRONG);
  if (!checksRows(definition)) return;
  for (const member of local ? [relation] : family(relation)) scan(recorder, member);
}

function addNotNull(
  context: Context,
  relation: Relation,
  definition: Fields<'Constraint'>,
  only: boolean,
): void {
  if (context.major < 18) {
    fail(context.recorder, '42601');
    return;
  }
  const reached = only ? [relation] : family(relation);
  lockAll(context.recorder, reached, STRONG);
  const [column = ''] = namesOf(definition['keys']);
  for (const member of reached)
    if (!definition['skip_validation'] && !member.columns.get(column)?.notNull)
      scan(context.recorder, member);
}

function addForeignKey(context: Context, relation: Relation, definition: Fields<'Constraint'>): void {
  const { recorder, major } = context;
  const other = relationOf(context, rangeName(fieldNode(definition['pktable'])));
  if (!other) {
    fail(recorder, '42P01');
    return;
  }
  if (refused(context, relation, other, definition)) return;
  const isPartitioned = relation.kind === 'partitioned table';
  if (isPartitioned && definition['skip_validation'] && major < 18) {
    fail(recorder, '42809');
    return;
  }
  const reached = isPartitioned || major >= 18 ? family(relation) : [relation];
  const referenced = other.kind === 'partitioned table' ? family(other) : [other];
  lockAll(recorder, [...reached, ...referenced], SHARE_ROW);
  if (checksRows(definition))
    joinRows(context.recorder, [...(isPartitioned ? family(relation) : [relation]), ...referenced]);
}

function refused(
  context: Context,
  relation: Relation,
  other: Relation,
  definition: Fields<'Constraint'>,
): boolean {
  if (other.assumed || relation.assumed) return false;
  const state = refusedTarget(definition, other);
  if (state) fail(context.recorder, state);
  const key = constraintFrom(context.catalog, relation, definition, other);
  const differs = key.columns.some((column, i) =>
    isIncomparable(
      relation.columns.get(column)?.type.name,
      other.columns.get(key.references?.columns[i] ?? '')?.type.name,
    ),
  );
  if (differs) fail(context.recorder, '42804');
  return context.recorder.failsWith !== null;
}

function addIndexed(
  context: Context,
  relation: Relation,
  definition: Fields<'Constraint'>,
  command: Command,
): void {
  const { recorder, major } = context;
  const only = command['only'] === true;
  const dropped = listOf(command['dropped']);
  const isPrimary = definition['contype'] === 'CONSTR_PRIMARY';
  const hasPrimary = [...relation.constraints.values()].some(
    ({ kind, name }) => kind === 'primary key' && !dropped.includes(name),
  );
  if (isPrimary && hasPrimary) {
    fail(recorder, '42P16');
    return;
  }
  if (definition['indexname']) {
    useIndex(context, relation, definition, isPrimary);
    return;
  }
  const columns = namesOf(definition['keys']);
  if (leavesOutKey(relation, columns)) {
    fail(recorder, '0A000');
    return;
  }
  if (!only || relation.kind !== 'partitioned table') scan(recorder, relation);
  const nullable = isPrimary && columns.some((column) => relation.columns.get(column)?.notNull === false);
  if (only) return;
  const children = family(relation).slice(1);
  // Since 18 every child is opened: its columns may have to become NOT NULL. Before 18 that is so only for nullable
  // columns; otherwise a partition's index is built under SHARE.
  if (major >= 18 || nullable) lockAll(recorder, children, STRONG);
  else if (relation.partitioning) lockAll(recorder, children, 'ShareLock');
  if (relation.partitioning || nullable) for (const child of children) scan(recorder, child);
}

// Whether the columns do not include the whole partition key, as a unique index on a partitioned table must.
function leavesOutKey({ partitioning }: Relation, columns: readonly string[]): boolean {
  const keys = partitioning?.keys ?? [];
  return columns.length > 0 && keys.some((key) => key === null || !columns.includes(key));
}

function useIndex(
  context: Context,
  relation: Relation,
  definition: Fields<'Constraint'>,
  isPrimary: boolean,
): void {
  const { recorder, catalog } = context;
  if (relation.kind === 'partitioned table') {
    fail(recorder, '0A000');
    return;
  }
  const wanted = textOf(definition['indexname']);
  const index = lookup(catalog, { schema: relation.schema, name: wanted });
  if (!index) {
    if (isPrimary)
      depends(context, `whether the columns of ${wanted} are NOT NULL: if not, every row is read`);
    return;
  }
  const renamed = definition['conname'] !== undefined && definition['conname'] !== wanted;
  lock(recorder, index, renamed ? 'ShareUpdateExclusiveLock' : 'AccessShareLock');
  if (index.index?.predicate || index.index?.expressions.length || index.index?.unique === false) {
    fail(recorder, '42809');
    return;
  }
  if (isPrimary && index.index?.columns.some((name) => relation.columns.get(name)?.notNull === false))
    scan(recorder, relation);
}

/** ALTER TABLE … ALTER CONSTRAINT: ENFORCED concerns both tables of a key, DEFERRABLE only one. */
export function alterConstraint(context: Context, relation: Relation, command: Command): void {
  const definition = as(command['def'], 'ATAlterConstraint') ?? {};
  const name = textOf(definition['conname']);
  const key = relation.constraints.get(name);
  expect(context, key !== undefined, relation, '42704');
  const enforces = definition['alterEnforceability'] === true;
  if (enforces && context.major < 18) {
    fail(context.recorder, '42601');
    return;
  }
  lockAll(context.recorder, family(relation), STRONG);
  if (!key?.references || !enforces) return;
  lock(context.recorder, key.references.relation, STRONG);
  if (definition['is_enforced'] === true && !key.enforced)
    joinRows(context.recorder, [relation, key.references.relation]);
}

/** ALTER TABLE … VALIDATE CONSTRAINT: reads the rows while writes go on. */
export function validateConstraint(context: Context, relation: Relation, command: Command): void {
  const { recorder } = context;
  const found = relation.constraints.get(textOf(command['name']));
  if (!found) {
    expect(context, false, relation, '42704');
    scan(recorder, relation);
    depends(context, 'which constraint that is: a foreign key locks the referenced table as well');
    return;
  }
  if (!found.enforced && found.kind !== 'not null') fail(recorder, '55000');
  if (found.valid && found.kind !== 'check') return;
  const reached = found.noInherit ? [relation] : family(relation);
  if (found.kind !== 'foreign key' || relation.kind === 'partitioned table')
    lockAll(recorder, reached, 'ShareUpdateExclusiveLock');
  if (found.valid) return;
  const { references } = found;
  if (!references) {
    for (const member of reached) scan(recorder, member);
    return;
  }
  const [root, ...parts] = family(references.relation);
  if (root) lock(recorder, root, 'RowShareLock');
  lockAll(recorder, root?.kind === 'partitioned table' ? parts : [], 'AccessShareLock');
  joinRows(context.recorder, [
    ...(relation.kind === 'partitioned table' ? reached : [relation]),
    ...family(references.relation),
  ]);
}

/** ALTER TABLE … DROP CONSTRAINT. */
export function dropConstraint(context: Context, relation: Relation, command: Command): void {
  const { recorder } = context;
  // PostgreSQL first checks that no partition is in use, and locks all of them for that.
  if (relation.partitioning) lockAll(recorder, family(relation), STRONG);
  const found = relation.constraints.get(textOf(command['name']));
  if (!found) {
    if (!command['missing_ok']) expect(context, false, relation, '42704');
    if (relation.assumed)
      depends(context, 'which constraint that is: a foreign key locks the referenced table as well');
    return;
  }
  if (found.inherited) {
    fail(recorder, '42P16');
    return;
  }
  lockHolders(context, relation, found, command['only'] === true);
  const dependent = found.index ? keysInto(relation).filter((other) => uses(other, relation, found)) : [];
  if (dependent.length > 0 && command['behavior'] !== 'DROP_CASCADE') {
    fail(recorder, '2BP01');
    return;
  }
  lockAll(recorder, dependent, STRONG);
}

// Locks what else holds a part of the constraint: children (a check, NOT NULL), the other table of a foreign key, and
// the parts of an index.
function lockHolders(
  { recorder, major }: Context,
  relation: Relation,
  found: Constraint,
  only: boolean,
): void {
  const reached = found.noInherit || only ? [relation] : family(relation);
  if (found.kind === 'check' || found.kind === 'not null') lockAll(recorder, reached, STRONG);
  const referenced = found.references?.relation;
  if (referenced) lockAll(recorder, [referenced, ...keyTables(referenced, major)], STRONG);
  for (const member of reached) lockAll(recorder, indexesOf(member, found), STRONG);
}

const indexesOf = (member: Relation, found: Constraint): readonly Relation[] =>
  found.index
    ? [...member.indexes].filter((index) => index === found.index || index.index?.parent === found.index)
    : [];

function uses(other: Relation, relation: Relation, key: Constraint): boolean {
  const wanted = [...key.columns].sort().join();
  return foreignKeys(other).some(
    ({ references }) => references?.relation === relation && [...references.columns].sort().join() === wanted,
  );
}
