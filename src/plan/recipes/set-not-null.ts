import { type Altered, altered } from '../claims.ts';
import { backfillStep, notNullSteps } from '../filling.ts';
import { defineRecipe } from '../recipe.ts';

export default defineRecipe<Altered<'column'>>({
  id: 'set-not-null',
  summary:
    'A validated CHECK proves that no NULL is left, so that SET NOT NULL does not read the table under its lock.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL',
  claims: altered('column', ['notNull'], ({ before, after }) => !before.notNull && after.notNull),
  steps({ after }, context) {
    const fill = after.backfill === null ? [] : [backfillStep(after, after.backfill, 'backfill', context)];
    const proof = notNullSteps(after, after.backfill, context);
    return 'code' in proof ? proof : [...fill, ...proof];
  },
});
