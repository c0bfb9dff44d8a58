/** PostgreSQL truncates longer identifiers: NAMEDATALEN - 1, counted in UTF-8 bytes. */
export const MAX_IDENTIFIER_BYTES = 63;

// Every key word that is not UNRESERVED in PostgreSQL 18, as pg_get_keywords() lists them; quote_ident() quotes the same.
const KEYWORDS = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character
  check coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role
  current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists
  extract false fetch float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int
  integer intersect interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query
  json_scalar json_serialize json_table json_value lateral leading least left like limit localtime localtimestamp merge_action
  national natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing
  position precision primary real references returning right row select session_user setof similar smallint some substring symmetric
  system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic
  verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
  xmlserialize xmltable`.split(/\s+/),
);

/** An identifier as SQL text, quoted exactly where PostgreSQL's `quote_ident` would. A NUL byte is our bug. */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw new Error('an identifier cannot hold a NUL byte');
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !KEYWORDS.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/** `schema.name`, each part quoted where needed. */
export const quoteQualified = (schema: string, name: string): string =>
  `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;

/** A string literal. Backslashes make it an escape string, right under either `standard_conforming_strings`. */
export function quoteLiteral(text: string): string {
  if (text.includes('\0')) throw new Error('PostgreSQL text cannot hold a NUL byte');
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/** The UTF-8 length PostgreSQL counts. */
export const identifierBytes = (name: string): number =>
  /^[\x20-\x7e]*$/.test(name) ? name.length : new TextEncoder().encode(name).length;

/** `OrderItem` and `orderItem` give `order_item`, `HTTPRequest` gives `http_request`, `line2` stays. */
export function snakeCase(name: string): string {
  const known = SNAKES.get(name) ?? snakeCaseOf(name);
  SNAKES.set(name, known);
  return known;
}

// A schema has the same few names in most of its tables.
const SNAKES = new Map<string, string>();

const snakeCaseOf = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();

/**
 * A name made of parts and a suffix, `invoice_customer_id_fkey`, as PostgreSQL would choose it. A name longer than 63
 * bytes is cut in the middle and gets a digest of the whole name there, so that two long names stay different.
 */
export function derivedName(parts: readonly string[], suffix: string): string {
  const whole = [...parts, suffix].join('_');
  if (identifierBytes(whole) <= MAX_IDENTIFIER_BYTES) return whole;
  const tail = `_${fnv1a(whole)}_${suffix}`;
  let head = parts.join('_');
  while (identifierBytes(head + tail) > MAX_IDENTIFIER_BYTES) head = [...head].slice(0, -1).join('');
  return head + tail;
}

/**
 * The name that PostgreSQL chooses for what nobody named: as `derivedName`, but a long one is cut where PostgreSQL cuts it
 * (makeObjectName in src/backend/commands/indexcmds.c), and two of them may be the same.
 */
export function chosenName(table: string, column: string, label: string): string {
  const names = [table, column].map((name) => new TextEncoder().encode(name));
  const [of, on] = [names[0]?.length ?? 0, names[1]?.length ?? 0];
  const room = MAX_IDENTIFIER_BYTES - identifierBytes(label) - 2;
  let [left, right] = [of, on];
  while (left + right > room) {
    if (left > right) left--;
    else right--;
  }
  const clip = (bytes: Uint8Array | undefined, length: number): string =>
    new TextDecoder().decode(bytes?.subarray(0, length)).replace(/\uFFFD$/, '');
  return `${clip(names[0], left)}_${clip(names[1], right)}_${label}`;
}

// 32-bit FNV-1a: names need to differ, not to resist an attacker.
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

/** An identifier that is always quoted. PL/pgSQL has key words of its own, and `quote_ident` does not quote those. */
export const quoteAlways = (name: string): string => {
  const quoted = quoteIdentifier(name);
  return quoted.startsWith('"') ? quoted : `"${quoted}"`;
};

/** A text between dollar signs, with a tag that the text does not hold. */
export function dollarQuote(text: string): string {
  let tag = '$wesley$';
  for (let i = 1; text.includes(tag); i++) tag = `$wesley${i}$`;
  return `${tag}${text}${tag}`;
}
