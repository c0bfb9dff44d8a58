import { each } from '../claims.ts';
import { defineRecipe } from '../recipe.ts';

export default defineRecipe({
  id: 'part-of-new-table',
  summary: 'Columns, keys and checks of a new table stand inside its CREATE TABLE.',
  source: 'https://www.postgresql.org/docs/18/sql-createtable.html',
  claims: each((change, { newTables }) => {
    if (change.kind !== 'create') return null;
    const part = change.after;
    // CREATE TABLE has no NOT VALID.
    const inline =
      part.kind === 'column' || (part.kind === 'constraint' && part.type !== 'foreign key' && part.validated);
    return inline && newTables.has(part.table) ? part : null;
  }),
  steps: () => [],
});
