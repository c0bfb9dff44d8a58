import { createIndexSql, qualified } from '../../ir/ddl.ts';
import { phaseOfColumns } from '../filling.ts';
import type { Hazard } from '../plan.ts';
import { concurrentStep, defineRecipe, goesWith, quickStep } from '../recipe.ts';

export default defineRecipe({
  id: 'create-index',
  summary:
    'CONCURRENTLY lets writes go on while the index is built. On a table of this plan a plain build is instant.',
  source: 'https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  steps(change, context) {
    if (change.kind !== 'create' || change.after.kind !== 'index') return null;
    const index = change.after;
    if (context.newTables.has(index.table)) {
      const undo = goesWith('its table');
      return [
        quickStep({ phase: 'expand', object: index.id, sql: createIndexSql(index, context.lookup), undo }),
      ];
    }
    const hazards: readonly Hazard[] = index.unique
      ? [
          {
            code: 'DUPLICATES_STOP_THE_BUILD',
            message: `Rows with equal values stop the build of ${index.name}; the plan drops the invalid rest and can be run again.`,
          },
        ]
      : [];
    return [
      concurrentStep({
        phase: phaseOfColumns(index.table, index.columns, context),
        object: index.id,
        sql: createIndexSql(index, context.lookup, true),
        hazards,
        undo: { sql: `DROP INDEX CONCURRENTLY IF EXISTS ${qualified(index)};` },
      }),
    ];
  },
});
