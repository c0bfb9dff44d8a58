import { addConstraintSql, tableName } from '../../ir/ddl.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { type Altered, altered } from '../claims.ts';
import { defineRecipe, scanStep } from '../recipe.ts';

export default defineRecipe<Altered<'constraint'>>({
  id: 'validate-constraint',
  summary: 'VALIDATE reads the rows from before the constraint while writes go on.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  claims: altered(
    'constraint',
    ['validated'],
    ({ before, after }) => !before.validated && after.validated && after.type !== 'other',
  ),
  steps({ before, after }, { lookup }) {
    const alter = `ALTER TABLE ${tableName(after.table, lookup)}`;
    const name = quoteIdentifier(after.name);
    // A constraint is never made unvalidated again, so it is made anew.
    const undo = `${alter} DROP CONSTRAINT ${name}; ${addConstraintSql(before, lookup, true)}`;
    return [
      scanStep({
        phase: 'validate',
        object: after.id,
        sql: `${alter} VALIDATE CONSTRAINT ${name};`,
        hazards: [{ code: 'ROWS_MAY_VIOLATE', message: `Old rows that break ${after.name} stop VALIDATE.` }],
        undo: { sql: undo },
      }),
    ];
  },
});
