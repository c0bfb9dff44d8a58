import { expect, test } from 'bun:test';
import { schemaOf } from '../ir/schema-of.ts';
import { driftOf } from './drift.ts';
import { carried, column, table } from './testing-objects.ts';

const EXPECTED = schemaOf([table('t'), column('a'), column('b')]);

test('a database that is what its schema says has no drift', () => {
  expect(driftOf(EXPECTED, EXPECTED)).toEqual([]);
});

test('what the database lacks, has besides and has otherwise, each with a sentence', () => {
  const found = schemaOf([table('t'), column('b', { notNull: true, type: 'bigint' }), column('c')]);
  expect(driftOf(EXPECTED, found)).toEqual([
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

test('a table that is something else there is told by its kind', () => {
  const view = carried('view', 'public.t');
  const drift = driftOf(schemaOf([table('t'), view]), schemaOf([view]));
  expect(drift.map(({ kind, object, facts, sentence }) => [kind, object, facts, sentence])).toEqual([
    [
      'different',
      'table:public.t',
      ['kind'],
      'different   table:public.t: the database has a view of that name',
    ],
  ]);
  expect(driftOf(schemaOf([table('u'), view]), schemaOf([view]))[0]?.kind).toBe('missing');
});
