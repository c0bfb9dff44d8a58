import { createIndexSql, qualified } from '../../ir/ddl.ts';
import type { IndexObject } from '../../ir/schema.ts';
import { created } from '../claims.ts';
import { columnsOf, filled, phaseOfColumns } from '../filling.ts';
import type { Hazard } from '../plan.ts';
import { concurrentStep, defineRecipe, goesWith, quickStep, type StepDraft } from '../recipe.ts';

export default defineRecipe<IndexObject>({
  id: 'create-index',
  summary:
    'CONCURRENTLY lets writes go on while the index is built. On a table of this plan a plain build is instant.',
  source: 'https://www.postgresql.org/docs/18/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY',
  claims: created('index'),
  steps(index, context) {
    const common: Pick<StepDraft, 'object' | 'makes' | 'needs'> = {
      object: index.id,
      makes: [index.id],
      needs: [
        'any enum',
        index.table,
        ...columnsOf(index.table, context),
        ...columnsOf(index.table, context, index.columns ?? []).map(filled),
      ],
    };
    if (context.newTables.has(index.table)) {
      const undo = goesWith('its table');
      return [quickStep({ ...common, phase: 'expand', sql: createIndexSql(index, context.lookup), undo })];
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
        ...common,
        phase: phaseOfColumns(index.table, index.columns, context),
        sql: createIndexSql(index, context.lookup, true),
        hazards,
        undo: { sql: `DROP INDEX CONCURRENTLY IF EXISTS ${qualified(index)};` },
      }),
    ];
  },
});
