import type { SqlError } from '../sql/error.ts';

/** Types, functions, operator classes and access methods of the extensions that schemas use most. */
const OF_EXTENSIONS =
  /\b(?:citext|hstore|ltree|lquery|ltxtquery|cube|seg|isbn|issn|ean13|(?:half|sparse)?vec(?:tor)?|geometry|geography|box[23]d|raster|st_\w+|hnsw|ivfflat|bloom|rum|g(?:in|ist)_\w+_ops|uuid_(?:generate|ns)_\w+|crypt|gen_salt|pgp_\w+|digest|hmac|similarity|word_similarity|show_trgm|unaccent|levenshtein|metaphone|soundex|dmetaphone|crosstab\w*|earth_distance|ll_to_earth|intset|first_last_agg)\b/i;

// undefined_object, undefined_function: https://www.postgresql.org/docs/18/errcodes-appendix.html
const MISSING_KINDS =
  /^(?:type|function|operator|operator class|operator family|access method|text search \w+) /;

const COMES_FROM_EXTENSION =
  'It comes from an extension, and the embedded PostgreSQL has none: compare what depends on it by hand.';

/** What to try where PostgreSQL refuses an object of a schema; `null` where its error says it all. */
export function hintOnRefusal({ sqlState, message, hint }: SqlError): string | null {
  const isMissing = sqlState === '42704' || sqlState === '42883';
  if (isMissing && MISSING_KINDS.test(message) && OF_EXTENSIONS.test(message)) return COMES_FROM_EXTENSION;
  if (hint !== null) return hint;
  if (isMissing && MISSING_KINDS.test(message))
    return 'Check how it is spelled. If an extension or a carried schema has it, the embedded PostgreSQL does not: compare it by hand.';
  switch (sqlState) {
    case '42601':
      return 'The embedded PostgreSQL, version 18, reads no such syntax: check the expression, or compare it by hand.';
    case '42703':
    case '42P01':
      return 'It reads a column or a table that is not there when it is made: check the names.';
    default:
      return null;
  }
}
