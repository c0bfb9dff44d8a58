import { addConstraintSql, constraintSql, createIndexSql, tableName } from '../../ir/ddl.ts';
import { objectId } from '../../ir/object-id.ts';
import type { IndexObject, KeyConstraint } from '../../ir/schema.ts';
import { quoteIdentifier, quoteQualified } from '../../sql/identifier.ts';
import { each } from '../claims.ts';
import { columnsOf, filled, notNull, phaseOfColumns, phaseOfKey } from '../filling.ts';
import { concurrentStep, defineRecipe, goesWith, quickStep } from '../recipe.ts';

export default defineRecipe<KeyConstraint>({
  id: 'add-key',
  summary: 'The index is built CONCURRENTLY first; the constraint then takes it over in an instant.',
  source:
    'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX',
  claims: each((change, context) => {
    if (change.kind !== 'create' || change.after.kind !== 'constraint') return null;
    const key = change.after;
    if (key.type !== 'unique' && key.type !== 'primary key') return null;
    const nullable = key.columns.find((name) => context.column(key.table, name)?.notNull === false);
    return key.type === 'primary key' && nullable !== undefined ? null : key;
  }),
  steps(key, context) {
    const table = context.lookup(key.table);
    const schema = table?.kind === 'table' ? table.schema : 'public';
    const index = indexFor(key, schema);
    const phase = phaseOfColumns(key.table, key.columns, context);
    const columns = columnsOf(key.table, context, key.columns);
    const included = columnsOf(key.table, context, key.include);
    const alter = `ALTER TABLE ${tableName(key.table, context.lookup)}`;
    const name = quoteIdentifier(key.name);
    if (context.newTables.has(key.table)) {
      const sql = addConstraintSql(key, context.lookup);
      const undo = goesWith('its table');
      return [quickStep({ phase: 'expand', object: key.id, makes: [key.id], needs: [key.table], sql, undo })];
    }
    return [
      concurrentStep({
        phase,
        object: key.id,
        needs: [...columns, ...columns.map(filled), ...included],
        sql: createIndexSql(index, context.lookup, true),
        hazards: [
          {
            code: 'DUPLICATES_STOP_THE_BUILD',
            message: `Rows with equal values stop the build of ${key.name}; the plan drops the invalid rest and can be run again.`,
          },
        ],
        undo: { sql: `DROP INDEX CONCURRENTLY IF EXISTS ${quoteQualified(schema, key.name)};` },
      }),
      quickStep({
        phase: phaseOfKey(key, context),
        object: key.id,
        makes: [key.id],
        needs: key.type === 'primary key' ? columns.map(notNull) : [],
        sql: `${alter} ADD CONSTRAINT ${name} ${key.type.toUpperCase()} USING INDEX ${name}${deferrable(key, context.lookup)};`,
        undo: { sql: `${alter} DROP CONSTRAINT ${name};` },
      }),
    ];
  },
});

const deferrable = (key: KeyConstraint, lookup: Parameters<typeof constraintSql>[1]): string =>
  / DEFERRABLE( INITIALLY DEFERRED)?$/.exec(constraintSql(key, lookup))?.[0] ?? '';

const indexFor = (key: KeyConstraint, schema: string): IndexObject => ({
  kind: 'index',
  id: objectId('index', schema, key.name),
  table: key.table,
  schema,
  name: key.name,
  method: 'btree',
  unique: true,
  nullsNotDistinct: key.nullsNotDistinct,
  keys: key.columns.map(quoteIdentifier),
  columns: key.columns,
  include: key.include,
  where: null,
  valid: true,
  comment: null,
  declared: null,
});
