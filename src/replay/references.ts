import { as, type Fields, fieldNode, isNode, listOf, namesOf, walk } from '../sql/node.ts';
import { type Catalog, lookup, type Relation, rangeName } from './catalog.ts';

/** The columns of one table that an expression names. Of a qualified name only the last part is looked at. */
export function columnsIn(expression: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  walk([expression], (type, fields) => {
    if (type !== 'ColumnRef') return true;
    const name = namesOf(fields['fields']).at(-1);
    if (name) names.add(name);
    return false;
  });
  return names;
}

export type Reads = ReadonlyMap<Relation, ReadonlySet<string>>;

/**
 * Relations and columns that a query reads, as `pg_depend` would list them for a view. An unqualified column counts
 * for every relation of the query that has a column of this name.
 */
export function readsOf(catalog: Catalog, query: unknown): Reads {
  const aliases = new Map<string, Relation>();
  const reads = new Map<Relation, Set<string>>();
  const hidden = commonNames(query);
  const references: (readonly string[])[] = [];
  walk([query], (type, fields) => {
    if (type === 'RangeVar') addRange(catalog, fields, hidden, aliases, reads);
    if (type === 'ColumnRef') references.push(referenceOf(fields));
  });
  for (const parts of references) addReference(parts, aliases, reads);
  return reads;
}

/** The names of a query's `WITH` queries: within the query they hide relations of the same name. */
export function commonNames(query: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  walk([query], (type, fields) => {
    if (type === 'CommonTableExpr') names.add(String(fields['ctename']));
  });
  return names;
}

function addRange(
  catalog: Catalog,
  fields: Fields<'RangeVar'>,
  hidden: ReadonlySet<string>,
  aliases: Map<string, Relation>,
  reads: Map<Relation, Set<string>>,
): void {
  const name = rangeName(fields);
  if (name.schema === null && hidden.has(name.name)) return;
  const relation = lookup(catalog, name);
  if (!relation) return;
  aliases.set(String(fieldNode(fields['alias'])['aliasname'] ?? name.name), relation);
  if (!reads.has(relation)) reads.set(relation, new Set());
}

function referenceOf(fields: Fields<'ColumnRef'>): readonly string[] {
  return listOf(fields['fields']).map((part) =>
    isNode(part) && 'A_Star' in part ? '*' : String(as(part, 'String')?.['sval'] ?? ''),
  );
}

function addReference(
  parts: readonly string[],
  aliases: ReadonlyMap<string, Relation>,
  reads: ReadonlyMap<Relation, Set<string>>,
): void {
  const column = parts.at(-1) ?? '';
  const qualified = parts.length > 1 ? aliases.get(parts.at(-2) ?? '') : null;
  for (const [relation, columns] of reads) {
    if (qualified && qualified !== relation) continue;
    if (column === '*') for (const name of relation.columns.keys()) columns.add(name);
    else if (relation.columns.has(column)) columns.add(column);
  }
}
