import { chosenName, quoteLiteral } from '../../sql/identifier.ts';
import { lookupIn } from '../create-all.ts';
import { qualified } from '../ddl.ts';
import type { ObjectId, Schema } from '../schema.ts';

/**
 * Gives the NOT NULL constraints of tables that the SDL made their names, `null` when PostgreSQL chooses them. Only PostgreSQL
 * from 18 on has them. It adds a number where another of the schema has the name, and which one gets it depends on the order
 * in which the tables came: so each is found by its column, and all leave their names before any takes one.
 *
 * @param unsaid What the SDL doesn't make: its CREATE TABLE names them at once.
 */
export function notNullNamesSql(schema: Schema, unsaid: ReadonlyMap<ObjectId, string>): string | null {
  const lookup = lookupIn(schema);
  const columns = schema.objects.flatMap((column) => {
    if (column.kind !== 'column' || !column.notNull) return [];
    const table = lookup(column.table);
    if (table?.kind !== 'table') return [];
    const chosen = chosenName(table.name, column.name, 'not_null');
    return [{ column, table, chosen, name: column.carried?.notNullName ?? chosen }];
  });
  const given = new Set(columns.flatMap(({ name, chosen }) => (name === chosen ? [] : [name])));
  const rows = columns
    .filter(({ column, name, chosen }) => !unsaid.has(column.id) && (name !== chosen || given.has(name)))
    .map(
      ({ column, table, name }) => `(${[qualified(table), column.name, name].map(quoteLiteral).join(', ')})`,
    );
  return rows.length === 0 ? null : block(rows, tagFor(rows.join()));
}

const tagFor = (text: string, tag = 'names'): string =>
  text.includes(`$${tag}`) ? tagFor(text, `${tag}_`) : tag;

const block = (rows: readonly string[], tag: string): string => `DO $${tag}$
DECLARE
  it record;
BEGIN
  FOR pass IN 1..2 LOOP
    FOR it IN SELECT c.oid, c.conrelid::pg_catalog.regclass::pg_catalog.text AS "table", c.conname, w.name FROM (VALUES
      ${rows.join(',\n      ')}
    ) w ("table", "column", name)
    JOIN pg_catalog.pg_constraint c ON c.conrelid = pg_catalog.to_regclass(w."table") AND c.contype = 'n'
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] AND a.attname = w."column"
    WHERE c.conname <> w.name LOOP
      EXECUTE pg_catalog.format('ALTER TABLE %s RENAME CONSTRAINT %I TO %I', it."table", it.conname,
        CASE pass WHEN 1 THEN it.oid::pg_catalog.text ELSE it.name END);
    END LOOP;
  END LOOP;
END $${tag}$;`;
