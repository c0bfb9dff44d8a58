import { parseColumnType } from '../ir/column-type.ts';
import type { ColumnObject } from '../ir/schema.ts';
import type { Candidates } from './candidates.ts';
import { laneOf } from './lane.ts';

/** A text that the type reads, another one for each `k` from 1 on. `size` is the number in the type's parentheses. */
type Text = (k: number, size: number) => string;

const dayOf = (k: number): string => new Date(86_400_000 * (10_000 + k)).toISOString().slice(0, 10);
const numbers: Text = (k) => `[${10 * k},${10 * k + 5})`;
const days: Text = (k) => `[${dayOf(2 * k)},${dayOf(2 * k + 1)})`;
const many =
  (range: Text): Text =>
  (k, size) =>
    `{${range(k, size)}}`;
const vector: Text = (k, size) => `[${[k, ...Array<number>(Math.max(0, size - 1)).fill(0)].join(',')}]`;
const hex = (k: number, digits: number): string => k.toString(16).padStart(digits, '0');
const pairs = (k: number, bytes: number): string => (hex(k, 2 * bytes).match(/../g) ?? []).join(':');

/** Types that no rule is evaluated for here. PostgreSQL reads what is written; an extension's may lie in any schema. */
const TEXTS: ReadonlyMap<string, Text> = new Map<string, Text>([
  ['money', (k) => String(k)],
  ['xml', (k) => `<a>${k}</a>`],
  ['name', (k) => `name_${k}`],
  ['"char"', (k) => String.fromCharCode(97 + (k % 26))],
  ['oid', (k) => String(k)],
  ['regclass', () => 'pg_catalog.pg_class'],
  ['regtype', () => 'pg_catalog.text'],
  ['pg_lsn', (k) => `0/${hex(k, 1).toUpperCase()}`],
  ['time with time zone', (k) => `${hex(k % 10, 2)}:00:00+00`],
  ['bit', (k, size) => (k % 2 ** Math.min(size, 30)).toString(2).padStart(size, '0')],
  ['bit varying', (k, size) => (k % 2 ** Math.min(size > 1 ? size : 30, 30)).toString(2)],
  ['macaddr', (k) => pairs(k, 6)],
  ['macaddr8', (k) => pairs(k, 8)],
  ['point', (k) => `(${k},0)`],
  ['line', (k) => `{1,-1,${k}}`],
  ['lseg', (k) => `[(0,0),(${k},1)]`],
  ['box', (k) => `(${k},1),(0,0)`],
  ['path', (k) => `((0,0),(${k},1))`],
  ['polygon', (k) => `((0,0),(${k},0),(${k},1))`],
  ['circle', (k) => `<(0,0),${k}>`],
  ['int4range', numbers],
  ['int8range', numbers],
  ['numrange', numbers],
  ['daterange', days],
  ['tsrange', days],
  ['tstzrange', days],
  ['int4multirange', many(numbers)],
  ['int8multirange', many(numbers)],
  ['nummultirange', many(numbers)],
  ['datemultirange', many(days)],
  ['tsmultirange', many(days)],
  ['tstzmultirange', many(days)],
  ['tsvector', (k) => `'word${k}'`],
  ['tsquery', (k) => `'word${k}'`],
  ['jsonpath', (k) => `$.a${k}`],
  ['ltree', (k) => `a.b${k}`],
  ['lquery', (k) => `a.b${k}`],
  ['hstore', (k) => `k=>${k}`],
  ['cube', (k) => `(${k})`],
  ['vector', vector],
  ['halfvec', vector],
  ['sparsevec', (k, size) => `{1:${k}}/${size}`],
  ['geometry', () => 'POINT(0 0)'],
  ['geography', () => 'POINT(0 0)'],
]);

/** Values for a column of a type that has no family of its own; `null` for a type that is not known here. */
export function otherCandidates(column: ColumnObject): Candidates | null {
  const { name, modifiers, array } = parseColumnType(column.type);
  const empty = emptyGeometry(name);
  const text = empty === null ? (TEXTS.get(name) ?? TEXTS.get(name.replace(/^.*\./s, ''))) : () => empty;
  if (text === undefined) return null;
  const make = (n: number) => {
    const { index, probe } = laneOf(n);
    const value = text(index + (probe ? 1001 : 1), modifiers[0] ?? 1);
    return array ? ({ kind: 'list', items: [value] } as const) : value;
  };
  return { best: make, all: (n) => [make(n)] };
}

/** `geometry(Polygon,4326)`: an empty one is of every kind. */
function emptyGeometry(name: string): string | null {
  const [, kind, srid = '0'] = /(?:geometry|geography)\((\w+)(?:,(\d+))?\)$/.exec(name) ?? [];
  return kind === undefined ? null : `SRID=${srid};${kind.toUpperCase().replace(/(ZM?|M)$/, ' $1')} EMPTY`;
}
