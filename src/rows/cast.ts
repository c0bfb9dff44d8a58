import { Raised, Undecided } from './undecided.ts';
import { booleanOf, DAY, type JsonValue, type List, parseAs, textOf, type Value } from './value.ts';

/** The target of a cast: the last part of the type's name, as the parser spells it: `int4`, `bpchar`, `status`. */
export interface CastTarget {
  readonly name: string;
  readonly array: boolean;
}

const TEXT = new Set(['text', 'varchar', 'bpchar', 'name', 'citext']);
const WHOLE = new Set(['int2', 'int4', 'int8', 'smallint', 'integer', 'bigint']);
const FRACTION = new Set(['numeric', 'float4', 'float8']);

const NEVER_BLANK = new Set([
  ...[...WHOLE, ...FRACTION, 'bool', 'uuid', 'json', 'jsonb', 'inet', 'cidr'],
  ...['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'],
]);

export const isTextType = (name: string): boolean => TEXT.has(name);

/** `value::target`. A type that isn't known here keeps the text unchanged: an enum's label, a uuid, an address. */
export function cast(value: Value, target: CastTarget): Value {
  if (value === null) return null;
  if (typeof value === 'string' && isRefused(value, target)) throw new Raised(`it is no ${target.name}`);
  return castPresent(value, target);
}

function castPresent(value: Exclude<Value, null>, target: CastTarget): Value {
  if (target.array) return castList(value, target);
  if (TEXT.has(target.name)) return castToText(value);
  if (WHOLE.has(target.name) || FRACTION.has(target.name)) return castToNumber(value, WHOLE.has(target.name));
  switch (target.name) {
    case 'bool':
      return typeof value === 'string' ? (booleanOf(value) ?? undecided(target)) : value;
    case 'date':
      return castToDate(value, target);
    case 'timestamp':
    case 'timestamptz':
      return castWithin('timestamp', value, target);
    case 'time':
      return castWithin('time', value, target);
    case 'interval':
      return castWithin('interval', value, target);
    case 'bytea':
      return castWithin('bytes', value, target);
    case 'json':
    case 'jsonb':
      return castWithin('json', value, target);
    case 'uuid':
      return typeof value === 'string' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
        ? value
        : undecided(target);
    default:
      return typeof value === 'string' ? value : undecided(target);
  }
}

/** Whether PostgreSQL is known to refuse this text as a value of the type. */
function isRefused(text: string, { name, array }: CastTarget): boolean {
  if (TEXT.has(name) && !array) return false;
  if (text.trim() === '') return array || NEVER_BLANK.has(name);
  if (array) return !/[{[]/.test(text);
  if (name === 'uuid') return /[^0-9a-f{}-]/i.test(text);
  // Hexadecimal and underscores from PostgreSQL 16 on.
  if (WHOLE.has(name)) return !/^\s*[+-]?(?:\d[\d_]*|0[xob][\da-f_]+)\s*$/i.test(text);
  return FRACTION.has(name) && !/^[\s\dxob_a-f.e+-]*$|nan|inf/i.test(text);
}

function undecided(target: CastTarget): never {
  throw new Undecided(`a cast to ${target.name} has no evaluator for this value`);
}

function castList(value: Value, target: CastTarget): Value {
  const list = typeof value === 'string' ? (parseAs('list', value) as List | null) : value;
  if (list === null || typeof list !== 'object' || list.kind !== 'list') return undecided(target);
  return { kind: 'list', items: list.items.map((item) => cast(item, { ...target, array: false })) };
}

function castToText(value: Exclude<Value, null>): Value {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  // Only a date's text is certain. The text of other values depends on scales and session settings.
  return typeof value === 'object' && value.kind === 'date'
    ? textOf(value)
    : undecided({ name: 'text', array: false });
}

function castToNumber(value: Exclude<Value, null>, whole: boolean): Value {
  const number = typeof value === 'boolean' ? Number(value) : Number(jsonNumber(value));
  if (typeof value === 'object' && value.kind !== 'json') return undecided({ name: 'numeric', array: false });
  const blank = typeof value === 'string' && value.trim() === '';
  if (blank || Number.isNaN(number)) return undecided({ name: 'numeric', array: false });
  return whole ? Math.round(number) : number;
}

const jsonNumber = (value: Exclude<Value, null>): unknown =>
  typeof value === 'object' && value.kind === 'json' ? (value as JsonValue).json : value;

function castToDate(value: Exclude<Value, null>, target: CastTarget): Value {
  const date = castWithin('date', value, target);
  if (date === null || typeof date !== 'object' || !('us' in date)) return undecided(target);
  return { kind: 'date', us: Math.floor(date.us / DAY) * DAY };
}

function castWithin(
  kind: 'date' | 'timestamp' | 'time' | 'interval' | 'bytes' | 'json',
  value: Exclude<Value, null>,
  target: CastTarget,
): Value {
  if (typeof value === 'string') return parseAs(kind, value) ?? undecided(target);
  if (typeof value !== 'object') return undecided(target);
  if (value.kind === kind) return value;
  if (kind === 'timestamp' && value.kind === 'date') return { kind, us: value.us };
  if (kind === 'date' && value.kind === 'timestamp') return { kind, us: value.us };
  return undecided(target);
}
