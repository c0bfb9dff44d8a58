import { createIndexSql, qualified } from '../../ir/ddl.ts';
import { concurrentStep, defineRecipe } from '../recipe.ts';

export default defineRecipe({
  id: 'drop-index',
  summary:
    'An index that is no constraint can go without losing data; CONCURRENTLY lets reads and writes go on.',
  source: 'https://www.postgresql.org/docs/18/sql-dropindex.html',
  steps(change, { lookup }) {
    if (change.kind !== 'drop' || change.before.kind !== 'index') return null;
    const index = change.before;
    if (index.unique || lookup(index.table)?.kind !== 'table') return null;
    return [
      concurrentStep({
        phase: 'contract',
        object: index.id,
        sql: `DROP INDEX CONCURRENTLY ${qualified(index)};`,
        undo: { sql: createIndexSql(index, lookup, true) },
      }),
    ];
  },
});
