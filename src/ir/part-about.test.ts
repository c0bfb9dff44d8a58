import { beforeAll, expect, test } from 'bun:test';
import { diff } from '../diff/diff.ts';
import { predictScript } from '../locks/script-effects.ts';
import { makePlan } from '../plan/make-plan.ts';
import { fixtureSchema, loadParserForTests, schemaFrom, stories } from '../testing.ts';
import { createAllSql } from './create-all.ts';
import { partAbout } from './part-about.ts';
import { tablesOf } from './tables.ts';

beforeAll(loadParserForTests);

const SHOP = `
  enum Kind { A B }
  type Customer @wes_table { id: ID! @wes_pk }
  type Invoice @wes_table { id: ID! @wes_pk customer: Customer! @wes_fk(ref: "Customer.id") }
  type Line @wes_table { id: ID! @wes_pk invoice: Invoice! @wes_fk(ref: "Invoice.id") }
  type Note @wes_table @wes_index(fields: ["text"], name: "by_text") { id: ID! @wes_pk text: String kind: Kind }
  type Secret @wes_table @wes_policy(name: "p", using: "exists (select from note where text = current_user)") { id: ID! @wes_pk }
  type Other @wes_table { id: ID! @wes_pk }`;

test.each([
  ['ALTER TABLE "public"."line" ADD COLUMN a int', ['customer', 'invoice', 'line']],
  ['ALTER TABLE "public"."customer" ADD COLUMN a int', ['customer', 'invoice', 'line']],
  ['DROP INDEX CONCURRENTLY "public"."by_text"', ['note']],
  [`ALTER TYPE "public"."kind" RENAME TO "sort"`, ['note']],
  ['UPDATE "public"."other" SET id = (SELECT id FROM secret)', ['note', 'other', 'secret']],
  [
    'UPDATE "public"."customer" SET id = (SELECT max(id) FROM OTHER)',
    ['customer', 'invoice', 'line', 'other'],
  ],
  [
    'UPDATE "public"."other" SET id = (SELECT id FROM U&"n\\006fte")',
    ['customer', 'invoice', 'line', 'note', 'other', 'secret'],
  ],
  ['SELECT 1', ['customer', 'invoice', 'line', 'note', 'other', 'secret']],
])('%s can touch %j', async (sql, expected) => {
  const part = partAbout(await schemaFrom(SHOP), [sql]);
  expect(tablesOf(part).map(({ table }) => table.name)).toEqual(expected);
  expect(part.objects.filter(({ kind }) => kind === 'enum')).toHaveLength(1);
});

test('a schema with a name that quotes change stays whole', async () => {
  const odd = SHOP.replace('by_text', 'by\\"text');
  const part = partAbout(await schemaFrom(odd), [
    'DROP INDEX "public"."by""text"',
    'UPDATE "public"."other" SET id = id',
  ]);
  expect(tablesOf(part)).toHaveLength(6);
});

test.each(stories('changes'))('%s: locks are the same as in the whole schema', async (story) => {
  const [from, to] = await Promise.all(
    ['before', 'after'].map((name) => fixtureSchema(`changes/${story}/${name}.graphql`)),
  );
  if (!from || !to) throw new Error('a story has two schemas');
  const steps = makePlan(diff(from, to), from, to).plan?.steps.map(({ sql }) => sql) ?? [];
  expect(steps).not.toEqual([]);
  expect(predictScript(createAllSql(partAbout(from, steps)), steps, 17)).toEqual(
    predictScript(createAllSql(from), steps, 17),
  );
});
