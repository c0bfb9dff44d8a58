import type { Directive, Literal } from '../../sdl/document.ts';
import { quoteLiteral } from '../../sql/identifier.ts';
import { as, listOf } from '../../sql/node.ts';
import { parseSql, SqlSyntaxError } from '../../sql/parser.ts';
import type { EnumObject } from '../schema.ts';
import { spanOfArgument, text } from './arguments.ts';
import { type Compilation, report } from './compilation.ts';
import { checkExpression } from './expression.ts';

/** The column that a default is for. */
export interface DefaultFor {
  readonly field: string;
  /** Canonical type. */
  readonly type: string;
  /** The enum, when the type or the type of its elements is one. */
  readonly enumType: EnumObject | null;
}

/** The DEFAULT of a column as SQL. `null` when there is none, or after a diagnostic was reported. */
export function compileDefault(
  compilation: Compilation,
  directive: Directive,
  column: DefaultFor,
): string | null {
  const value = directive.args['value']?.value;
  const expression = text(directive, 'expr');
  if ((value === undefined) === (expression === null)) {
    return report(
      compilation,
      'INVALID_DEFAULT',
      directive.span,
      `The default of "${column.field}" needs exactly one of "value" and "expr".`,
      'Use value for a literal, expr for SQL such as "now()".',
    );
  }
  if (expression !== null) {
    const place = { table: null, subqueries: false, what: 'default' };
    const sql = checkExpression(compilation, expression, spanOfArgument(directive, 'expr'), place);
    return sql === null || standsBare(sql) ? sql : `(${sql})`;
  }
  const sql =
    value === undefined
      ? null
      : literalSql(value, column.type, column.enumType && withLabels(compilation, column.enumType));
  if (sql !== null) return sql;
  const members = column.enumType ? ` (${column.enumType.values.join(', ')})` : '';
  return report(
    compilation,
    'INVALID_DEFAULT',
    spanOfArgument(directive, 'value'),
    `The default of "${column.field}" is not a literal of its type ${column.type}${members}.`,
    expressionHint(value),
  );
}

/**
 * Whether an expression may follow DEFAULT without parentheses. With AND, IN, IS NULL, AT TIME ZONE or COLLATE it may
 * not: the parser would take these as part of the column definition.
 */
function standsBare(expression: string): boolean {
  const known = BARE.get(expression);
  if (known !== undefined) return known;
  const bare = parsesBare(expression);
  BARE.set(expression, bare);
  return bare;
}

// Results of earlier parses: thousands of columns share a dozen defaults.
const BARE = new Map<string, boolean>();

function parsesBare(expression: string): boolean {
  if (/^\w+\(\)$/.test(expression)) return true;
  try {
    const [statement] = parseSql(`CREATE TABLE t (c text DEFAULT ${expression} NOT NULL)`);
    const column = as(listOf(as(statement?.stmt, 'CreateStmt')?.['tableElts'])[0], 'ColumnDef');
    return listOf(column?.['constraints']).length === 2 && column?.['collClause'] === undefined;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return false;
    throw error;
  }
}

const expressionHint = (value: Literal | undefined): string | null =>
  value?.kind === 'string' && /\w\(.*\)|^current_/i.test(value.value)
    ? `For an SQL expression write @wes_default(expr: ${JSON.stringify(value.value)}).`
    : null;

/** A literal as SQL of the given type; `null` when the literal does not fit the type. */
function literalSql(value: Literal, type: string, enumType: Labelled | null): string | null {
  if (type.endsWith('[]')) return arraySql(value, type, enumType);
  if (enumType) return enumSql(value, type, enumType);
  if (/^jsonb?$/.test(type)) return `${quoteLiteral(jsonText(value))}::${type}`;
  if (value.kind === 'boolean') return type === 'boolean' ? String(value.value) : null;
  if (value.kind === 'int' || value.kind === 'float') return numberSql(value.text, value.kind, type);
  if (value.kind !== 'string') return null;
  return TEXT_FORMS.find(([types]) => types.test(type))?.[1](value.value, type)
    ? stringSql(value.value, type)
    : null;
}

const stringSql = (value: string, type: string): string =>
  /^(text|character)/.test(type) ? quoteLiteral(value) : `${quoteLiteral(value)}::${type}`;

/** An enum, and the label that each of its SDL values has. */
type Labelled = EnumObject & { readonly labels: ReadonlyMap<string, string> };

const withLabels = ({ labels }: Compilation, type: EnumObject): Labelled => ({
  ...type,
  labels: labels.get(type.id) ?? new Map(),
});

function enumSql(value: Literal, type: string, { values, labels }: Labelled): string | null {
  const written = value.kind === 'enum' ? value.name : value.kind === 'string' ? value.value : null;
  if (written === null) return null;
  // A string may be the label itself; a bare word is the value's name in the SDL.
  const label = value.kind === 'string' && values.includes(written) ? written : labels.get(written);
  return label === undefined ? null : `${quoteLiteral(label)}::${type}`;
}

function arraySql(value: Literal, type: string, enumType: Labelled | null): string | null {
  if (value.kind !== 'list') return null;
  const element = type.slice(0, -2);
  const items = value.items.map((item) =>
    item.kind === 'null' ? 'NULL' : literalSql(item, element, enumType),
  );
  return items.every((item) => item !== null) ? `ARRAY[${items.join(', ')}]::${type}` : null;
}

const INTEGER_BITS: Readonly<Record<string, bigint>> = { smallint: 16n, integer: 32n, bigint: 64n };

function numberSql(text: string, kind: 'int' | 'float', type: string): string | null {
  const bits = INTEGER_BITS[type];
  if (bits !== undefined)
    return kind === 'int' && BigInt.asIntN(Number(bits), BigInt(text)) === BigInt(text) ? text : null;
  if (type === 'double precision' || type === 'real') return Number.isFinite(Number(text)) ? text : null;
  const numeric = /^numeric(?:\((\d+),(-?\d+)\))?$/.exec(type);
  if (!numeric) return null;
  const [, precision, scale] = numeric;
  return precision === undefined || fits(text, Number(precision), Number(scale)) ? text : null;
}

// numeric(p,s) rounds to s digits after the point, and then allows at most p - s digits before it.
const fits = (text: string, precision: number, scale: number): boolean =>
  Math.round(Math.abs(Number(text)) * 10 ** scale) / 10 ** scale < 10 ** (precision - scale);

function jsonText(value: Literal): string {
  switch (value.kind) {
    case 'int':
    case 'float':
      return value.text;
    case 'list':
      return `[${value.items.map(jsonText).join(',')}]`;
    case 'object':
      return `{${value.fields.map((field) => `${JSON.stringify(field.name)}:${jsonText(field.value)}`).join(',')}}`;
    case 'enum':
      return JSON.stringify(value.name);
    case 'string':
    case 'boolean':
      return JSON.stringify(value.value);
    case 'null':
      return 'null';
  }
}

// The day must exist: JavaScript turns 30 February into 2 March.
function isDate(value: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(value);
  const date = match && new Date(`${match[0]}T00:00:00Z`);
  return date !== null && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(match?.[0] ?? '-');
}

const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?`;
const ZONE = String.raw`(Z|[+-]\d\d(:?\d\d)?)`;
const UNIT = `(years?|mons?|months?|weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?)`;

// For each family of types: is the string a literal of it? A type that matches no row can't have a string as its
// default.
const TEXT_FORMS: readonly (readonly [RegExp, (value: string, type: string) => boolean])[] = [
  [/^text$/, () => true],
  [
    /^character( varying)?(\(|$)/,
    (v, type) => [...v].length <= Number(/\d+/.exec(type)?.[0] ?? Number.POSITIVE_INFINITY),
  ],
  [/^uuid$/, (v) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(v)],
  [/^date$/, (v) => v.length === 10 && isDate(v)],
  [/^timestamp.* with time zone$/, (v) => isDate(v) && new RegExp(`^.{10}([T ]${TIME}${ZONE}?)?$`).test(v)],
  [/^timestamp/, (v) => isDate(v) && new RegExp(`^.{10}([T ]${TIME})?$`).test(v)],
  [/^time.* with time zone$/, (v) => new RegExp(`^${TIME}${ZONE}?$`).test(v)],
  [/^time/, (v) => new RegExp(`^${TIME}$`).test(v)],
  [
    /^interval/,
    (v) =>
      (new RegExp(`^(-?\\d+(\\.\\d+)? ?${UNIT} ?)*(-?\\d+:[0-5]\\d(:[0-5]\\d(\\.\\d+)?)?)?$`, 'i').test(
        v.trim(),
      ) &&
        v.trim() !== '') ||
      /^P(?!$)(\d+[YMWD])*(T(?!$)(\d+[HMS])+)?$/.test(v),
  ],
  [/^inet$/, (v) => isInet(v)],
  [/^bytea$/, (v) => /^\\x([0-9a-f]{2})*$/i.test(v)],
  [
    /^(bigint|numeric)/,
    (v, type) => /^-?\d+(\.\d+)?$/.test(v) && numberSql(v, v.includes('.') ? 'float' : 'int', type) !== null,
  ],
];

function isInet(value: string): boolean {
  const [address = '', bits, ...more] = value.split('/');
  const v4 =
    /^(\d{1,3})(\.\d{1,3}){3}$/.test(address) && address.split('.').every((part) => Number(part) < 256);
  const v6 = address.includes(':') && URL.canParse(`http://[${address}]/`);
  const widest = v4 ? 32 : 128;
  return (
    (v4 || v6) && more.length === 0 && (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= widest))
  );
}
