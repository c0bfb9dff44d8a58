import { operate } from './operators.ts';
import { Undecided } from './undecided.ts';
import { DAY, type JsonValue, type List, SECOND, type Value } from './value.ts';

type Present = Exclude<Value, null>;
type Run = (...args: readonly Present[]) => Value;

const bytesOf = (value: Present): number =>
  typeof value === 'object' && value.kind === 'bytes'
    ? value.hex.length / 2
    : new TextEncoder().encode(text(value)).length;

function text(value: Present | undefined): string {
  if (typeof value !== 'string') throw new Undecided('the function wants text');
  return value;
}

function number(value: Present | undefined): number {
  if (typeof value !== 'number') throw new Undecided('the function wants a number');
  return value;
}

function list(value: Present | undefined): List {
  if (typeof value === 'object' && value.kind === 'list') return value;
  throw new Undecided('the function wants an array');
}

function json(value: Present | undefined): unknown {
  if (typeof value === 'object' && value.kind === 'json') return (value as JsonValue).json;
  throw new Undecided('the function wants JSON');
}

const lengthOf: Run = (value) =>
  typeof value === 'object' && value.kind === 'bytes' ? value.hex.length / 2 : [...text(value)].length;

const trimmed =
  (pattern: (set: string) => RegExp): Run =>
  (value, set) =>
    text(value).replaceAll(pattern(escapeSet(set === undefined ? ' ' : text(set))), '');
const escapeSet = (set: string): string => set.replace(/[\]\\^-]/g, '\\$&');

/**
 * Times that are compared with the clock are before this or from the year 2999 on, so that the real clock, whenever
 * it is asked, lies in between.
 */
export const CLOCK_US = Date.UTC(2024, 5, 1, 12) * 1000;
const clock: Run = () => ({ kind: 'timestamp', us: CLOCK_US });
const today: Run = () => ({ kind: 'date', us: Math.floor(CLOCK_US / DAY) * DAY });

/** Functions that are strict: NULL for any NULL argument. */
const STRICT: ReadonlyMap<string, Run> = new Map<string, Run>([
  ['length', lengthOf],
  ['char_length', lengthOf],
  ['character_length', lengthOf],
  ['octet_length', (value) => (value === undefined ? null : bytesOf(value))],
  ['lower', (value) => text(value).toLowerCase()],
  ['upper', (value) => text(value).toUpperCase()],
  ['btrim', trimmed((set) => new RegExp(`^[${set}]+|[${set}]+$`, 'gu'))],
  ['ltrim', trimmed((set) => new RegExp(`^[${set}]+`, 'gu'))],
  ['rtrim', trimmed((set) => new RegExp(`[${set}]+$`, 'gu'))],
  ['reverse', (value) => [...text(value)].reverse().join('')],
  ['position', (value, part) => text(value).indexOf(text(part)) + 1],
  ['strpos', (value, part) => text(value).indexOf(text(part)) + 1],
  ['starts_with', (value, part) => text(value).startsWith(text(part))],
  ['left', (value, n) => [...text(value)].slice(0, number(n)).join('')],
  [
    'right',
    (value, n) => (number(n) <= 0 ? undecided('right') : [...text(value)].slice(-number(n)).join('')),
  ],
  ['substring', (value, from, count) => substring(text(value), from, count)],
  ['substr', (value, from, count) => substring(text(value), from, count)],
  ['abs', (value) => Math.abs(number(value))],
  ['floor', (value) => Math.floor(number(value))],
  ['ceil', (value) => Math.ceil(number(value))],
  ['ceiling', (value) => Math.ceil(number(value))],
  ['sign', (value) => Math.sign(number(value))],
  ['mod', (a, b) => operate('%', number(a), number(b))],
  ['round', (value, digits) => round(number(value), digits === undefined ? 0 : number(digits))],
  ['jsonb_typeof', (value) => jsonType(json(value))],
  ['json_typeof', (value) => jsonType(json(value))],
  ['jsonb_array_length', (value) => arrayLength(json(value))],
  ['json_array_length', (value) => arrayLength(json(value))],
  ['cardinality', (value) => list(value).items.length],
  ['array_length', (value) => list(value).items.length || null],
  ['now', clock],
  ['current_timestamp', clock],
  ['transaction_timestamp', clock],
  ['statement_timestamp', clock],
  ['clock_timestamp', clock],
  ['localtimestamp', clock],
  ['current_date', today],
  ['date_trunc', (field, value) => truncate(text(field), value)],
  ['extract', (field, value) => extract(text(field), value)],
  ['date_part', (field, value) => extract(text(field), value)],
  [
    'timezone',
    (zone, value) => (/^utc$/i.test(text(zone)) && value !== undefined ? value : undecided('timezone')),
  ],
]);

/** Functions that are called with NULL arguments too. */
const LENIENT: ReadonlyMap<string, (...args: readonly Value[]) => Value> = new Map<
  string,
  (...args: readonly Value[]) => Value
>([
  ['num_nonnulls', (...args) => args.filter((arg) => arg !== null).length],
  ['num_nulls', (...args) => args.filter((arg) => arg === null).length],
  ['concat', (...args) => args.map((arg) => (arg === null ? '' : text(arg))).join('')],
]);

/** Whether the function gives the current time or date. */
export const isClock = (name: string): boolean => STRICT.get(name) === clock || STRICT.get(name) === today;

/** Calls a built-in function. */
export function callFunction(name: string, args: readonly Value[], scope: { readonly user: string }): Value {
  if (name === 'current_user' || name === 'session_user') return scope.user;
  const lenient = LENIENT.get(name);
  if (lenient) return lenient(...args);
  const strict = STRICT.get(name);
  if (!strict) throw new Undecided(`${name}() has no evaluator`);
  if (args.includes(null)) return null;
  return strict(...(args as readonly Present[]));
}

/** Throws when `callFunction` knows no such function. Asked when an expression is read, before any row is tried. */
callFunction.assertKnown = (name: string): void => {
  if (!STRICT.has(name) && !LENIENT.has(name)) throw new Undecided(`${name}() has no evaluator`);
};

function undecided(name: string): never {
  throw new Undecided(`${name}() has no evaluator for these values`);
}

function substring(value: string, from: Present | undefined, count: Present | undefined): Value {
  const start = number(from) - 1;
  const end = count === undefined ? undefined : start + number(count);
  return [...value].slice(Math.max(0, start), end === undefined ? undefined : Math.max(0, end)).join('');
}

// PostgreSQL rounds numeric halves away from zero and float halves to even. The type isn't known here, so halves are
// undecided.
function round(value: number, digits: number): Value {
  const scaled = Number((value * 10 ** digits).toPrecision(15));
  if (Math.abs(scaled % 1) === 0.5) return undecided('round');
  return Math.round(scaled) / 10 ** digits;
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

const arrayLength = (value: unknown): Value =>
  Array.isArray(value) ? value.length : undecided('json_array_length');

function truncate(field: string, value: Present | undefined): Value {
  if (typeof value !== 'object' || (value.kind !== 'date' && value.kind !== 'timestamp'))
    return undecided('date_trunc');
  const at = new Date(value.us / 1000);
  // A timestamptz is truncated in the session's time zone. Only for a date is the answer always the same.
  if (value.kind === 'timestamp') return undecided('date_trunc');
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  switch (field.toLowerCase()) {
    case 'year':
      return { kind: 'timestamp', us: Date.UTC(year, 0, 1) * 1000 };
    case 'month':
      return { kind: 'timestamp', us: Date.UTC(year, month, 1) * 1000 };
    case 'day':
      return { kind: 'timestamp', us: Date.UTC(year, month, day) * 1000 };
    default:
      return undecided('date_trunc');
  }
}

function extract(field: string, value: Present | undefined): Value {
  if (typeof value !== 'object' || !('us' in value) || value.kind === 'interval') return undecided('extract');
  const at = new Date(value.us / 1000);
  switch (field.toLowerCase()) {
    case 'year':
      return at.getUTCFullYear();
    case 'month':
      return at.getUTCMonth() + 1;
    case 'day':
      return at.getUTCDate();
    case 'hour':
      return at.getUTCHours();
    case 'minute':
      return at.getUTCMinutes();
    case 'second':
      return (value.us / SECOND) % 60;
    case 'dow':
      return at.getUTCDay();
    case 'isodow':
      return at.getUTCDay() || 7;
    default:
      return undecided('extract');
  }
}
