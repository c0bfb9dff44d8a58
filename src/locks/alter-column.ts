import {
  foreignKeys,
  nameOf,
  ownedSequences,
  type Relation,
  rangeName,
  typeKey,
  typeRef,
} from '../replay/catalog.ts';
import { columnConstraints } from '../replay/constraint-from.ts';
import { keysInto, viewsOver } from '../replay/dependents.ts';
import { columnsIn } from '../replay/references.ts';
import { isSerial } from '../replay/serial.ts';
import { as, type Fields, fieldNode, listOf, namesOf, textOf } from '../sql/node.ts';
import { bottomOf, domainDefault } from './coercion.ts';
import { proves } from './constraint-proof.ts';
import { type Command, type Context, depends, expect, relationOf } from './context.ts';
import { guardsNaming } from './dependents.ts';
import { fail, lock, lockAll, rewrite, scan } from './effects.ts';
import { refusedTargets } from './key-refusals.ts';
import { read } from './query.ts';
import { isVolatile } from './volatility.ts';

const STRONG = 'AccessExclusiveLock';

/** ALTER TABLE … ADD COLUMN on one table. */
export function addColumn(context: Context, relation: Relation, command: Command, named: Relation): void {
  const definition = as(command['def'], 'ColumnDef') ?? {};
  const name = textOf(definition['colname']);
  if (relation.columns.has(name) && !listOf(command['dropped']).includes(name)) {
    if (relation === named && !command['missing_ok']) fail(context.recorder, '42701');
    return;
  }
  const parts = columnConstraints(definition);
  const state = refusal(context, relation, command, parts) ?? refusedTargets(context, [command['def']]);
  if (relation === named && state) fail(context.recorder, state);
  if (relation.kind === 'view' || relation.kind === 'composite type') {
    lockTypedTables(context, relation, command);
    return;
  }
  if (fillsRows(context, definition, parts)) rewrite(context.recorder, relation);
  // Whether the default is computed once or for each row, the functions that it calls are run.
  if (relation.kind === 'table') read(context, defaultOf(parts));
  inline(context, relation, definition, parts);
}

function refusal(
  { major }: Context,
  relation: Relation,
  { only }: Command,
  parts: readonly Fields<'Constraint'>[],
): string | null {
  const has = (pattern: RegExp): boolean => parts.some(({ contype }) => pattern.test(textOf(contype)));
  if (relation.bound) return '42809';
  if (has(/PRIMARY/) && hasPrimaryKey(relation)) return '42P16';
  if (relation.children.size === 0) return null;
  if (relation.partitioning && has(/UNIQUE|PRIMARY/)) return '0A000';
  return only || (has(/IDENTITY/) && major < 17) ? '42P16' : null;
}

const hasPrimaryKey = ({ constraints }: Relation): boolean =>
  [...constraints.values()].some(({ kind }) => kind === 'primary key');

function fillsRows(
  context: Context,
  definition: Fields<'ColumnDef'>,
  parts: readonly Fields<'Constraint'>[],
): boolean {
  const { catalog, major } = context;
  const type = typeRef(catalog, definition['typeName']);
  if (isSerial(type.name)) return true;
  const generated = parts.find(({ contype }) => contype === 'CONSTR_GENERATED');
  if (generated) {
    const isVirtual = generated['generated_kind'] === 'v';
    if (isVirtual && major < 18) fail(context.recorder, '42601');
    return !isVirtual;
  }
  if (parts.some(({ contype }) => contype === 'CONSTR_IDENTITY')) return true;
  const value = defaultOf(parts) ?? domainDefault(catalog, type);
  if (!type.array && bottomOf(catalog, type).constrained) return true;
  if (!value) unknownDomain(context, definition);
  return value ? isVolatile(context, value) : false;
}

// A type that nothing defines may be a domain with constraints. Its check would run on every row.
function unknownDomain(context: Context, definition: Fields<'ColumnDef'>): void {
  const names = namesOf(definition.typeName?.names);
  if (names.length < 2 || names[0] === 'pg_catalog' || typeKey(context.catalog, nameOf(names))) return;
  depends(
    context,
    `whether ${names.join('.')} is a domain with constraints: nothing that was read defines it`,
  );
}

const defaultOf = (parts: readonly Fields<'Constraint'>[]): unknown =>
  parts.find(({ contype }) => contype === 'CONSTR_DEFAULT')?.['raw_expr'] ?? null;

function inline(
  context: Context,
  relation: Relation,
  definition: Fields<'ColumnDef'>,
  parts: readonly Fields<'Constraint'>[],
): void {
  const { recorder } = context;
  const fill = defaultOf(parts);
  for (const part of parts) {
    if (/^CONSTR_(?:CHECK|UNIQUE|PRIMARY)$/.test(textOf(part['contype'])) && !part['skip_validation'])
      scan(recorder, relation);
    if (part['contype'] !== 'CONSTR_FOREIGN') continue;
    const other = relationOf(context, rangeName(fieldNode(part['pktable'])));
    if (!other) continue;
    lock(recorder, other, 'ShareRowExclusiveLock');
    lockAll(recorder, other.children, 'ShareRowExclusiveLock');
    if (!fill) continue;
    for (const side of [relation, other]) scan(recorder, side);
    lockAll(recorder, [...relation.indexes, ...other.indexes], 'AccessShareLock');
  }
  const required = parts.some(({ contype }) => contype === 'CONSTR_NOTNULL');
  const filled = fill ?? domainDefault(context.catalog, typeRef(context.catalog, definition['typeName']));
  const generated = parts.some(
    ({ contype }) => contype === 'CONSTR_IDENTITY' || contype === 'CONSTR_GENERATED',
  );
  if (!required || filled || generated || recorder.rewrites.has(relation)) return;
  scan(recorder, relation);
  depends(
    context,
    `whether ${relation.schema}.${relation.name} is empty: a row without a value fails with 23502`,
  );
}

// ALTER TYPE … ADD ATTRIBUTE also changes the tables that are OF the type, and needs CASCADE for that.
export function lockTypedTables({ catalog, recorder }: Context, type: Relation, command: Command): void {
  if (type.kind !== 'composite type') return;
  const tables = [...catalog.relations.values()].filter(
    ({ ofType }) => ofType === `${type.schema}.${type.name}`,
  );
  if (tables.length > 0 && command['behavior'] !== 'DROP_CASCADE') {
    fail(recorder, '2BP01');
    return;
  }
  lockAll(recorder, tables, STRONG);
}

/** ALTER TABLE … ALTER COLUMN … SET EXPRESSION: the values of a stored generated column are computed again. */
export function setExpression({ recorder }: Context, relation: Relation, command: Command): void {
  const column = relation.columns.get(textOf(command['name']));
  if (!column || column.generated?.stored) rewrite(recorder, relation);
}

/**
 * ALTER TABLE … ALTER COLUMN … SET NOT NULL: reads all rows, unless a constraint proves that the column holds no
 * null.
 */
export function setNotNull(context: Context, relation: Relation, command: Command): void {
  const name = textOf(command['name']);
  const column = relation.columns.get(name);
  // PostgreSQL adds columns first, wherever ADD COLUMN is written in the statement.
  if (!column && !listOf(command['added']).includes(name)) expect(context, false, relation, '42703');
  const pending = [...relation.constraints.values()].some(
    ({ kind, valid, columns }) => kind === 'not null' && !valid && columns.includes(name),
  );
  if (column?.notNull && !pending) return;
  if (pending || !proves(relation, name)) scan(context.recorder, relation);
}

/** ALTER TABLE … DROP COLUMN on one table, with everything that is dropped along with the column. */
export function dropColumn(context: Context, relation: Relation, command: Command, named: Relation): void {
  const { catalog, recorder, major } = context;
  const name = textOf(command['name']);
  const cascade = command['behavior'] === 'DROP_CASCADE';
  if (!relation.columns.has(name)) {
    if (relation === named && !command['missing_ok']) expect(context, false, relation, '42703');
    if (!relation.assumed) return;
  }
  if (relation.kind === 'composite type') {
    lockTypedTables(context, relation, command);
    return;
  }
  const inherited = relation === named && [...relation.parents].some((parent) => parent.columns.has(name));
  if (inherited || relation.partitioning?.keys.includes(name)) {
    fail(recorder, '42P16');
    return;
  }
  const views = viewsOver(relation, name);
  const policies = guardsNaming(catalog, relation, name);
  const referencing = keysInto(relation, name);
  const generated = [...relation.columns.values()].some(
    (column) => column.generated && columnsIn(column.generated.expression).has(name),
  );
  const triggers = [...relation.triggers.values()].some(
    ({ columns, when }) => columns.includes(name) || columnsIn(when).has(name),
  );
  const inWay =
    views.length + policies.length + referencing.length > 0 || triggers || (generated && major >= 15);
  if (inWay && !cascade) {
    fail(recorder, '2BP01');
    return;
  }
  lockAll(
    recorder,
    [...views, ...policies, ...referencing, ...views.flatMap((view) => [...view.indexes])],
    STRONG,
  );
  dropParts(context, relation, name);
}

function dropParts({ catalog, recorder }: Context, relation: Relation, name: string): void {
  for (const index of relation.indexes)
    if (index.index?.columns.includes(name) || index.index?.reads.includes(name))
      lock(recorder, index, STRONG);
  for (const { columns, references } of foreignKeys(relation))
    if (columns.includes(name) && references)
      lockAll(recorder, [references.relation, ...references.relation.children], STRONG);
  for (const sequence of ownedSequences(catalog, relation))
    if (sequence.ownedBy?.column === name) lock(recorder, sequence, STRONG);
}
