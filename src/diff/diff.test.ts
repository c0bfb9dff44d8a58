import { expect, test } from 'bun:test';
import { schemaOf } from '../ir/schema-of.ts';
import { subjectOf } from './change.ts';
import { diff } from './diff.ts';
import { column, mood, table } from './testing-objects.ts';

const DECLARED = {
  origin: { source: 'a.graphql', start: 0, end: 1 },
  sdlName: 'T.a',
  uid: 'u1',
  was: ['old'],
  directives: [],
};

test('what is new is created, what is gone is dropped, what is other is altered, in the order of ids', () => {
  const from = schemaOf([table('t'), column('b'), column('a'), mood('x')]);
  const to = schemaOf([table('t'), column('c'), column('b', { notNull: true }), mood('x')]);
  expect(diff(from, to)).toEqual([
    { kind: 'drop', before: column('a') },
    { kind: 'alter', before: column('b'), after: column('b', { notNull: true }) },
    { kind: 'create', after: column('c') },
  ]);
});

test('a schema has no difference from itself, wherever and in whatever order it was written', () => {
  const of = (declared: typeof DECLARED | null, position: number, backfill: string | null) =>
    schemaOf([column('a', { declared, position, backfill }), table('t')]);
  expect(diff(of(null, 1, null), of(DECLARED, 7, '1 + 1'))).toEqual([]);
});

test.each([
  ['type', { type: 'bigint' }],
  ['default', { default: '1' }],
  ['collation', { collation: 'C' }],
  ['comment', { comment: 'said' }],
  ['identity', { identity: 'always' }],
] as const)('another %s is a change', (_, facts) => {
  expect(diff(schemaOf([column('a')]), schemaOf([column('a', facts)]))).toMatchObject([{ kind: 'alter' }]);
});

test('the order of the values of an enum is a change', () => {
  expect(diff(schemaOf([mood('a', 'b')]), schemaOf([mood('b', 'a')]))).toHaveLength(1);
});

test('the way back has the same objects, the other way round', () => {
  const [from, to] = [
    schemaOf([column('a'), column('b')]),
    schemaOf([column('b', { notNull: true }), column('c')]),
  ];
  expect(diff(to, from)).toEqual([
    { kind: 'create', after: column('a') },
    { kind: 'alter', before: column('b', { notNull: true }), after: column('b') },
    { kind: 'drop', before: column('c') },
  ]);
});

test('a change is about the object as it will be, and of one that goes as it was', () => {
  const [before, after] = [column('a'), column('a', { notNull: true })];
  expect(subjectOf({ kind: 'create', after })).toBe(after);
  expect(subjectOf({ kind: 'alter', before, after })).toBe(after);
  expect(subjectOf({ kind: 'drop', before })).toBe(before);
});
