import type { Catalog, Relation, UserType } from '../replay/catalog.ts';
import { identifierBytes, MAX_IDENTIFIER_BYTES } from '../sql/identifier.ts';
import { fieldNode, type Tree, textOf, walk } from '../sql/node.ts';
import { tokens } from '../sql/tokens.ts';
import type { SearchIndex } from './rule.ts';

/** What rules ask of a history beside the statement itself. */
interface Known {
  readonly catalog: Catalog;
  readonly before: ReadonlySet<Relation | UserType>;
}

/** Whether the history itself created the relation, so that nobody else uses it yet. */
export function isNew({ catalog, before }: Known, name: string): boolean {
  const relation = catalog.relations.get(name);
  return relation !== undefined && !relation.assumed && !before.has(relation);
}

export function isNewType({ catalog, before }: Known, name: string): boolean {
  const type = catalog.types.get(name);
  return type !== undefined && !before.has(type);
}

export function isSchemaUsed(known: Known, schema: string): boolean {
  const inside = [...known.catalog.relations.values()].filter((relation) => relation.schema === schema);
  return inside.length === 0 || inside.some(({ name }) => !isNew(known, `${schema}.${name}`));
}

/** Indexes that every search may use: valid B-trees that cover all rows. */
export function indexesOn(catalog: Catalog, relation: string): readonly SearchIndex[] {
  return [...(catalog.relations.get(relation)?.indexes ?? [])].flatMap(({ name, index }) =>
    index && !index.predicate && index.valid && index.method === 'btree'
      ? [{ name, columns: index.columns.slice(0, index.keys), plain: index.plain }]
      : [],
  );
}

// A shorter text always fits into 63 bytes: 15 characters take at most 60.
const MAYBE_LONG = /[^\s'"().,;]{16,}|"[^"]{16,}"/;
const LONG_ASCII = /[^\s'"().,;]{64,}|"[^"]{64,}"/;

/** Whether any name in a script may be too long. Most scripts have none, and then statements need not be searched. */
export const mayHaveLongNames = (text: string): boolean =>
  (Buffer.byteLength(text) === text.length ? LONG_ASCII : MAYBE_LONG).test(text);

/** Names that PostgreSQL will cut off. */
export function longNames(
  text: string,
  { start, end, kind }: { readonly start: number; readonly end: number; readonly kind: string },
): readonly string[] {
  if (!/^(?:CREATE|ALTER|DROP|COMMENT|TRUNCATE|GRANT|REVOKE|REINDEX|REFRESH|LOCK|UPDATE|DELETE)\b/.test(kind))
    return [];
  const sql = text.slice(start, end);
  if (!MAYBE_LONG.test(sql)) return [];
  return tokens(sql)
    .filter((token) => token.kind === 'word' || token.kind === 'name')
    .map((token) =>
      sql.slice(token.start, token.end).replace(/^"(.*)"$/s, (_, name) => name.replaceAll('""', '"')),
    )
    .filter((name) => identifierBytes(name) > MAX_IDENTIFIER_BYTES);
}

export function hasConstant(node: Tree, constant: string): boolean {
  let found = false;
  walk([node], (type, fields) => {
    if (type === 'A_Const') found ||= textOf(fieldNode(fields['sval'])['sval']) === constant;
    return !found;
  });
  return found;
}
