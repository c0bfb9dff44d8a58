import { beforeAll, expect, test } from 'bun:test';
import { loadParserOnly, objectsFor, problems } from './testing-compile.ts';

beforeAll(loadParserOnly);

const withColumn = (of: string, type = 'Mood') => `${of}\ntype A @wes_table { a: ${type} }`;

test('an enum keeps its values as they are written, in their order, and its description', () => {
  expect(objectsFor('enum', withColumn('"How it is"\nenum BestMood { z A }', 'BestMood'))).toMatchObject([
    {
      id: 'enum:public.best_mood',
      schema: 'public',
      name: 'best_mood',
      values: ['z', 'A'],
      comment: 'How it is',
    },
  ]);
});

test('a column names its enum with the schema, in quotes where it needs them', () => {
  const column = (name: string, type = name) =>
    objectsFor('column', withColumn(`enum ${name} { X }`, type))[0];
  expect(column('Mood')).toMatchObject({ type: 'public.mood', enumType: 'enum:public.mood' });
  expect(column('Mood', '[Mood!]')).toMatchObject({ type: 'public.mood[]', enumType: 'enum:public.mood' });
  expect(column('Order')).toMatchObject({ type: 'public."order"' });
});

test('an enum has the name, the schema and the labels that it is given', () => {
  const sdl = withColumn(
    `enum Mood @wes_enum(name: "a mood", schema: "s") { so_so @wes_label(value: "so-so")  none @wes_label(value: "") }`,
    'Mood @wes_default(value: so_so)',
  );
  expect(objectsFor('enum', sdl)).toMatchObject([
    { id: 'enum:s.a mood', schema: 's', values: ['so-so', ''] },
  ]);
  expect(objectsFor('column', sdl)).toMatchObject([
    { type: 's."a mood"', enumType: 'enum:s.a mood', default: `'so-so'::s."a mood"` },
  ]);
  expect(objectsFor('schema', sdl)).toMatchObject([{ name: 's' }]);
});

test('a default is the label as a text, or the value as a word', () => {
  const withDefault = (value: string) =>
    withColumn(
      'enum Mood { b @wes_label(value: "a")  c @wes_label(value: "b") }',
      `Mood @wes_default(value: ${value})`,
    );
  const made = (value: string) => objectsFor('column', withDefault(value))[0]?.default;
  expect(['b', '"b"', '"c"'].map(made)).toEqual(["'a'::public.mood", "'b'::public.mood", "'b'::public.mood"]);
  expect(problems(withDefault('a'))).toEqual(['2:49 INVALID_DEFAULT']);
});

test.each([
  ['a label twice', 'enum Mood { a  b @wes_label(value: "a") }', '1:16 NAME_COLLISION'],
  ['a label of 64 bytes', `enum Mood { a @wes_label(value: "${'é'.repeat(32)}") }`, '1:33 NAME_TOO_LONG'],
  ['a NUL byte', 'enum Mood { a @wes_label(value: "\\u0000") }', '1:33 INVALID_NAME'],
])('refuses %s', (_, sdl, expected) => {
  expect(problems(withColumn(sdl))).toEqual([expected]);
});

test('a value of 63 bytes is a label, one of 64 is refused where it stands', () => {
  const sdl = (length: number) => withColumn(`enum Mood {\n  ${'x'.repeat(length)}\n}`);
  expect(problems(sdl(63))).toEqual([]);
  expect(problems(sdl(64))).toEqual(['2:3 NAME_TOO_LONG']);
});
