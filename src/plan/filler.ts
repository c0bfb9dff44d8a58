import { tableName } from '../ir/ddl.ts';
import type { ColumnObject } from '../ir/schema.ts';
import { derivedName, dollarQuote, quoteAlways, quoteIdentifier, quoteQualified } from '../sql/identifier.ts';
import { namesOf, walk } from '../sql/node.ts';
import { parseSql } from '../sql/parser.ts';
import type { Hazard } from './plan.ts';
import { type Context, goesWith, quickStep, type Refusal, type StepDraft } from './recipe.ts';

/*
 * The old application runs while the plan does. It doesn't know a new column and leaves it NULL. So a trigger fills
 * the column with the backfill's own expression, from the moment the column exists until the new application has
 * taken over.
 */

/** The steps of a filler: those that create it are in `expand`, those that remove it in `contract`. */
export interface Filler {
  readonly make: readonly StepDraft[];
  readonly remove: readonly StepDraft[];
}

interface Names {
  /** Quoted. */
  readonly table: string;
  readonly alias: string;
  readonly function: string;
  readonly trigger: string;
  /** Ids of the function and the trigger, as introspection would name them. */
  readonly ids: readonly string[];
}

function namesOfFiller(column: ColumnObject, { lookup }: Context): Names {
  const owner = lookup(column.table);
  const { schema, name } = owner?.kind === 'table' ? owner : { schema: 'public', name: '' };
  // Two underscores: functions of all tables share one namespace, and the names for `a_b.c` and `a.b_c` must differ.
  const routine = derivedName([name, '', column.name], 'fill');
  // BEFORE triggers fire in the order of their names. This one should be last, to see what the others made of the
  // row.
  // https://www.postgresql.org/docs/18/trigger-definition.html
  const trigger = derivedName(['zz', name, column.name], 'fill');
  return {
    table: tableName(column.table, lookup),
    alias: quoteIdentifier(name),
    function: `${quoteQualified(schema, routine)}()`,
    trigger: quoteIdentifier(trigger),
    ids: [
      `carried:function ${quoteQualified(schema, routine)}()`,
      `carried:trigger ${quoteIdentifier(trigger)} on ${quoteQualified(schema, name)}`,
    ],
  };
}

/**
 * Steps that let writes without a value for `column` succeed until `contract`; a refusal when the names are taken.
 */
export function fillerOf(column: ColumnObject, value: string, context: Context): Filler | Refusal {
  const names = namesOfFiller(column, context);
  const taken = context.from.objects.find(({ id }) => names.ids.includes(id));
  if (taken) {
    return {
      code: 'NAME_TAKEN',
      object: column.id,
      message: `${column.id} is filled by a helper that can't be created: the database has ${taken.id.slice('carried:'.length)}.`,
      hint: 'Rename what is there, or drop it if an earlier plan left it.',
    };
  }
  const step = { object: column.id };
  const drop = {
    trigger: (exists: string): string => `DROP TRIGGER ${exists}${names.trigger} ON ${names.table};`,
    function: (exists: string): string => `DROP FUNCTION ${exists}${names.function};`,
  };
  return {
    make: [
      quickStep({
        ...step,
        phase: 'expand',
        sql: functionSql(column, value, names),
        undo: { sql: drop.function('IF EXISTS ') },
      }),
      quickStep({
        ...step,
        phase: 'expand',
        sql: `CREATE TRIGGER ${names.trigger} BEFORE INSERT OR UPDATE ON ${names.table} FOR EACH ROW WHEN (NEW.${quoteIdentifier(column.name)} IS NULL) EXECUTE FUNCTION ${names.function};`,
        undo: { sql: drop.trigger('IF EXISTS ') },
        hazards: rightsHazard(column, value),
      }),
    ],
    remove: [
      quickStep({
        ...step,
        phase: 'contract',
        sql: drop.trigger(''),
        undo: goesWith('SET NOT NULL'),
        hazards: column.default === null ? [refusedFromHere(column)] : [],
      }),
      quickStep({ ...step, phase: 'contract', sql: drop.function(''), undo: goesWith('its trigger') }),
    ],
  };
}

/**
 * The row is available as a table with the table's own name, so that names in the expression mean the same as in the
 * backfill. When the expression fails, the column stays NULL: as long as NULL is allowed, no write fails that would
 * not have failed before.
 */
const functionSql = (column: ColumnObject, value: string, names: Names): string =>
  `CREATE FUNCTION ${names.function} RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS ${dollarQuote(`
#variable_conflict use_column
BEGIN
  NEW.${quoteAlways(column.name)} := (SELECT ${value}
    FROM unnest(ARRAY[NEW]) AS ${names.alias});
  RETURN NEW;
EXCEPTION WHEN OTHERS THEN
  RETURN NEW;
END
`)};`;

/** The hazard of the step from which on writes fail that leave the column out. */
export function refusedFromHere(column: ColumnObject, reason: string | null = null): Hazard {
  const why = reason === null ? '' : `, and no trigger can fill it in: ${reason}`;
  return {
    code: 'WRITES_WITHOUT_COLUMN_FAIL',
    message: `From here on writes that leave ${column.name} out or NULL are refused${why}. Deploy the application that writes it first.`,
  };
}

/** Why a trigger can't give new rows the value that the backfill gives to existing ones; `null` when it can. */
export function whyNotFillable(column: ColumnObject, value: string | null, context: Context): string | null {
  if (value === null) return 'there is no @wes_backfill';
  const columns = context.tables.get(column.table)?.columns ?? [];
  const generated = columns.filter(({ generated: by }) => by !== null).map(({ name }) => name);
  let reason: string | null = null;
  walk(parseSql(`SELECT ${value}`), (type, fields) => {
    if (type !== 'ColumnRef') return;
    const parts = namesOf(fields['fields']);
    const name = parts.at(-1) ?? '';
    // Generated columns are computed after BEFORE triggers:
    // https://www.postgresql.org/docs/18/ddl-generated-columns.html
    if (generated.includes(name)) reason ??= `its backfill reads the generated column ${name}`;
    if (parts.length > 2) reason ??= `its backfill names a column with its schema, ${parts.join('.')}`;
  });
  return reason;
}

/** A hazard: the trigger runs with the rights of whoever writes the row. */
function rightsHazard(column: ColumnObject, value: string): readonly Hazard[] {
  let reads = false;
  walk(parseSql(`SELECT ${value}`), (type, fields) => {
    const names = type === 'FuncCall' ? namesOf(fields['funcname']) : [];
    reads ||= type === 'SubLink' || (names.length > 1 && names[0] !== 'pg_catalog');
  });
  if (!reads) return [];
  const message = `Until contract, ${column.name} is filled with the rights of the role that writes: where it may not read what the backfill reads, its writes leave ${column.name} NULL and are refused from VALIDATE on.`;
  return [{ code: 'FILLED_WITH_WRITERS_RIGHTS', message }];
}
