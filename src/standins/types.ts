import { quoteIdentifier, quoteLiteral, quoteQualified } from '../sql/identifier.ts';

export interface TypeRow {
  readonly schema: string;
  readonly name: string;
  /** `b` base, `c` composite, `d` domain, `e` enum, `r` range. */
  readonly kind: string;
  readonly category: string;
  readonly isPreferred: boolean;
  readonly delimiter: string;
  readonly isCollatable: boolean;
  readonly hasModifier: boolean;
  readonly labels: readonly string[];
  /** Of a composite type: `name type`. */
  readonly attributes: readonly string[];
  /** What a domain or a range is made of. */
  readonly base: string | null;
}

/** @param member A condition on `classid` and `objid`: what the extension has. */
export const typesOf = (member: (catalog: string, oid: string) => string): string => `
  select n.nspname as schema, t.typname as name, t.typtype as kind, t.typcategory as category, t.typispreferred as "isPreferred",
    t.typdelim as delimiter, t.typcollation <> 0 as "isCollatable", t.typmodin <> 0 as "hasModifier",
    array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as labels,
    array(select quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) from pg_attribute a
      where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped order by a.attnum) as attributes,
    case t.typtype when 'd' then format_type(t.typbasetype, t.typtypmod)
      when 'r' then (select format_type(r.rngsubtype, null) from pg_range r where r.rngtypid = t.oid) end as base
  from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_class c on c.oid = t.typrelid
  where ${member('pg_type', 't.oid')} and t.typtype in ('b', 'c', 'd', 'e', 'r') and coalesce(c.relkind, 'c') = 'c'
    and not exists (select from pg_type i where i.typarray = t.oid)
  order by t.oid`;

/** A base type that PostgreSQL does not yet know the form of, so that others may name it. */
export const shellOf = ({ schema, name }: Pick<TypeRow, 'schema' | 'name'>): string =>
  `create type ${quoteQualified(schema, name)}`;

/** A base type that keeps any text, with any modifier. PostgreSQL prints its name and its modifier as the real one's. */
export function baseTypeOf(row: TypeRow): readonly string[] {
  const type = quoteQualified(row.schema, row.name);
  const input = quoteQualified('wesley', `${row.schema}.${row.name} in`);
  const output = quoteQualified('wesley', `${row.schema}.${row.name} out`);
  const options = [
    `input = ${input}`,
    `output = ${output}`,
    'like = pg_catalog.text',
    `category = ${quoteLiteral(row.category)}`,
    `preferred = ${row.isPreferred}`,
    `delimiter = ${quoteLiteral(row.delimiter)}`,
    `collatable = ${row.isCollatable}`,
    ...(row.hasModifier ? ['typmod_in = wesley.modifier_in'] : []),
  ];
  return [
    `create function ${input}(cstring) returns ${type} language internal immutable strict parallel safe as 'textin'`,
    `create function ${output}(${type}) returns cstring language internal immutable strict parallel safe as 'textout'`,
    `create type ${type} (${options.join(', ')})`,
    ...(row.hasModifier
      ? [
          `update pg_catalog.pg_type set typmodout = 'wesley.modifier_out(int4)'::pg_catalog.regprocedure where oid = ${quoteLiteral(type)}::pg_catalog.regtype`,
        ]
      : []),
  ];
}

/** Types that are as the real ones: they have no code. */
export function plainTypeOf({ schema, name, kind, labels, attributes, base }: TypeRow): string {
  const type = quoteQualified(schema, name);
  switch (kind) {
    case 'e':
      return `create type ${type} as enum (${labels.map(quoteLiteral).join(', ')})`;
    case 'd':
      return `create domain ${type} as ${base}`;
    case 'r':
      return `create type ${type} as range (subtype = ${base})`;
    default:
      return `create type ${type} as (${attributes.join(', ')})`;
  }
}

/** A type of which only the name is known. */
export const unknownType = (schema: string, name: string): TypeRow => ({
  schema,
  name,
  kind: 'b',
  category: 'U',
  isPreferred: false,
  delimiter: ',',
  isCollatable: false,
  hasModifier: true,
  labels: [],
  attributes: [],
  base: null,
});

export const schemaOf = (schema: string): string => `create schema if not exists ${quoteIdentifier(schema)}`;
