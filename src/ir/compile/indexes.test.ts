import { beforeAll, expect, test } from 'bun:test';
import { loadParserOnly, objectsFor, problems, table } from './testing-compile.ts';

beforeAll(loadParserOnly);

const FIELDS = 'createdAt: DateTime\n  email: String';
const indexes = (directive: string) => objectsFor('index', table(FIELDS, directive));

test('keys are taken as they are written, and the columns among them are known', () => {
  expect(
    indexes('@wes_index(keys: ["created_at DESC NULLS LAST", " email text_pattern_ops"])'),
  ).toMatchObject([
    {
      name: 'a_created_at_email_idx',
      keys: ['created_at DESC NULLS LAST', 'email text_pattern_ops'],
      columns: ['created_at', 'email'],
    },
  ]);
  expect(indexes('@wes_index(keys: ["lower(email)", "created_at DESC"])')).toMatchObject([
    { name: 'a_expr_created_at_idx', keys: ['lower(email)', 'created_at DESC'], columns: null },
  ]);
});

test('a unique index is no constraint', () => {
  const directive =
    '@wes_index(fields: ["email"], unique: true, nullsNotDistinct: true, where: "email <> \'\'")';
  expect(indexes(directive)).toMatchObject([
    { name: 'a_email_idx', unique: true, nullsNotDistinct: true, where: "email <> ''" },
  ]);
  expect(objectsFor('constraint', table(FIELDS, directive))).toEqual([]);
});

test('an index that another serves is left out, unless it is to be kept', () => {
  const both = (keep: string) =>
    indexes(`@wes_index(fields: ["email"]${keep}) @wes_index(fields: ["email", "createdAt"], comment: "c")`);
  expect(both('').map(({ name, comment }) => [name, comment])).toEqual([['a_email_created_at_idx', 'c']]);
  expect(both(', keep: true')).toHaveLength(2);
});

test('a kept index stands for the one that a foreign key brings', () => {
  const sdl = `type A @wes_table @wes_index(keys: ["b_id", "x DESC"]) {
    b: B @wes_fk(ref: "B.id") @wes_index(keep: true)  x: Int }
    type B @wes_table { id: ID! @wes_pk }`;
  expect(objectsFor('index', sdl).map(({ name }) => name)).toEqual(['a_b_id_idx', 'a_b_id_x_idx']);
});

test.each([
  ['two keys in one', '@wes_index(keys: ["email, created_at"])'],
  ['more than keys', '@wes_index(keys: ["email) INCLUDE (created_at"])'],
  ['a condition in a key', '@wes_index(keys: ["email) WHERE (true"])'],
  ['another statement', '@wes_index(keys: ["email); DROP TABLE a; --"])'],
  ['a comment that swallows the end', '@wes_index(keys: ["email --"])'],
  ['no SQL', '@wes_index(keys: ["email DESCENDING LAST"])'],
  ['no keys', '@wes_index(keys: [])'],
])('refuses %s', (_, directive) => {
  expect(problems(table(FIELDS, directive))).toEqual(['1:36 INVALID_INDEX_KEY']);
});

test.each([
  ['an unknown column', '@wes_index(keys: ["nope DESC"])', '1:36 UNKNOWN_COLUMN'],
  ['a subquery', '@wes_index(keys: ["((SELECT 1))"])', '1:36 SUBQUERY_NOT_ALLOWED'],
  ['keys and fields', '@wes_index(keys: ["email"], fields: ["email"])', '1:19 CONFLICTING_ARGUMENTS'],
])('refuses %s', (_, directive, expected) => {
  expect(problems(table(FIELDS, directive))).toEqual([expected]);
});
