import { expect, test } from 'bun:test';
import { schemaOf } from '../ir/schema-of.ts';
import { driftOf } from './drift.ts';
import { carried, column, table } from './testing-objects.ts';

const EXPECTED = schemaOf([table('t'), column('a'), column('b')]);

test('a database that is what its schema says has no drift', () => {
  expect(driftOf(EXPECTED, EXPECTED, [])).toEqual([]);
});

test('what the database lacks, has besides and has otherwise, each with a sentence', () => {
  const found = schemaOf([table('t'), column('b', { notNull: true, type: 'bigint' }), column('c')]);
  expect(driftOf(EXPECTED, found, [])).toEqual([
    {
      kind: 'missing',
      object: 'column:public.t.a',
      facts: [],
      sentence: 'missing     column:public.t.a: the schema has it, the database does not',
    },
    {
      kind: 'different',
      object: 'column:public.t.b',
      facts: ['notNull', 'type'],
      sentence: 'different   column:public.t.b: notNull, type',
    },
    {
      kind: 'unexpected',
      object: 'column:public.t.c',
      facts: [],
      sentence: 'unexpected  column:public.t.c: the database has it, the schema does not',
    },
  ]);
});

test('what no schema can express is unexpected, but for the sequences of its columns', () => {
  const others = [carried('function', 'public."f()"'), carried('owned sequence', 'public.t_a_seq')];
  const found = schemaOf([...EXPECTED.objects, ...others]);
  expect(driftOf(EXPECTED, found, others).map(({ kind, object }) => [kind, object])).toEqual([
    ['unexpected', 'carried:function public."f()"'],
  ]);
});

test('a table that became something else of that name is told once more by its kind', () => {
  const view = carried('view', 'public.t');
  const drift = driftOf(schemaOf([table('t')]), schemaOf([view]), [view]);
  expect(drift.map(({ kind, object, facts, sentence }) => [kind, object, facts, sentence])).toEqual([
    [
      'different',
      'table:public.t',
      ['kind'],
      'different   table:public.t: the database has view of that name',
    ],
    [
      'unexpected',
      'carried:view public.t',
      [],
      'unexpected  carried:view public.t: the database has it, the schema does not',
    ],
  ]);
  expect(driftOf(schemaOf([table('u')]), schemaOf([view]), [view])[0]?.kind).toBe('missing');
});
