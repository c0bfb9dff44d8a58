import { familyOf, parseColumnType } from '../../ir/column-type.ts';
import type { CheckConstraint, ColumnObject, EnumObject } from '../../ir/schema.ts';
import type { TableModel } from '../../ir/tables.ts';
import { isRequiredJson } from '../rows/columns.ts';
import { quoted } from '../rows/names.ts';
import { checkCode } from './check-code.ts';

/** Definitions that a generated file contains if it uses them. */
export const PRELUDE = {
  text: `// PostgreSQL keeps no NUL and no half of a surrogate pair, and counts code points.
const text = z.string().refine((value) => !/[\\0\\p{Cs}]/u.test(value), 'Not a text PostgreSQL can hold');`,
  upTo: `const upTo = (length: number) => text.refine((value) => [...value].length <= length, \`Longer than \${length}\`);`,
  digits: `// Some drivers give a number or a bigint where others keep the digits as text.
const digits = (value: unknown) => (typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : value);`,
  int8: `const int8 = z.preprocess(
  digits,
  z.string().refine(
    (value) => /^-?\\d{1,19}$/.test(value) && BigInt.asIntN(64, BigInt(value)) === BigInt(value),
    'Not a bigint',
  ),
);`,
  moment: `// A Date, or its text as PostgreSQL and JSON write it; 30 February is none.
const moment = z.preprocess((value) => {
  const [, day = '', time = 'T00:00', zone = 'Z'] =
    typeof value === 'string' ? (/^(\\d{4}-\\d\\d-\\d\\d)([T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)?(Z|[+-]\\d\\d(?::?\\d\\d)?)?$/.exec(value) ?? []) : [];
  const offset = zone.length === 3 ? \`\${zone}:00\` : zone;
  const date = new Date(\`\${day}\${time.replace(' ', 'T')}\${offset}\`);
  const exists = day !== '' && !Number.isNaN(date.getTime()) && new Date(\`\${day}T00:00Z\`).toISOString().startsWith(day);
  return exists ? date : value;
}, z.date());`,
  float8: `// NaN and the infinities are values of a float column; z.number() refuses them.
const float8 = z.custom<number>((value) => typeof value === 'number', 'Not a number');`,
  float4: `const float4 = z.custom<number>(
  (value) => typeof value === 'number' && Number.isFinite(value) === Number.isFinite(Math.fround(value)),
  'Not a real',
);`,
  numeric: `const numeric = z.string().regex(/^(?:-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|NaN|-?Infinity)$/, 'Not a numeric');`,
  decimal: `// PostgreSQL rounds surplus places away without a word: they are refused here.
const decimal = (precision: number, scale: number) =>
  z.string().refine((value) => {
    const [, whole = '', places = ''] = /^-?0*(\\d*?)(?:\\.(\\d+))?$/.exec(value) ?? [];
    return value === 'NaN' || (/\\d/.test(value) && /^-?\\d*(?:\\.\\d+)?$/.test(value) && whole.length <= precision - scale && places.length <= scale);
  }, \`Not a numeric(\${precision}, \${scale})\`);`,
  time: `const time = z.string().regex(/^(?:(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,6})?)?|24:00:00)$/, 'Not a time');`,
  network: 'const network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);',
  bytes: "const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'Not a Uint8Array');",
  present: `// A driver sends null as NULL, never as JSON's null.
const present = z.union([z.string(), z.number(), z.boolean(), z.array(z.json()), z.record(z.string(), z.json())]);`,
} as const;

export type PreludeName = keyof typeof PRELUDE;

export interface ColumnSchema {
  readonly code: string;
  /** Check constraints that the generated code enforces. */
  readonly checks: readonly CheckConstraint[];
}

export interface Writing {
  /** Whether the schema is for rows to insert, or for rows that were read. */
  readonly insert: boolean;
  readonly enumName: (id: EnumObject['id']) => string;
  /** Definitions of the prelude that the file needs. */
  readonly used: Set<PreludeName>;
}

/** The zod schema of one column's values. */
export function columnSchema(column: ColumnObject, model: TableModel, writing: Writing): ColumnSchema {
  const { array } = parseColumnType(column.type);
  const item = itemSchema(column, writing);
  const code = array ? `z.array(${item}).readonly()` : item;
  const checks = array ? [] : model.checks.flatMap((check) => checked(check, column));
  const refined = checks.map(({ code: test, check }) => `.refine(${test}, ${quoted(check.name)})`).join('');
  const nullable = column.notNull || code === 'z.unknown()' ? '' : '.nullable()';
  return { code: `${code}${refined}${nullable}`, checks: checks.map(({ check }) => check) };
}

function checked(
  check: CheckConstraint,
  column: ColumnObject,
): readonly { code: string; check: CheckConstraint }[] {
  const code = checkCode(check, column);
  return code === null ? [] : [{ code, check }];
}

function itemSchema(column: ColumnObject, { insert, enumName, used }: Writing): string {
  const { name, modifiers } = parseColumnType(column.type);
  const use = (prelude: PreludeName, args = ''): string => {
    used.add(prelude);
    return `${prelude}${args}`;
  };
  switch (familyOf(column)) {
    case 'enum':
      return column.enumType === null ? 'z.unknown()' : enumName(column.enumType);
    case 'boolean':
      return 'z.boolean()';
    case 'int2':
      return 'z.int().min(-32768).max(32767)';
    case 'int4':
      return 'z.int32()';
    case 'int8':
      used.add('digits');
      return use('int8');
    case 'float':
      return use(name === 'real' ? 'float4' : 'float8');
    case 'numeric':
      return decimalSchema(modifiers, use);
    case 'text':
    case 'char':
      return textSchema(name, modifiers, use);
    case 'uuid':
      return 'z.guid()';
    case 'date':
    case 'timestamp':
      return use('moment');
    case 'time':
      return use('time');
    case 'interval':
      return 'z.string().min(1)';
    case 'json':
      return insert && isRequiredJson(column) ? use('present') : 'z.json()';
    case 'bytes':
      return use('bytes');
    case 'network':
      return use('network');
    case 'other':
      return 'z.unknown()';
  }
}

type Use = (prelude: PreludeName, args?: string) => string;

function decimalSchema(modifiers: readonly number[], use: Use): string {
  const [precision, scale = 0] = modifiers;
  return precision === undefined ? use('numeric') : use('decimal', `(${precision}, ${scale})`);
}

function textSchema(name: string, modifiers: readonly number[], use: Use): string {
  const [length = name === 'character' ? 1 : undefined] = modifiers;
  const plain = use('text');
  return length === undefined ? plain : use('upTo', `(${length})`);
}
