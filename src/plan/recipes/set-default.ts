import { tableName } from '../../ir/ddl.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { isOnly } from '../alteration.ts';
import { defineRecipe, quickStep } from '../recipe.ts';

export default defineRecipe({
  id: 'set-default',
  summary: 'A new default counts for rows to come; existing rows keep what they hold.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-DEFAULT',
  steps(change, { lookup }) {
    if (change.kind !== 'alter' || change.after.kind !== 'column' || change.before.kind !== 'column')
      return null;
    const { before, after } = change;
    if (before.default === after.default || !isOnly(change, ['default', 'comment'])) return null;
    // An application that leaves the column out relies on the default: taking it away is no addition.
    if (after.default === null) return null;
    const alter = `ALTER TABLE ${tableName(after.table, lookup)} ALTER COLUMN ${quoteIdentifier(after.name)}`;
    const to = (value: string | null): string =>
      `${alter} ${value === null ? 'DROP DEFAULT' : `SET DEFAULT ${value}`};`;
    return [
      quickStep({
        phase: 'expand',
        object: after.id,
        sql: to(after.default),
        undo: { sql: to(before.default) },
      }),
    ];
  },
});
