import { tableName } from '../../ir/ddl.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { type Altered, altered } from '../claims.ts';
import { defineRecipe, quickStep } from '../recipe.ts';

export default defineRecipe<Altered<'column'>>({
  id: 'set-default',
  summary: 'A new default counts for rows to come; existing rows keep what they hold.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-DEFAULT',
  claims: altered(
    'column',
    ['default'],
    // Removing a default is not safe: an application that leaves the column out relies on it.
    ({ before, after }) => after.default !== null && before.default !== after.default,
  ),
  steps({ before, after }, { lookup }) {
    const alter = `ALTER TABLE ${tableName(after.table, lookup)} ALTER COLUMN ${quoteIdentifier(after.name)}`;
    const to = (value: string | null): string =>
      `${alter} ${value === null ? 'DROP DEFAULT' : `SET DEFAULT ${value}`};`;
    return [
      quickStep({
        phase: 'expand',
        object: after.id,
        needs: ['any enum', 'any sequence'],
        sql: to(after.default),
        undo: { sql: to(before.default) },
      }),
    ];
  },
});
