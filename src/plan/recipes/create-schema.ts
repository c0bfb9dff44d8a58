import { createSchemaSql } from '../../ir/ddl.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { defineRecipe, quickStep } from '../recipe.ts';

export default defineRecipe({
  id: 'create-schema',
  summary: 'A new schema locks nothing that exists.',
  source: 'https://www.postgresql.org/docs/18/sql-createschema.html',
  steps(change) {
    if (change.kind !== 'create' || change.after.kind !== 'schema') return null;
    const { id, name } = change.after;
    const undo = { sql: `DROP SCHEMA ${quoteIdentifier(name)};` };
    return [quickStep({ phase: 'expand', object: id, sql: createSchemaSql(name), undo })];
  },
});
