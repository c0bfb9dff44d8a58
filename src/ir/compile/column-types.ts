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
  `aclitem bigint bit boolean box bpchar bytea "char" character cid cidr circle date datemultirange daterange double gtsvector inet
  int2vector int4multirange int4range int8multirange int8range integer interval json jsonb jsonpath line lseg macaddr macaddr8 money
  name numeric nummultirange numrange oid oidvector path pg_lsn pg_snapshot point polygon real refcursor regclass regcollation
  regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype smallint text tid time timestamp
  tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid xml xid xid8`.split(
    /\s+/,
  ),
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
  const modifiers = modifiersOf(node, written);
  if (modifiers === null) return null;
  const array = listOf(node.arrayBounds).length > 0 ? '[]' : '';
  return printed(names, modifiers) + array;
}

/** What stands in parentheses. `geometry(Point,4326)` has a word there, which keeps its case. `null` for anything else. */
function modifiersOf(node: Fields<'TypeName'>, written: string): readonly string[] | null {
  const given = listOf(node.typmods);
  const numbers = given.flatMap(({ A_Const }) => (A_Const?.ival ? [String(A_Const.ival.ival ?? 0)] : []));
  if (numbers.length === given.length) return numbers;
  const [, words = ''] = /\(([^()]*)\)(?:\s*\[\d*\])*\s*$/.exec(written) ?? [];
  const read = words.split(',').map((word) => word.trim());
  return read.length === given.length && read.every((word) => /^-?\w+$/.test(word)) ? read : null;
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

// The parser gives the fields of INTERVAL DAY TO SECOND as a bit mask, format_type spells them out.
const INTERVAL_FIELDS: Readonly<Record<string, string>> = {
  2: ' month',
  4: ' year',
  6: ' year to month',
  8: ' day',
  1024: ' hour',
  1032: ' day to hour',
  2048: ' minute',
  3072: ' hour to minute',
  3080: ' day to minute',
  4096: ' second',
  6144: ' minute to second',
  7168: ' hour to second',
  7176: ' day to second',
  32767: '',
};

function printed(names: readonly string[], modifiers: readonly string[]): string {
  const suffix = modifiers.length > 0 ? `(${modifiers.join(',')})` : '';
  const isOwn = names.length > 1 && names[0] !== 'pg_catalog';
  if (isOwn) return names.map(quoteIdentifier).join('.') + suffix;
  const last = names.at(-1) ?? '';
  if (last === 'interval') return intervalType(modifiers);
  // `char` means char(1), and format_type prints it so; `bpchar` has any length.
  if (last === 'bpchar' && names.length === 1 && suffix === '') return last;
  const base = PRINTED[last] ?? (names.length > 1 ? last : quoteIdentifier(last));
  // The precision of a time is in the middle of its name: timestamp(3) with time zone.
  const [head, ...rest] = base.split(' ');
  if (suffix !== '' && /^time(stamp)?$/.test(head ?? '')) return `${head}${suffix} ${rest.join(' ')}`;
  return base + suffix;
}

const intervalType = ([fields = '', precision]: readonly string[]): string =>
  `interval${INTERVAL_FIELDS[fields] ?? ''}${precision === undefined ? '' : `(${precision})`}`;
