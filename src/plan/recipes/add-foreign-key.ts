import { addConstraintSql, tableName } from '../../ir/ddl.ts';
import type { KeyConstraint } from '../../ir/schema.ts';
import type { TableModel } from '../../ir/tables.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { phaseOfColumns, phaseOfKey } from '../filling.ts';
import { defineRecipe, goesWith, quickStep, scanStep } from '../recipe.ts';

export default defineRecipe({
  id: 'add-foreign-key',
  summary: 'NOT VALID locks both tables for an instant; VALIDATE reads the rows while writes go on.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  steps(change, context) {
    if (change.kind !== 'create' || change.after.kind !== 'constraint' || change.after.type !== 'foreign key')
      return null;
    const key = change.after;
    const alter = `ALTER TABLE ${tableName(key.table, context.lookup)}`;
    const name = quoteIdentifier(key.name);
    const undo = { sql: `ALTER TABLE ${tableName(key.table, context.lookup)} DROP CONSTRAINT ${name};` };
    // The key it references may itself come only after a backfill; the way back takes it away before that key.
    const referenced = keyOver(context.tables.get(key.refTable), key.refColumns);
    const phase = referenced
      ? phaseOfKey(referenced, context)
      : phaseOfColumns(key.refTable, key.refColumns, context);
    if (context.newTables.has(key.table)) {
      return [quickStep({ phase, object: key.id, sql: addConstraintSql(key, context.lookup), undo })];
    }
    return [
      quickStep({
        phase,
        object: key.id,
        sql: addConstraintSql(key, context.lookup, true),
        hazards: [
          {
            code: 'ROWS_MAY_VIOLATE',
            message: `From here on writes without a referenced row are refused; old rows without one stop VALIDATE.`,
          },
        ],
        undo,
      }),
      scanStep({
        phase: phase === 'switch' ? 'switch' : 'validate',
        object: key.id,
        sql: `${alter} VALIDATE CONSTRAINT ${name};`,
        undo: goesWith(`the constraint ${key.name}`),
      }),
    ];
  },
});

// PostgreSQL matches the columns as a set.
function keyOver(model: TableModel | undefined, columns: readonly string[]): KeyConstraint | undefined {
  const keys = model ? [model.primaryKey, ...model.uniques] : [];
  const wanted = columns.toSorted().join('\0');
  return keys.filter((key) => key !== null).find((key) => key.columns.toSorted().join('\0') === wanted);
}
