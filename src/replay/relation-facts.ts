import { ancestors, type Catalog, type Constraint, family, foreignKeys, type Relation } from './catalog.ts';

/** How a relation is related to the relations that a statement names. */
export type Kinship = 'named' | 'same tree' | 'foreign key' | 'other';

export function kinship(catalog: Catalog, name: string, named: readonly string[]): Kinship {
  if (named.includes(name)) return 'named';
  const relation = catalog.relations.get(name);
  if (!relation) return 'other';
  const trees = named.flatMap((other) => treeOf(catalog.relations.get(other)));
  if (trees.includes(relation)) return 'same tree';
  const isBound = trees.some((member) => refers(member, relation) || refers(relation, member));
  return isBound ? 'foreign key' : 'other';
}

/** The whole inheritance tree of a relation: everything that inherits from its topmost parents. */
function treeOf(relation: Relation | undefined): readonly Relation[] {
  if (!relation) return [];
  const roots = ancestors(relation).filter(({ parents }) => parents.size === 0);
  return roots.length > 0 ? roots.flatMap(family) : family(relation);
}

const refers = (from: Relation, to: Relation): boolean =>
  foreignKeys(from).some(({ references }) => references?.relation === to);

/**
 * What PostgreSQL drops along with a column and a reader may not expect: indexes and constraints that concern other
 * columns too, and keys.
 */
export function goneWithColumn(catalog: Catalog, name: string, column: string): readonly string[] {
  const relation = catalog.relations.get(name);
  if (!relation) return [];
  const constraints = [...relation.constraints.values()].filter(
    ({ kind, columns }) => columns.includes(column) && (columns.length > 1 || isKey(kind)),
  );
  const backing = constraints.map(({ index }) => index);
  const indexes = [...relation.indexes].filter(({ index: info, ...index }) => {
    const columns = [...(info?.columns ?? []), ...(info?.reads ?? [])];
    return (
      columns.includes(column) && columns.some((other) => other !== column) && !isIn(backing, index.name)
    );
  });
  return [...new Set([...constraints, ...indexes].map(({ name: gone }) => gone))];
}

const isKey = (kind: Constraint['kind']): boolean =>
  kind === 'primary key' || kind === 'unique' || kind === 'exclude';

const isIn = (indexes: readonly (Relation | null)[], name: string): boolean =>
  indexes.some((index) => index?.name === name);

/** Constraints that still are NOT VALID. */
export const unvalidated = (catalog: Catalog, name: string): readonly Pick<Constraint, 'name' | 'kind'>[] =>
  [...(catalog.relations.get(name)?.constraints.values() ?? [])].filter(
    ({ valid, enforced, inherited }) => !valid && enforced && !inherited,
  );

/** Whether writes to the relation have a foreign key checked only at the end of the transaction. */
export function hasDeferredKey(catalog: Catalog, name: string): boolean {
  const relation = catalog.relations.get(name);
  if (!relation) return false;
  return foreignKeys(relation).some(({ deferred }) => deferred);
}

/** Whether a unique index over plain columns covers all rows: REFRESH MATERIALIZED VIEW CONCURRENTLY needs one. */
export const hasUniqueIndex = (relation: Relation | undefined): boolean =>
  [...(relation?.indexes ?? [])].some(
    ({ index }) => index?.unique && index.valid && !index.predicate && index.expressions.length === 0,
  );

export const hasPrimaryKey = (catalog: Catalog, name: string): boolean =>
  [...(catalog.relations.get(name)?.constraints.values() ?? [])].some(({ kind }) => kind === 'primary key');

/** Whether a column is known to take nulls. */
export const isNullable = (catalog: Catalog, relation: string, column: string): boolean =>
  catalog.relations.get(relation)?.columns.get(column)?.notNull === false;
