import type { Change } from '../diff/change.ts';
import { commentSql } from '../ir/ddl.ts';
import { type Context, goesWith, quickStep, type StepDraft } from './recipe.ts';

/** COMMENT ON for an object whose comment changes. Recipes leave comments to this. */
export function commentSteps(change: Change, { lookup, newTables }: Context): readonly StepDraft[] {
  if (change.kind === 'drop') return [];
  const before = change.kind === 'alter' ? change.before.comment : null;
  const { after } = change;
  if (before === after.comment) return [];
  const gone = change.kind === 'create' || ('table' in after && newTables.has(after.table));
  const undo = gone ? goesWith(after.id) : { sql: commentSql(after, lookup, before) };
  return [
    quickStep({
      phase: 'expand',
      object: after.id,
      needs: [after.id],
      sql: commentSql(after, lookup, after.comment),
      undo,
    }),
  ];
}
