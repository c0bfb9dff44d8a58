import { addConstraintSql, tableName } from '../../ir/ddl.ts';
import type { ForeignKey, KeyConstraint, ObjectId } from '../../ir/schema.ts';
import type { TableModel } from '../../ir/tables.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { each } from '../claims.ts';
import { columnsOf, phaseOfColumns, phaseOfKey } from '../filling.ts';
import { defineRecipe, goesWith, quickStep, scanStep } from '../recipe.ts';

export default defineRecipe<ForeignKey>({
  id: 'add-foreign-key',
  summary: 'NOT VALID locks both tables for an instant; VALIDATE reads the rows while writes go on.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  claims: each((change) =>
    change.kind === 'create' && change.after.kind === 'constraint' && change.after.type === 'foreign key'
      ? change.after
      : null,
  ),
  steps(key, context) {
    const alter = `ALTER TABLE ${tableName(key.table, context.lookup)}`;
    const name = quoteIdentifier(key.name);
    const undo = { sql: `ALTER TABLE ${tableName(key.table, context.lookup)} DROP CONSTRAINT ${name};` };
    // The referenced key may be added only after a backfill, so this comes in the same phase, after it. The rollback
    // removes this key before the referenced one.
    const referenced = keyOver(context.tables.get(key.refTable), key.refColumns);
    const phase = referenced
      ? phaseOfKey(referenced, context)
      : phaseOfColumns(key.refTable, key.refColumns, context);
    const common = {
      phase,
      object: key.id,
      makes: [key.id],
      needs: [
        key.table,
        ...columnsOf(key.table, context),
        key.refTable,
        ...columnsOf(key.refTable, context),
        ...(referenced ? [referenced.id] : indexesOver(context.tables.get(key.refTable), key.refColumns)),
      ],
    };
    if (context.newTables.has(key.table)) {
      return [quickStep({ ...common, sql: addConstraintSql(key, context.lookup, !key.validated), undo })];
    }
    const stop = key.validated ? '; old rows without one stop VALIDATE' : '';
    const add = quickStep({
      ...common,
      sql: addConstraintSql(key, context.lookup, true),
      hazards: [
        {
          code: 'ROWS_MAY_VIOLATE',
          message: `From here on writes without a referenced row are refused${stop}.`,
        },
      ],
      undo,
    });
    if (!key.validated) return [add];
    return [
      add,
      scanStep({
        phase: phase === 'switch' ? 'switch' : 'validate',
        object: key.id,
        sql: `${alter} VALIDATE CONSTRAINT ${name};`,
        undo: goesWith(`the constraint ${key.name}`),
      }),
    ];
  },
});

function keyOver(model: TableModel | undefined, columns: readonly string[]): KeyConstraint | undefined {
  const keys = model ? [model.primaryKey, ...model.uniques] : [];
  return keys.filter((key) => key !== null).find((key) => isOver(key.columns, columns));
}

/** PostgreSQL also accepts a unique index that belongs to no constraint. */
const indexesOver = (model: TableModel | undefined, columns: readonly string[]): readonly ObjectId[] =>
  (model?.indexes ?? [])
    .filter((index) => index.unique && isOver(index.columns ?? [], columns))
    .map(({ id }) => id);

// PostgreSQL compares the columns as a set.
const isOver = (own: readonly string[], columns: readonly string[]): boolean =>
  own.toSorted().join('\0') === columns.toSorted().join('\0');
