import { createTableSql, qualified, rowSecuritySql, tableClauses } from '../../ir/ddl.ts';
import { objectId } from '../../ir/object-id.ts';
import type { TableModel } from '../../ir/tables.ts';
import { each } from '../claims.ts';
import { defineRecipe, goesWith, quickStep } from '../recipe.ts';

/** Foreign keys, indexes and policies of the table are separate changes; row security belongs to the table. */
export default defineRecipe<TableModel>({
  id: 'create-table',
  summary:
    'Columns, keys and checks of a new table cost nothing inside CREATE TABLE: it has no rows and no readers.',
  source: 'https://www.postgresql.org/docs/18/sql-createtable.html',
  claims: each((change, { tables }) =>
    change.kind === 'create' ? (tables.get(change.after.id) ?? null) : null,
  ),
  steps(model, { lookup }) {
    const { table } = model;
    const create = quickStep({
      phase: 'expand',
      object: table.id,
      makes: [table.id, ...tableClauses(model, lookup).map(({ id }) => id)],
      needs: [objectId('schema', table.schema), 'any enum', 'any sequence'],
      sql: createTableSql(model, lookup),
      undo: { sql: `DROP TABLE ${qualified(table)};` },
    });
    const security = rowSecuritySql(table).map((sql) =>
      quickStep({ phase: 'expand', object: table.id, sql, undo: goesWith(`the table ${table.name}`) }),
    );
    return [create, ...security];
  },
});
