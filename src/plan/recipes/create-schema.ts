import { createSchemaSql } from '../../ir/ddl.ts';
import type { NamespaceObject } from '../../ir/schema.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { created } from '../claims.ts';
import { defineRecipe, quickStep } from '../recipe.ts';

export default defineRecipe<NamespaceObject>({
  id: 'create-schema',
  summary: 'A new schema locks nothing that exists.',
  source: 'https://www.postgresql.org/docs/18/sql-createschema.html',
  claims: created('schema'),
  steps({ id, name }) {
    const undo = { sql: `DROP SCHEMA ${quoteIdentifier(name)};` };
    return [quickStep({ phase: 'expand', object: id, makes: [id], sql: createSchemaSql(name), undo })];
  },
});
