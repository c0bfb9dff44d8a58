import type { Catalog, Constraint, Relation } from './catalog.ts';
import { chosenName } from './chosen-name.ts';

const SUFFIX: Readonly<Record<Constraint['kind'], string>> = {
  check: 'check',
  'foreign key': 'fkey',
  'primary key': 'pkey',
  unique: 'key',
  exclude: 'excl',
  'not null': 'not_null',
};

/**
 * The name PostgreSQL gives a constraint that has none.
 *
 * @param columns The key's columns, INCLUDE columns too; for a check every column that it reads.
 * @param more Further names to avoid: the same statement is about to take them.
 */
export function defaultName(
  catalog: Catalog,
  relation: Relation,
  kind: Constraint['kind'],
  columns: readonly string[],
  more: ReadonlySet<string> = new Set(),
): string {
  const isLeftOut = kind === 'primary key' || (kind === 'check' && columns.length !== 1);
  const isIndex = kind === 'primary key' || kind === 'unique' || kind === 'exclude';
  const isTaken = (name: string): boolean =>
    relation.constraints.has(name) ||
    more.has(name) ||
    (isIndex && catalog.relations.has(`${relation.schema}.${name}`));
  return chosenName(relation.name, isLeftOut ? [] : columns, SUFFIX[kind], isTaken);
}
