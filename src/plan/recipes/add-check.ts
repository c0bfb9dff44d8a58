import { addConstraintSql, tableName } from '../../ir/ddl.ts';
import type { CheckConstraint } from '../../ir/schema.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { each } from '../claims.ts';
import { columnsOf } from '../filling.ts';
import { defineRecipe, goesWith, quickStep, scanStep } from '../recipe.ts';

export default defineRecipe<CheckConstraint>({
  id: 'add-check',
  summary: 'NOT VALID counts for new rows at once; VALIDATE reads the old ones while writes go on.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  claims: each((change) =>
    change.kind === 'create' && change.after.kind === 'constraint' && change.after.type === 'check'
      ? change.after
      : null,
  ),
  steps(check, context) {
    const { lookup } = context;
    const alter = `ALTER TABLE ${tableName(check.table, lookup)}`;
    const name = quoteIdentifier(check.name);
    const stop = check.validated ? '; old rows that break it stop VALIDATE' : '';
    const add = quickStep({
      phase: 'expand',
      object: check.id,
      makes: [check.id],
      needs: ['any enum', ...columnsOf(check.table, context)],
      sql: addConstraintSql(check, lookup, true),
      hazards: [
        {
          code: 'ROWS_MAY_VIOLATE',
          message: `From here on writes that break ${check.name} are refused${stop}.`,
        },
      ],
      undo: { sql: `${alter} DROP CONSTRAINT ${name};` },
    });
    if (!check.validated) return [add];
    return [
      add,
      scanStep({
        phase: 'validate',
        object: check.id,
        sql: `${alter} VALIDATE CONSTRAINT ${name};`,
        undo: goesWith(`the constraint ${check.name}`),
      }),
    ];
  },
});
