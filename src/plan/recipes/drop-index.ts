import { createIndexSql, qualified } from '../../ir/ddl.ts';
import type { IndexObject } from '../../ir/schema.ts';
import { each } from '../claims.ts';
import { concurrentStep, defineRecipe } from '../recipe.ts';

export default defineRecipe<IndexObject>({
  id: 'drop-index',
  summary:
    'An index that is no constraint can go without losing data; CONCURRENTLY lets reads and writes go on.',
  source: 'https://www.postgresql.org/docs/18/sql-dropindex.html',
  claims: each((change, { lookup }) => {
    if (change.kind !== 'drop' || change.before.kind !== 'index') return null;
    const { unique, table } = change.before;
    return unique || lookup(table)?.kind !== 'table' ? null : change.before;
  }),
  steps(index, { lookup }) {
    return [
      concurrentStep({
        phase: 'contract',
        object: index.id,
        removes: [index.id],
        sql: `DROP INDEX CONCURRENTLY ${qualified(index)};`,
        undo: { sql: createIndexSql(index, lookup, true) },
      }),
    ];
  },
});
