import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { PGlite } from '@electric-sql/pglite';
import { tablesOf } from '../../ir/tables.ts';
import { quoteLiteral } from '../../sql/identifier.ts';
import { openTestServer, schemaFrom } from '../../testing.ts';
import { checkCode } from './check-code.ts';
import zod from './target.ts';

let server: PGlite;
beforeAll(async () => {
  server = await openTestServer();
});
afterAll(() => server.close());

const NUMBERS = ['-2', '-1', '0', '1', '2', '9', '10', '11', '99', '100', '101', '2147483647'];
const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  'abc',
  'a_b',
  'x@y',
  'https://x',
  '#a0b1c2',
  '💶',
  '💶💶',
  'ß',
  '%',
  'line\nbreak',
  'a.b',
];
const DECIMALS = [...NUMBERS, '0.01', '-0.01', '99.99', '100.01', 'NaN'];

const CASES = [
  ['Int!', NUMBERS, 'x > 0'],
  ['Int!', NUMBERS, 'x BETWEEN 1 AND 100'],
  ['Int!', NUMBERS, 'x IN (1, 2, 9) OR x >= 100'],
  ['Int!', NUMBERS, 'NOT (x = 1) AND x <> 10'],
  ['Int', NUMBERS, 'x IS NULL OR x > 10'],
  ['BigInt!', NUMBERS, 'x <= 99'],
  ['Decimal! @wes_column(precision: 12, scale: 2)', DECIMALS, 'x >= 0'],
  ['Decimal! @wes_column(precision: 12, scale: 2)', DECIMALS, 'x < 100.01'],
  ['String!', TEXTS, 'length(x) <= 2'],
  ['String!', TEXTS, "x ~ '^[a-z]+$'"],
  ['String!', TEXTS, "x !~ 'b'"],
  ['String!', TEXTS, "x LIKE '%@%'"],
  ['String!', TEXTS, "x LIKE 'a_'"],
  ['String!', TEXTS, "x NOT IN ('a', 'ab')"],
  ['String!', TEXTS, "x <> ''"],
  ['String!', TEXTS, "x ~ '^#[0-9a-f]{6}$'"],
  ['String!', TEXTS, "x ~ 'k.b'"],
  ['String!', TEXTS, "(x)::text = ANY ((ARRAY['a'::character varying, 'ab'::character varying])::text[])"],
  ['String!', TEXTS, "((x)::text ~~ '%@%'::text)"],
  ['Decimal! @wes_column(precision: 12, scale: 2)', DECIMALS, '(x >= (0)::numeric)'],
] as const;

test.each(CASES)(
  '%s: the predicate and PostgreSQL agree on %p about %s',
  async (type, values, expression) => {
    const sdl = `type T @wes_table { id: Int! @wes_pk x: ${type} @wes_check(expr: ${JSON.stringify(expression)}, name: "c") }`;
    const [model] = tablesOf(await schemaFrom(sdl));
    const [check] = model?.checks ?? [];
    const column = model?.columns.find(({ name }) => name === 'x');
    if (!check || !column) throw new Error('the fixture has no check');
    const code = checkCode(check, column);
    const predicate = new Function(`return ${code?.replace(' as readonly string[]', '')}`)() as (
      value: unknown,
    ) => boolean;
    const list = values.map((value) => `(${quoteLiteral(value)}::${column.type})`).join(', ');
    const { rows } = await server.query<{ holds: boolean }>(
      `select ${expression} as holds from (values ${list}) as v(x)`,
    );
    const given = values.map((value) => predicate(type.startsWith('Int') ? Number(value) : value));
    expect(given).toEqual(rows.map(({ holds }) => holds));
  },
);

test.each([
  ['Int!', 'x + id > 0'],
  ['Float!', 'x > 0'],
  ['String!', 'x = lower(x)'],
  ['String!', "x > 'a'"],
  ['String!', "x ~* 'a'"],
  ['DateTime!', 'x > now()'],
  ['Decimal!', 'x > 0'],
  ['Int', 'x IS NOT NULL'],
  ['String!', "x ~ '\\mword'"],
  ['String!', "x ~ '[[.hyphen.]]'"],
])('%s: leaves %s to PostgreSQL', async (type, expression) => {
  const sdl = `type T @wes_table { id: Int! @wes_pk x: ${type} @wes_check(expr: ${JSON.stringify(expression)}, name: "c") }`;
  const [model] = tablesOf(await schemaFrom(sdl));
  const [check] = model?.checks ?? [];
  const column = model?.columns.find(({ name }) => name === 'x');
  if (!check || !column) throw new Error('the fixture has no check');
  expect(checkCode(check, column)).toBeNull();
});

test('names the checks that are left to PostgreSQL, whatever their name', async () => {
  const schema = await schemaFrom(
    'type A @wes_table { a: Int @wes_check(expr: "a > 0") b: Int @wes_check(expr: "b > a", name: "two\\nlines\u2028") }',
  );
  const [file] = zod.generate(schema);
  expect(file?.text.match(/^\/\/ Only PostgreSQL .*$/gm)).toEqual([
    "// Only PostgreSQL judges 'two\\nlines\\u2028'.",
    "// Only PostgreSQL judges 'two\\nlines\\u2028'.",
  ]);
});
