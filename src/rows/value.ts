import { quoteLiteral } from '../sql/identifier.ts';

/** A point in time or of the day. Microseconds since 1970 in UTC, or since midnight for a time. */
export interface Moment {
  readonly kind: 'date' | 'timestamp' | 'time';
  readonly us: number;
}

/** Microseconds; a month counts 30 days, as PostgreSQL compares intervals. */
export interface Interval {
  readonly kind: 'interval';
  readonly us: number;
}

interface Bytes {
  readonly kind: 'bytes';
  /** Lower-case hexadecimal digits, two for each byte. */
  readonly hex: string;
}

export interface JsonValue {
  readonly kind: 'json';
  readonly json: unknown;
}

export interface List {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

/** An SQL value, as far as CHECK constraints and policies look at it. Enums, uuids and addresses are texts. */
export type Value = null | boolean | number | string | Moment | Interval | Bytes | JsonValue | List;

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const DAY = 86_400 * SECOND;

/** The value as an SQL literal without a type; the column gives it its type: `null`, `12`, `'2020-01-01'`. */
export function literal(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean' || typeof value === 'number') return String(value);
  return quoteLiteral(textOf(value));
}

/** The value as PostgreSQL would read it from text. */
export function textOf(value: Exclude<Value, null>): string {
  if (typeof value !== 'object') return String(value);
  switch (value.kind) {
    case 'date':
      return isoOf(value.us).slice(0, 10);
    case 'timestamp':
      return `${isoOf(value.us).replace('T', ' ').slice(0, -1)}+00`;
    case 'time':
      return isoOf(value.us).slice(11, 19);
    case 'interval':
      return `${value.us / SECOND} seconds`;
    case 'bytes':
      return `\\x${value.hex}`;
    case 'json':
      return JSON.stringify(value.json);
    case 'list':
      return `{${value.items.map(arrayItem).join(',')}}`;
  }
}

const isoOf = (us: number): string => new Date(us / 1000).toISOString();

const arrayItem = (item: Value): string =>
  item === null ? 'NULL' : `"${textOf(item).replace(/["\\]/g, '\\$&')}"`;

/** A text that is the same for equal values of one column. */
export const keyOf = (value: Value): string =>
  value !== null && typeof value === 'object' ? `${value.kind}:${textOf(value)}` : `${typeof value}:${value}`;

/**
 * Less than zero, zero, or greater; `undefined` when PostgreSQL's answer isn't known here. Neither side may be null.
 */
export function compare(left: Value, right: Value): number | undefined {
  const [a, b] = [alignedWith(right, left), alignedWith(left, right)];
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return undefined;
  if ('us' in a && 'us' in b) return a.us - b.us;
  return a.kind === b.kind ? compareText(textOf(a), textOf(b)) : undefined;
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

// A quoted constant in SQL has no type of its own: it takes the type of the other side.
function alignedWith(other: Value, value: Value): Value {
  if (typeof value !== 'string' || other === null || typeof other === 'string') return value;
  if (typeof other === 'number')
    return value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
  if (typeof other === 'boolean') return booleanOf(value) ?? value;
  return parseAs(other.kind, value) ?? value;
}

export function booleanOf(text: string): boolean | null {
  if (/^\s*(?:t|true|y|yes|on|1)\s*$/i.test(text)) return true;
  return /^\s*(?:f|false|n|no|off|0)\s*$/i.test(text) ? false : null;
}

/** Reads a text as a value of the kind; `null` when it isn't one, or is written in a form that isn't read here. */
export function parseAs(kind: Exclude<Value, null | string | number | boolean>['kind'], text: string): Value {
  switch (kind) {
    case 'date':
      return momentOf('date', /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text.slice(0, 10));
    case 'timestamp':
      return momentOf('timestamp', timestampText(text));
    case 'time':
      return /^\d\d:\d\d(?::\d\d)?$/.test(text) ? momentOf('time', `1970-01-01T${text}Z`) : null;
    case 'interval':
      return intervalOf(text);
    case 'bytes':
      return /^\\x(?:[0-9a-f]{2})*$/i.test(text) ? { kind, hex: text.slice(2).toLowerCase() } : null;
    case 'json':
      return jsonOf(text);
    case 'list':
      return listOf(text);
  }
}

function momentOf(kind: Moment['kind'], text: string): Moment | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : { kind, us: ms * 1000 };
}

// A timestamp without a zone depends on the server's TimeZone. Samples stay a day away from every constant, so it is
// read as UTC.
function timestampText(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`;
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  return /(?:Z|[+-]\d\d:\d\d)$/.test(iso) ? iso : `${iso}Z`;
}

const UNITS: Readonly<Record<string, number>> = {
  second: SECOND,
  sec: SECOND,
  minute: MINUTE,
  min: MINUTE,
  hour: 60 * MINUTE,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  mon: 30 * DAY,
  year: 360 * DAY,
};

function intervalOf(text: string): Interval | null {
  let us = 0;
  for (const part of text
    .trim()
    .matchAll(/(-?\d+(?:\.\d+)?)\s*([a-z]+)|(-?)(\d+):(\d\d)(?::(\d\d))?|(\S)/gi)) {
    const [, amount, word, sign, hours, minutes, seconds] = part;
    const unit = UNITS[(word ?? '').toLowerCase().replace(/s$/, '')];
    if (amount !== undefined && unit !== undefined) us += Number(amount) * unit;
    else if (hours === undefined) return null;
    else
      us +=
        (sign === '-' ? -1 : 1) *
        (Number(hours) * 60 * MINUTE + Number(minutes) * MINUTE + Number(seconds ?? 0) * SECOND);
  }
  return { kind: 'interval', us };
}

function jsonOf(text: string): JsonValue | null {
  try {
    return { kind: 'json', json: JSON.parse(text) };
  } catch {
    return null;
  }
}

function listOf(text: string): List | null {
  const inner = /^\{(.*)\}$/s.exec(text)?.[1];
  if (inner === undefined || /[{}"\\]/.test(inner)) return null;
  return {
    kind: 'list',
    items: inner === '' ? [] : inner.split(',').map((item) => (item === 'NULL' ? null : item)),
  };
}
