import { expect, test } from 'bun:test';
import { openTestServer, schemaFrom } from '../testing.ts';
import { createAllSql } from './create-all.ts';
import { externalTables } from './external-tables.ts';
import { schemaOf } from './schema-of.ts';

const SDL = `enum Mood { GOOD }
  type User @wes_external(table: "auth.users", key: ["id"]) @wes_unique(fields: ["mood", "name"]) {
    id: ID!  mood: Mood  name: String @wes_column(length: 9) }
  type Other @wes_external(table: "other", key: ["id"]) { id: BigInt! }
  type A @wes_table @wes_fk(fields: ["mood", "called"], ref: "User", refFields: ["mood", "name"]) {
    id: ID! @wes_pk @wes_fk(ref: "User.id")  mood: Mood  called: String  other: Int @wes_fk(ref: "Other.id")
    again: ID @wes_fk(ref: "User.id")  own: ID @wes_fk(ref: "A.id") }`;

test('tables that only foreign keys name are as much as the keys tell, and make the schema complete', async () => {
  const schema = await schemaFrom(SDL);
  const external = externalTables(schema, { objects: [] });
  expect(external.objects.map(({ id }) => id)).toEqual([
    'column:auth.users.id',
    'column:auth.users.mood',
    'column:auth.users.name',
    'column:public.other.id',
    'constraint:auth.users.users_id_key',
    'constraint:auth.users.users_mood_name_key',
    'constraint:public.other.other_id_key',
    'schema:auth',
    'table:auth.users',
    'table:public.other',
  ]);
  const server = await openTestServer();
  try {
    await server.exec(createAllSql(schemaOf([...schema.objects, ...external.objects])));
  } finally {
    await server.close();
  }
});

test('a table that one of the schemas has is none of them', async () => {
  const schema = await schemaFrom(SDL);
  const has = await schemaFrom('type Users @wes_table(schema: "auth") { id: ID! @wes_pk }');
  expect(externalTables(has, schema).objects.map(({ id }) => id)).toEqual([
    'column:public.other.id',
    'constraint:public.other.other_id_key',
    'table:public.other',
  ]);
});
