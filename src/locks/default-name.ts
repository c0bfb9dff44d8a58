import { identifierBytes, MAX_IDENTIFIER_BYTES } from '../sql/identifier.ts';
import type { Catalog, Constraint, Relation } from './catalog.ts';

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
 * @param columns Those of the key, included ones too; of a check all that it reads.
 * @param more Names that are about to be taken.
 */
export function defaultName(
  catalog: Catalog,
  relation: Relation,
  kind: Constraint['kind'],
  columns: readonly string[],
  more: ReadonlySet<string> = new Set(),
): string {
  const isLeftOut = kind === 'primary key' || (kind === 'check' && columns.length !== 1);
  const middle = isLeftOut ? '' : columns.join('_');
  const isIndex = kind === 'primary key' || kind === 'unique' || kind === 'exclude';
  const isTaken = (name: string): boolean =>
    relation.constraints.has(name) ||
    more.has(name) ||
    (isIndex && catalog.relations.has(`${relation.schema}.${name}`));
  for (let n = 0; ; n++) {
    const name = objectName(relation.name, middle, `${SUFFIX[kind]}${n === 0 ? '' : n}`);
    if (!isTaken(name)) return name;
  }
}

/** PostgreSQL's makeObjectName(): the longer of two parts gives way until the whole has 63 bytes. */
export function objectName(first: string, second: string, suffix: string): string {
  const room = MAX_IDENTIFIER_BYTES - identifierBytes(suffix) - 1 - (second === '' ? 0 : 1);
  let [a, b] = [identifierBytes(first), identifierBytes(second)];
  while (a + b > room) {
    if (a > b) a--;
    else b--;
  }
  return [clipped(first, a), clipped(second, b), suffix].filter((part) => part !== '').join('_');
}

/** At most so many bytes, whole characters only. */
function clipped(name: string, bytes: number): string {
  let kept = name;
  while (identifierBytes(kept) > bytes) kept = [...kept].slice(0, -1).join('');
  return kept;
}
