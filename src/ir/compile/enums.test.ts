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

test('a value of 63 bytes is a label, one of 64 is refused where it stands', () => {
  const sdl = (length: number) => withColumn(`enum Mood {\n  ${'x'.repeat(length)}\n}`);
  expect(problems(sdl(63))).toEqual([]);
  expect(problems(sdl(64))).toEqual(['2:3 NAME_TOO_LONG']);
});
