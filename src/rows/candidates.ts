import { familyOf, parseColumnType } from '../ir/column-type.ts';
import type { ColumnObject, EnumObject, ObjectId } from '../ir/schema.ts';
import type { Expression } from './expression.ts';
import { type Facts, type Lane, laneOf, type Present } from './lane.ts';
import { textMatching } from './pattern.ts';
import { times } from './times.ts';
import type { List } from './value.ts';

/**
 * Values for a column, to try in row `n`. Each fits the column's type. NULL is not among them: the caller adds it.
 */
export interface Candidates {
  /** The first of `all`, computed without the others. */
  readonly best: (n: number) => Present | undefined;
  /** Best first. */
  readonly all: (n: number) => readonly Present[];
}

/**
 * @param free Whether no rule reads the column: then one value for each row is enough.
 * @returns `null` for a type without a generator.
 */
export function candidatesFor(
  column: ColumnObject,
  enums: ReadonlyMap<ObjectId, EnumObject>,
  checks: readonly Expression[],
  free: boolean,
): Candidates | null {
  if (!free || checks.length > 0) return candidates(column, enums, checks, free);
  const known = FREE.get(enums) ?? new Map<string, Candidates | null>();
  FREE.set(enums, known);
  const key = `${column.enumType} ${column.type} ${column.name}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = candidates(column, enums, checks, free);
  known.set(key, made);
  return made;
}

// Half the tables of a schema have a `created_at`: columns of one name and type, which no rule reads, have the same values.
const FREE = new WeakMap<ReadonlyMap<ObjectId, EnumObject>, Map<string, Candidates | null>>();

function candidates(
  column: ColumnObject,
  enums: ReadonlyMap<ObjectId, EnumObject>,
  checks: readonly Expression[],
  free: boolean,
): Candidates | null {
  const type = parseColumnType(column.type);
  const family = familyOf(column);
  const labels = column.enumType === null ? [] : (enums.get(column.enumType)?.values ?? []);
  const facts: Facts = {
    family,
    modifiers: type.array ? [] : type.modifiers,
    labels,
    word:
      column.name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '') || 'value',
    constants: checks.flatMap((check) => check.constants),
    patterns: checks.flatMap((check) => check.patterns),
    free,
    clock: checks.some((check) => check.clock),
  };
  if (family === 'other' || (family === 'enum' && labels.length === 0)) return null;
  const alone = { ...facts, free: true };
  if (!type.array) return { best: oncePerRow((n) => scalars(alone, n)[0]), all: (n) => scalars(facts, n) };
  const item = { ...facts, modifiers: type.modifiers, patterns: [] };
  return { best: oncePerRow((n) => lists(item, n)[0]), all: (n) => lists(item, n) };
}

function oncePerRow(make: (n: number) => Present | undefined): Candidates['best'] {
  const known = new Map<number, Present | undefined>();
  return (n) => {
    if (!known.has(n)) known.set(n, make(n));
    return known.get(n);
  };
}

function scalars(facts: Facts, n: number): readonly Present[] {
  switch (facts.family) {
    case 'boolean':
      return rotated([false, true], n);
    case 'int2':
    case 'int4':
    case 'int8':
    case 'float':
    case 'numeric':
      return numbers(facts, n);
    case 'text':
    case 'char':
      return texts(facts, n);
    case 'enum':
      return rotated(facts.labels, n);
    case 'uuid':
      return [uuid(n), ...facts.constants.filter((c) => typeof c === 'string' && /^[0-9a-f-]{36}$/i.test(c))];
    case 'network':
      return [address(n)];
    case 'json':
      return documents(facts, n);
    case 'bytes':
      return binaries(facts, n);
    default:
      return times(facts, n);
  }
}

/**
 * All choices, starting with another one in each row. Rows of a test take them in reverse order, so that they meet
 * the choices of filled rows last.
 */
function rotated<T>(choices: readonly T[], n: number): readonly T[] {
  const { index, probe } = laneOf(n);
  const ordered = probe ? choices.toReversed() : choices;
  const start = index % ordered.length;
  return [...ordered.slice(start), ...ordered.slice(0, start)];
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

function uuid(n: number): string {
  const { index, probe } = laneOf(n);
  return `${probe ? '5a3d1e57-0000-4000-9000' : '5a3d1e00-0000-4000-8000'}-${hex(index + 1, 12)}`;
}

function address(n: number): string {
  const { index, probe } = laneOf(n);
  return `${probe ? '172.16' : '10.0'}.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`;
}

/**
 * For numbers: the exclusive bound of the absolute value, the digits after the point, and where rows of a test begin.
 */
function numberShape(facts: Facts): {
  readonly bound: number;
  readonly scale: number;
  readonly probe: number;
} {
  const [precision = 15, scale = 0] = facts.modifiers;
  switch (facts.family) {
    case 'int2':
      return { bound: 32_768, scale: 0, probe: 16_000 };
    case 'int4':
      return { bound: 2 ** 31, scale: 0, probe: 1_000_000_000 };
    case 'int8':
      return { bound: Number.MAX_SAFE_INTEGER, scale: 0, probe: 4_000_000_000_000_000 };
    case 'float':
      return { bound: 1e15, scale: 2, probe: 1_000_000_000 };
    default: {
      // At most 6 places, so that the number has no more than 15 digits: beyond that a JavaScript number isn't the
      // decimal that was written.
      const places = facts.modifiers.length === 0 ? 2 : Math.max(0, Math.min(scale, 6));
      const whole = Math.min(facts.modifiers.length === 0 ? 9 : precision - scale, 15 - places);
      return { bound: 10 ** whole, scale: places, probe: Math.floor(10 ** whole / 2) };
    }
  }
}

const SMALL = 1000;

function numbers(facts: Facts, n: number): readonly Present[] {
  const { bound, scale, probe } = numberShape(facts);
  const lane = laneOf(n);
  // Where no key and no check reads it, a small number: a generated column or an index may multiply it.
  const first = lane.probe ? (facts.free ? SMALL : probe) : 1;
  const base = bound <= 1 ? 0 : (first + lane.index) % bound;
  if (facts.free) return [base];
  const unit = 10 ** -scale;
  const constants = facts.constants.map(Number).filter((c) => Number.isFinite(c) && typeof c === 'number');
  const around = constants.flatMap((c) => [c, c + 1, c - 1, c + unit, c - unit]);
  const sorted = [...new Set(constants)].sort((a, b) => a - b);
  const between = sorted.flatMap((low, i) => spread(low, sorted[i + 1] ?? low + bound / 4, lane));
  const all = [base, ...between, ...around, 1, 0, 2, base + 1, base - 1, base / 2, -1].map((x) =>
    Number(x.toFixed(scale)),
  );
  return [...new Set(all)].filter((x) => Math.abs(x) < bound);
}

// Numbers strictly between two constants, different for each row as long as there is room. Rows of a test count down
// from the upper one.
function spread(low: number, high: number, { index, probe }: Lane): readonly number[] {
  const room = Math.floor(high) - Math.floor(low) - 1;
  if (room < 1) return [(low + high) / 2];
  const step = index % room;
  return [Math.floor(low) + 1 + (probe ? room - 1 - step : step)];
}

/**
 * A text of exactly `length` characters. Filled rows use digits and `a` to `o`, rows of a test `p` to `z`, so that
 * they never meet.
 */
function exactText(length: number, { index, probe }: Lane): string {
  const digits = probe
    ? [...index.toString(11)].map((digit) => 'pqrstuvwxyz'[Number.parseInt(digit, 11)])
    : [index.toString(25)];
  const text = digits.join('').padStart(length, probe ? 'p' : 'a');
  return length === 0 ? '' : text.slice(-length);
}

function texts(facts: Facts, n: number): readonly Present[] {
  const { index, probe } = laneOf(n);
  const [limit = facts.family === 'char' ? 1 : Number.POSITIVE_INFINITY] = facts.modifiers;
  const base = `${facts.word}-${probe ? 'probe-' : ''}${index + 1}`;
  const exact = (length: number): string => exactText(length, { index, probe });
  if (facts.free) return [facts.family === 'char' || base.length > limit ? exact(limit) : base];
  const lengths = facts.constants.filter(
    (c) => typeof c === 'number' && c >= 0 && c <= 4000,
  ) as readonly number[];
  const words = facts.constants.filter((c) => typeof c === 'string');
  const patterned = facts.patterns.flatMap(({ kind, text }) => {
    const made = [index, 0, 1].map((seed) => textMatching(kind, text, seed, probe));
    return made.filter((text) => text !== null);
  });
  const sized = lengths.flatMap((length) => [length, length + 1, Math.max(0, length - 1)]).map(exact);
  const plain = facts.family === 'char' || base.length > limit ? [exact(limit)] : [base];
  const mixed = lengths.map((length) => `${probe ? 'Zz' : 'Aa'}${String(index).padStart(length - 2, '0')}`);
  const all = [...plain, ...patterned, ...words, ...sized, ...mixed, exact(Math.min(limit, 6)), ''];
  const cased = [...all, ...all.map((text) => text.toUpperCase()), ...all.map((text) => text.toLowerCase())];
  // PostgreSQL pads char(n) with blanks. Comparisons ignore them and patterns don't, so only texts of full length are
  // used.
  const fits = (text: string): boolean =>
    facts.family === 'char' ? [...text].length === limit : [...text].length <= limit;
  return [...new Set(cased)].filter(fits);
}

function binaries(facts: Facts, n: number): readonly Present[] {
  const { index, probe } = laneOf(n);
  const sized = facts.constants.filter(
    (c) => typeof c === 'number' && c >= 0 && c <= 4000,
  ) as readonly number[];
  const bytes = (length: number): Present => ({
    kind: 'bytes',
    hex: length === 0 ? '' : hex(index + 1 + (probe ? 2 ** 31 : 0), 2 * length).slice(-2 * length),
  });
  return [8, ...sized.flatMap((length) => [length, length + 1, Math.max(0, length - 1)])].map(bytes);
}

function documents(facts: Facts, n: number): readonly Present[] {
  const words = facts.constants.filter((c) => typeof c === 'string');
  const members = words.flatMap((key) => [...words, n, true].map((value) => ({ [key]: value })));
  const all = [
    { n },
    {},
    [],
    [n],
    ...members,
    Object.fromEntries(words.map((word) => [word, n])),
    'text',
    n,
    true,
  ];
  return all.map((json) => ({ kind: 'json', json }) as const);
}

function lists(facts: Facts, n: number): readonly Present[] {
  const wanted = facts.constants.filter(
    (c) => typeof c === 'number' && c >= 0 && c <= 100,
  ) as readonly number[];
  const sizes = [1, 0, 2, ...wanted.flatMap((size) => [size, size + 1, Math.max(0, size - 1)])];
  const items = (size: number): readonly Present[] =>
    Array.from({ length: size }, (_, i) => scalars(facts, n + i)[0] ?? '');
  const whole = facts.family.startsWith('int');
  const known = facts.constants.flatMap((c): readonly Present[] => {
    if (typeof c === 'number') return whole ? [c, c + 1, c - 1] : [];
    return typeof c === 'string' ? [c] : [];
  });
  return [
    ...[...new Set(sizes)].map((size): List => ({ kind: 'list', items: items(size) })),
    ...known.map((c): List => ({ kind: 'list', items: [c] })),
  ];
}
