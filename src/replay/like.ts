import { addIndex } from './add-index.ts';
import type { Catalog, Constraint, Relation } from './catalog.ts';
import { defaultName } from './default-name.ts';

// CREATE_TABLE_LIKE_… of parsenodes.h.
const CONSTRAINTS = 1 << 2;
const DEFAULTS = 1 << 3;
const GENERATED = 1 << 4;
const IDENTITY = 1 << 5;
const INDEXES = 1 << 6;

/**
 * CREATE TABLE (LIKE …): columns and NOT NULL always, the rest as INCLUDING says. Foreign keys never come along.
 *
 * @param options The bits of INCLUDING.
 * @see https://www.postgresql.org/docs/18/sql-createtable.html#SQL-CREATETABLE-PARMS-LIKE
 */
export function replayLike(catalog: Catalog, source: Relation, table: Relation, options: number): void {
  for (const column of source.columns.values())
    table.columns.set(column.name, {
      ...column,
      default: options & DEFAULTS ? column.default : null,
      generated: options & GENERATED ? column.generated : null,
      identity: (options & IDENTITY) !== 0 && column.identity,
    });
  if (options & CONSTRAINTS)
    for (const check of source.constraints.values())
      if (check.kind === 'check') table.constraints.set(check.name, { ...check, inherited: false });
  if (options & INDEXES) copyIndexes(catalog, source, table);
}

// Copied indexes get new names: a constraint and its index are named after the new table.
function copyIndexes(catalog: Catalog, source: Relation, table: Relation): void {
  const keys = new Map([...source.constraints.values()].map((key) => [key.index, key]));
  for (const index of source.indexes) {
    const key = keys.get(index);
    if (index.index) copyIndex(catalog, table, { ...index.index, table, parent: null }, key ?? null);
  }
}

function copyIndex(
  catalog: Catalog,
  table: Relation,
  info: NonNullable<Relation['index']>,
  key: Constraint | null,
): void {
  const name = key && defaultName(catalog, table, key.kind, key.columns);
  const index = addIndex(catalog, table, name, info);
  if (key && name) table.constraints.set(name, { ...key, name, index, inherited: false });
}
