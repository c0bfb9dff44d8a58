import { createTableSql, qualified, rowSecuritySql } from '../../ir/ddl.ts';
import { defineRecipe, goesWith, quickStep } from '../recipe.ts';

/** Foreign keys, indexes and policies of the table are changes of their own; row security is the table's. */
export default defineRecipe({
  id: 'create-table',
  summary:
    'Columns, keys and checks of a new table cost nothing inside CREATE TABLE: it has no rows and no readers.',
  source: 'https://www.postgresql.org/docs/18/sql-createtable.html',
  steps(change, { tables, lookup }) {
    if (change.kind !== 'create' || change.after.kind !== 'table') return null;
    const table = change.after;
    const model = tables.get(table.id);
    if (!model) return null;
    const undo = { sql: `DROP TABLE ${qualified(table)};` };
    const create = quickStep({ phase: 'expand', object: table.id, sql: createTableSql(model, lookup), undo });
    const security = rowSecuritySql(table).map((sql) =>
      quickStep({ phase: 'expand', object: table.id, sql, undo: goesWith(`the table ${table.name}`) }),
    );
    return [create, ...security];
  },
});
