import { columnSql, tableName } from '../../ir/ddl.ts';
import type { ColumnObject } from '../../ir/schema.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { created } from '../claims.ts';
import { backfillStep, needsFilling, notNullSteps } from '../filling.ts';
import { type Context, defineRecipe, goesWith, quickStep, type Refusal, type StepDraft } from '../recipe.ts';

export default defineRecipe<ColumnObject>({
  id: 'add-column',
  summary:
    'A column without default, or with one that is the same for every row, changes only the catalog. Any other is added empty and filled in batches, so that no lock is held while rows are rewritten.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-NOTES',
  claims: created('column'),
  steps(column, context) {
    const rewritten = rewritesTable(column);
    if (rewritten) return rewritten;
    if (!needsFilling(column)) {
      if (column.notNull && column.default === null) return requiredWithoutValue(column);
      return [addColumn(column, context)];
    }
    return filled(column, context);
  },
});

// PostgreSQL numbers, and computes, every row inside ADD COLUMN, under a lock that keeps even readers out.
function rewritesTable(column: ColumnObject): Refusal | null {
  if (column.identity === null && column.generated?.stored !== true) return null;
  const what = column.identity === null ? 'a stored generated' : 'an identity';
  return {
    code: 'CHANGE_NOT_SUPPORTED',
    object: column.id,
    message: `Adding ${what} column to a table that exists rewrites it while nobody can read it: ${column.id.slice('column:'.length)} is not planned.`,
    hint:
      column.identity === null
        ? 'Add a plain column with @wes_backfill, or make the column with its table.'
        : 'Use @wes_serial, which is filled in batches, or make the column with its table.',
  };
}

const requiredWithoutValue = (column: ColumnObject): Refusal => ({
  code: 'REQUIRED_COLUMN_WITHOUT_VALUE',
  object: column.id,
  message: `${column.id.slice('column:'.length)} is NOT NULL and nothing says what existing rows hold.`,
  hint: 'Add @wes_backfill(expr: …) or @wes_default, or make the field nullable.',
});

function addColumn(column: ColumnObject, { lookup }: Context): StepDraft {
  const table = tableName(column.table, lookup);
  return quickStep({
    phase: 'expand',
    object: column.id,
    makes: [column.id],
    needs: ['any enum', 'any sequence'],
    sql: `ALTER TABLE ${table} ADD COLUMN ${columnSql(column)};`,
    undo: { sql: `ALTER TABLE ${table} DROP COLUMN ${quoteIdentifier(column.name)};` },
  });
}

function filled(column: ColumnObject, context: Context): readonly StepDraft[] | Refusal {
  const name = quoteIdentifier(column.name);
  const alter = `ALTER TABLE ${tableName(column.table, context.lookup)} ALTER COLUMN ${name}`;
  const value = column.backfill ?? column.default ?? 'NULL';
  // A statement of its own: in ADD COLUMN the default would also fill existing rows, instead of the backfill.
  const setDefault = quickStep({
    phase: 'expand',
    object: column.id,
    sql: `${alter} SET DEFAULT ${column.default};`,
    undo: goesWith(`the column ${column.name}`),
  });
  const proof = column.notNull ? notNullSteps(column, value, context) : [];
  if ('code' in proof) return proof;
  return [
    addColumn({ ...column, default: null, notNull: false }, context),
    ...(column.default === null ? [] : [setDefault]),
    backfillStep(column, value, 'backfill', context),
    ...proof,
  ];
}
