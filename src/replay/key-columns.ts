import { as, type Fields, listOf, namesOf, textOf } from '../sql/node.ts';

/** The referencing columns of a foreign key, be it a constraint of the table or of one column. */
export function keyColumns(definition: Fields<'Constraint'>, column: string): readonly string[] {
  const named = namesOf(definition['fk_attrs']);
  return named.length > 0 ? named : [column];
}

/**
 * Whether a WHERE selects some of the rows. `IS NULL` does not count: backfills say it, and at first every row is
 * NULL.
 */
export const picksRows = (where: unknown): boolean =>
  where !== undefined && as(where, 'NullTest')?.['nulltesttype'] !== 'IS_NULL';

/**
 * The columns of a plain B-tree index. Empty for an index that is unique, partial, of another method, has INCLUDE
 * columns, or sets an order, a collation or an operator class.
 */
export function plainColumns(fields: Fields<'IndexStmt'>): readonly string[] {
  const elements = listOf(fields['indexParams']).map((item) => as(item, 'IndexElem') ?? {});
  const hasMore = fields['whereClause'] ?? fields['indexIncludingParams'] ?? fields['unique'];
  if (!isPlain(elements) || hasMore || fields['accessMethod'] !== 'btree') return [];
  return elements.map(({ name }) => textOf(name));
}

/** Whether all index elements are plain columns in default order, collation and operator class. */
export const isPlain = (elements: readonly Fields<'IndexElem'>[]): boolean =>
  elements.every(
    ({ name, collation, opclass, ordering, nulls_ordering: nulls }) =>
      name && !collation && !opclass && /DEFAULT$/.test(`${ordering}`) && /DEFAULT$/.test(`${nulls}`),
  );
