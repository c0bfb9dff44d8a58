import { beforeAll, expect, test } from 'bun:test';
import { canonicalType, isKnownType, SCALARS } from './column-types.ts';
import { loadParserOnly } from './testing-compile.ts';

beforeAll(loadParserOnly);

test.each([
  ['int', 'integer'],
  ['INT8', 'bigint'],
  ['varchar(20)', 'character varying(20)'],
  ['varchar(1)', 'character varying(1)'],
  ['interval', 'interval'],
  ['char', 'character(1)'],
  ['char(3)', 'character(3)'],
  ['"char"', '"char"'],
  ['decimal(12, 2)', 'numeric(12,2)'],
  ['timestamptz(3)', 'timestamp(3) with time zone'],
  ['time', 'time without time zone'],
  ['bit varying(4)', 'bit varying(4)'],
  ['text[]', 'text[]'],
  ['int[][]', 'integer[]'],
  ['public.amount', 'public.amount'],
  ['public."Amount"(3)', 'public."Amount"(3)'],
  ['pg_catalog.int4', 'integer'],
  ['interval day to second', 'interval day to second'],
  ['interval day to second(3)', 'interval day to second(3)'],
  ['interval(3)', 'interval(3)'],
  ['interval year[]', 'interval year[]'],
  ['bpchar', 'bpchar'],
  ['public.geometry(Point,4326)', 'public.geometry(Point,4326)'],
  ['public.geometry( PointZ )[]', 'public.geometry(PointZ)[]'],
  ['numeric(5, -2)', 'numeric(5,-2)'],
])('%s is %s, as format_type prints it', (written, printed) => {
  expect(canonicalType(written)).toBe(printed);
});

test.each([
  [''],
  ['int; drop table x'],
  ['int, 1'],
  ['int as a'],
  ['int from pg_class'],
  ['int where true'],
  ['setof int'],
  ['int + 1'],
  ['public.geometry(Point /* ) */, 4326)'],
  ["public.geometry('Point')"],
])('%p is not one type', (written) => {
  expect(canonicalType(written)).toBeNull();
});

test('what is built in, or names its schema, is known; what only looks like a type is not', () => {
  for (const type of Object.values(SCALARS)) expect([type, isKnownType(type)]).toEqual([type, true]);
  for (const type of [
    'numeric(5,2)',
    'timestamp(3) with time zone',
    'text[]',
    'public.amount',
    '"My".t',
    '"a""b".t',
    'regrole',
  ])
    expect([type, isKnownType(type)]).toEqual([type, true]);
  for (const type of ['serial', 'strng', 'citext', 'anyelement', 'pg_class'])
    expect([type, isKnownType(type)]).toEqual([type, false]);
});
