import { isSecond } from '../../ir/ddl.ts';
import type { SchemaObject } from '../../ir/schema.ts';
import type { TableModel } from '../../ir/tables.ts';
import { each } from '../claims.ts';
import { defineRecipe } from '../recipe.ts';

export default defineRecipe({
  id: 'part-of-new-table',
  summary: 'Columns, keys and checks of a new table stand inside its CREATE TABLE.',
  source: 'https://www.postgresql.org/docs/18/sql-createtable.html',
  claims: each((change, { newTables, tables }) => {
    if (change.kind !== 'create') return null;
    const part = change.after;
    if (!('table' in part) || !newTables.has(part.table)) return null;
    return isInline(part, tables.get(part.table)) ? part : null;
  }),
  steps: () => [],
});

/** Whether CREATE TABLE can say it: it has no NOT VALID, and drops the second of two equal keys. */
function isInline(part: SchemaObject, model: TableModel | undefined): boolean {
  if (part.kind === 'column') return true;
  if (part.kind !== 'constraint' || part.type === 'foreign key' || !part.validated) return false;
  return !(part.type === 'unique' && model && isSecond(part, model));
}
