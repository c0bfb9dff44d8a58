import { type Catalog, type Column, type TypeRef, typeRef } from '../replay/catalog.ts';
import { as, fieldNode, namesOf } from '../sql/node.ts';

/** What ALTER COLUMN … TYPE does to existing rows. */
export type TypeChange =
  | { readonly rewrites: boolean; readonly unknown: string | null }
  /** There is no automatic cast: PostgreSQL refuses it with 42804 unless USING is given. */
  | { readonly rewrites: true; readonly unknown: null; readonly impossible: true };

// Pairs of types whose stored bytes mean the same: pg_cast with castmethod 'b', unless the source is a domain.
const SAME_BYTES = new Set([
  'text varchar',
  'varchar text',
  'xml text',
  'xml varchar',
  'cidr inet',
  'int4 oid',
  'oid int4',
  'bit varbit',
  'varbit bit',
  'int4 regclass',
  'regclass int4',
  'regclass oid',
  'oid regclass',
  'oid regproc',
  'oid regtype',
  'regtype oid',
  'int4 regtype',
  'oid regrole',
  'regrole oid',
  'oid regnamespace',
  'regnamespace oid',
]);

const NUMBERS = ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'];
const TEXTS = ['text', 'varchar', 'bpchar', 'name'];
const TIMES = ['date', 'timestamp', 'timestamptz'];

/** Judges a change of type by the column's type, the new one and the USING expression. */
export function typeChange(catalog: Catalog, column: Column, to: TypeRef, using: unknown): TypeChange {
  if (using && !isOwnColumn(catalog, column, using)) return { rewrites: true, unknown: null };
  const from = bottomOf(catalog, column.type);
  const target = bottomOf(catalog, to);
  if (target.constrained) return { rewrites: true, unknown: null };
  if (!using && !castsImplicitly(from.type, target.type))
    return { rewrites: true, unknown: null, impossible: true };
  return baseChange(catalog, from.type, target.type);
}

function baseChange(catalog: Catalog, from: TypeRef, to: TypeRef): TypeChange {
  if (from.array || to.array) {
    const same = from.array === to.array && from.name === to.name && sameModifiers(from, to);
    return { rewrites: !same, unknown: null };
  }
  if (from.name === 'timestamp' && to.name === 'timestamptz') return byTimeZone(catalog, from, to);
  if (from.name === 'timestamptz' && to.name === 'timestamp') return byTimeZone(catalog, from, to);
  if (from.name !== to.name && !SAME_BYTES.has(`${from.name} ${to.name}`))
    return { rewrites: true, unknown: null };
  return { rewrites: !modifierWidens(from, to), unknown: null };
}

// Since PostgreSQL 12 nothing is rewritten when the session's TimeZone is UTC.
function byTimeZone(catalog: Catalog, from: TypeRef, to: TypeRef): TypeChange {
  const zone = catalog.settings.get('timezone');
  if (zone === undefined)
    return { rewrites: true, unknown: "the session's TimeZone: under UTC nothing is rewritten" };
  const utc = /^(?:utc|gmt|etc\/utc|etc\/gmt|zulu|uct|etc\/uct|greenwich|universal)$/i.test(zone);
  return { rewrites: !utc || !modifierWidens({ ...from, name: to.name }, to), unknown: null };
}

const sameModifiers = (from: TypeRef, to: TypeRef): boolean => from.modifiers.join() === to.modifiers.join();

/** Whether the new modifier neither changes nor refuses any stored value. */
function modifierWidens(from: TypeRef, to: TypeRef): boolean {
  if (sameModifiers(from, to)) return true;
  // `bpchar` is padded with blanks and `bit` has a fixed length, so another length changes the value.
  if (to.name === 'bpchar' || to.name === 'bit') return false;
  if (to.modifiers.length === 0) return true;
  if (to.name === 'interval') return intervalWidens(from, to);
  if (from.modifiers.length === 0) return Number(to.modifiers[0]) >= 6 && /^time/.test(to.name);
  const [length = 0, scale = 0] = from.modifiers.map(Number);
  const [newLength = 0, newScale = 0] = to.modifiers.map(Number);
  return newLength >= length && (to.name !== 'numeric' || newScale === scale);
}

const FULL_RANGE = '32767';

function intervalWidens(from: TypeRef, to: TypeRef): boolean {
  const [fields = FULL_RANGE, precision = '6'] = from.modifiers;
  const [newFields = FULL_RANGE, newPrecision = '6'] = to.modifiers;
  const covers = newFields === FULL_RANGE || (Number(fields) & ~Number(newFields)) === 0;
  return covers && Number(newPrecision) >= Number(precision);
}

function isOwnColumn(catalog: Catalog, column: Column, using: unknown): boolean {
  let node = using;
  for (let cast = as(node, 'TypeCast'); cast; cast = as(node, 'TypeCast')) {
    const to = bottomOf(catalog, typeRef(catalog, fieldNode(cast['typeName'])));
    if (baseChange(catalog, bottomOf(catalog, column.type).type, to.type).rewrites) return false;
    node = cast['arg'];
  }
  return namesOf(as(node, 'ColumnRef')?.['fields']).at(-1) === column.name;
}

/**
 * Whether values are converted without USING. A column's default always needs such a cast, even when USING is given.
 */
export function castsImplicitly(from: TypeRef, to: TypeRef): boolean {
  if (from.name === to.name || from.name === '' || TEXTS.includes(to.name)) return true;
  if (from.array !== to.array) return false;
  for (const group of [NUMBERS, TEXTS, TIMES])
    if (group.includes(from.name)) return !incompatible(group, from, to);
  return true;
}

const incompatible = (group: readonly string[], from: TypeRef, to: TypeRef): boolean =>
  !group.includes(to.name) &&
  !SAME_BYTES.has(`${from.name} ${to.name}`) &&
  !/^(?:interval|time|money|reg\w+|oid)$/.test(to.name);

/** The type that a domain is based on, through any domains in between, and whether one of them constrains values. */
export function bottomOf(
  catalog: Catalog,
  type: TypeRef,
): { readonly type: TypeRef; readonly constrained: boolean } {
  const user = type.array ? undefined : catalog.types.get(type.name);
  if (user?.kind !== 'domain') return { type, constrained: false };
  const below = bottomOf(catalog, user.base);
  return { type: below.type, constrained: below.constrained || user.notNull || user.checks.size > 0 };
}

/** A domain's default, or that of a domain which it is based on. */
export function domainDefault(catalog: Catalog, type: TypeRef): unknown {
  const user = type.array ? undefined : catalog.types.get(type.name);
  if (user?.kind !== 'domain') return null;
  return user.default ?? domainDefault(catalog, user.base);
}
