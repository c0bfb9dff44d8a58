import type { ColumnObject, ObjectId } from '../ir/schema.ts';

/** The type of a field, and the arguments of `@wes_column` that it needs to be the column's type. */
export interface FieldType {
  readonly name: string;
  readonly args: { readonly type?: string; readonly numbers?: Readonly<Record<string, string>> };
}

const SCALARS: Readonly<Record<string, string>> = {
  text: 'String',
  integer: 'Int',
  bigint: 'BigInt',
  'double precision': 'Float',
  boolean: 'Boolean',
  uuid: 'UUID',
  'timestamp with time zone': 'DateTime',
  date: 'Date',
  'time without time zone': 'Time',
  jsonb: 'JSON',
  numeric: 'Decimal',
  bytea: 'Bytes',
  inet: 'Inet',
  interval: 'Interval',
};

// For types without a scalar of their own: the scalar that people would read them as.
const NEAR: readonly (readonly [RegExp, string])[] = [
  [/^(?:smallint|oid)\b/, 'Int'],
  [/^real\b/, 'Float'],
  [/^(?:money|numeric)\b/, 'Decimal'],
  [/^timestamp\b/, 'DateTime'],
  [/^time\b/, 'Time'],
  [/^interval\b/, 'Interval'],
  [/^json\b/, 'JSON'],
];

/** @param enums The types of the enums that the schema says. */
export function fieldType(
  { type, enumType }: ColumnObject,
  enums: ReadonlyMap<ObjectId, string>,
  isKey: boolean,
): FieldType | null {
  const array = type.endsWith('[]');
  const base = array ? type.slice(0, -2) : type;
  const list = (name: string): string => (array ? `[${name}]` : name);
  if (enumType !== null) {
    const name = enums.get(enumType);
    return name === undefined ? null : { name: list(name), args: {} };
  }
  if (base === 'uuid' && isKey) return { name: list('ID'), args: {} };
  const scalar = SCALARS[base];
  if (scalar !== undefined) return { name: list(scalar), args: {} };
  const [, length] = /^character varying\((\d+)\)$/.exec(base) ?? [];
  if (length !== undefined) return { name: list('String'), args: { numbers: { length } } };
  const [, precision, scale] = /^numeric\((\d+),(-?\d+)\)$/.exec(base) ?? [];
  if (precision !== undefined && scale !== undefined)
    return { name: list('Decimal'), args: { numbers: { precision, ...(scale === '0' ? {} : { scale }) } } };
  const near = NEAR.find(([pattern]) => pattern.test(base))?.[1] ?? 'String';
  return { name: list(near), args: { type: base } };
}
