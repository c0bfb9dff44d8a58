import { quoteIdentifier } from '../../sql/identifier.ts';
import { type Fields, listOf, namesOf } from '../../sql/node.ts';
import { parseSql, SqlSyntaxError } from '../../sql/parser.ts';

/** The PostgreSQL type of each built-in scalar, as `format_type` spells it. */
export const SCALARS: Readonly<Record<string, string>> = {
  ID: 'uuid',
  String: 'text',
  Int: 'integer',
  Float: 'double precision',
  Boolean: 'boolean',
  DateTime: 'timestamp with time zone',
  Date: 'date',
  Time: 'time without time zone',
  UUID: 'uuid',
  JSON: 'jsonb',
  BigInt: 'bigint',
  Decimal: 'numeric',
  Bytes: 'bytea',
  Inet: 'inet',
  Interval: 'interval',
};

// Names that the parser gives to built-in types, and how format_type prints those types.
const PRINTED: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  bpchar: 'character',
  timestamptz: 'timestamp with time zone',
  timestamp: 'timestamp without time zone',
  timetz: 'time with time zone',
  time: 'time without time zone',
  varbit: 'bit varying',
  decimal: 'numeric',
};

// Unqualified types that a column may have on every major: pg_type without pseudo-types and the row types of
// catalogs.
const BUILT_IN = new Set(
  `bigint bit boolean box bytea "char" character cidr circle date datemultirange daterange double inet int4multirange int4range
  int8multirange int8range integer interval json jsonb jsonpath line lseg macaddr macaddr8 money name numeric nummultirange numrange
  oid path pg_lsn point polygon real regclass regproc regtype smallint text time timestamp tsmultirange tsquery tsrange
  tstzmultirange tstzrange tsvector uuid xml xid xid8`.split(/\s+/),
);

/** Whether a canonical type is one of PostgreSQL's own. */
export const isBuiltIn = (type: string): boolean => BUILT_IN.has(type.replace(/[ ([].*$/, ''));

/**
 * Whether a canonical type is built in or names its schema. Not so: `serial`, a typo, a type of an extension without
 * its schema.
 */
export const isKnownType = (type: string): boolean =>
  /^(?:"(?:[^"]|"")+"|\w+)\./.test(type) || isBuiltIn(type);

/**
 * A type as PostgreSQL's `format_type` would print it: `varchar(20)` gives `character varying(20)`.
 *
 * @returns `null` when the text is not exactly one type name.
 */
export function canonicalType(written: string): string | null {
  const node = parseTypeName(written);
  if (!node?.names || node.setof) return null;
  const names = namesOf(node.names);
  const modifiers = listOf(node.typmods).map((modifier) => modifier.A_Const?.ival?.ival ?? 0);
  // The parser gives the fields of INTERVAL DAY TO SECOND as a bit mask, format_type spells them out.
  if (names.at(-1) === 'interval' && modifiers.length > 0) return null;
  const array = listOf(node.arrayBounds).length > 0 ? '[]' : '';
  return printed(names, modifiers) + array;
}

function parseTypeName(written: string): Fields<'TypeName'> | null {
  try {
    const [statement, ...more] = parseSql(`SELECT NULL::${written}`);
    const select = statement?.stmt.SelectStmt;
    const [target, ...others] = listOf(select?.targetList).map(({ ResTarget }) => ResTarget);
    if (more.length > 0 || others.length > 0 || select?.fromClause || select?.whereClause) return null;
    return target?.name === undefined ? (target?.val?.TypeCast?.typeName ?? null) : null;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return null;
    throw error;
  }
}

function printed(names: readonly string[], modifiers: readonly number[]): string {
  const last = names.at(-1) ?? '';
  const suffix = modifiers.length > 0 ? `(${modifiers.join(',')})` : '';
  if (names.length > 1 && names[0] !== 'pg_catalog') return names.map(quoteIdentifier).join('.') + suffix;
  const base = PRINTED[last] ?? (names.length > 1 ? last : quoteIdentifier(last));
  // The precision of a time is in the middle of its name: timestamp(3) with time zone.
  const [head, ...rest] = base.split(' ');
  if (suffix !== '' && /^time(stamp)?$/.test(head ?? '')) return `${head}${suffix} ${rest.join(' ')}`;
  // `char` means char(1), and format_type prints it so.
  return base === 'character' && suffix === '(1)' ? 'character(1)' : base + suffix;
}
