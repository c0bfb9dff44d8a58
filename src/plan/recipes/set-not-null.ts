import { isOnly } from '../alteration.ts';
import { backfillStep, notNullSteps } from '../filling.ts';
import { defineRecipe } from '../recipe.ts';

export default defineRecipe({
  id: 'set-not-null',
  summary:
    'A validated CHECK proves that no NULL is left, so that SET NOT NULL does not read the table under its lock.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL',
  steps(change, context) {
    if (change.kind !== 'alter' || change.after.kind !== 'column' || change.before.kind !== 'column')
      return null;
    const { before, after } = change;
    if (before.notNull || !after.notNull || !isOnly(change, ['notNull', 'comment'])) return null;
    const fill = after.backfill === null ? [] : [backfillStep(after, after.backfill, 'backfill', context)];
    const proof = notNullSteps(after, after.backfill, context);
    return 'code' in proof ? proof : [...fill, ...proof];
  },
});
