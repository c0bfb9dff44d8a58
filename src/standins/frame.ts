import { quoteIdentifier, quoteLiteral } from '../sql/identifier.ts';

// As PostGIS prints them, whatever case they were written in; unquoted, the parser gives them in lower case.
const SHAPES =
  'Geometry,Point,LineString,Polygon,MultiPoint,MultiLineString,MultiPolygon,GeometryCollection,CircularString,CompoundCurve,CurvePolygon,MultiCurve,MultiSurface,PolyhedralSurface,Triangle,Tin';

/**
 * What stand-ins share, in the schema `wesley`. A modifier is a number to PostgreSQL: each text that is written between
 * the parentheses of a type gets one. `name` is 64 bytes that end with NUL, which serve as the C string that
 * PostgreSQL takes from such a function; one in SQL can't declare that it gives a C string. Bodies are not checked until
 * the transaction ends: PL/pgSQL refuses two arguments of one name, which C takes.
 */
const SHARED = `set local check_function_bodies = off;
create schema if not exists wesley;
create table if not exists wesley.type_modifier
  (number int4 generated always as identity primary key, text pg_catalog.text not null unique);
create or replace function wesley.modifier_in(cstring[]) returns int4 language sql strict set search_path = pg_catalog as $$
  insert into wesley.type_modifier (text)
  select '(' || string_agg(coalesce(known.word, given.word), ',' order by given.n) || ')'
  from unnest($1::text[]) with ordinality given(word, n)
  left join (select shape || dimensions as word from string_to_table('${SHAPES}', ',') shape, unnest(array['', 'Z', 'M', 'ZM']) dimensions) known
    on lower(known.word) = lower(given.word)
  on conflict (text) do update set text = excluded.text returning number $$;
create or replace function wesley.modifier_out(int4) returns name language sql stable strict set search_path = pg_catalog as
  $$ select text::name from wesley.type_modifier where number = $1 $$;
create or replace function wesley.unsupported(internal) returns internal language internal as 'internal_in'`;

/** The catalogs of what an extension may hold, each with its column of schemas, where it has one. */
const CATALOGS = [
  ['pg_namespace', "nspname <> 'wesley'"],
  ['pg_type', 'typnamespace'],
  ['pg_proc', 'pronamespace'],
  ['pg_class', 'relnamespace'],
  ['pg_operator', 'oprnamespace'],
  ['pg_opfamily', 'opfnamespace'],
  ['pg_opclass', 'opcnamespace'],
  ['pg_cast', 'true'],
  ['pg_am', 'true'],
  ['pg_language', 'true'],
  ['pg_foreign_data_wrapper', 'true'],
] as const;

const MEMBERS = CATALOGS.map(([catalog, condition]) => {
  const where = condition.endsWith('namespace')
    ? `${condition} <> 'wesley'::pg_catalog.regnamespace`
    : condition;
  return `select 'pg_catalog.${catalog}'::pg_catalog.regclass, m.oid from pg_catalog.${catalog} m where m.oid > e.oid and ${where}`;
}).join(' union all ');

/** Gives an extension of stand-ins all that was made after it and belongs to no other. */
const adopt = (name: string): string => `insert into pg_catalog.pg_depend
  select m.classid, m.oid, 0, 'pg_catalog.pg_extension'::pg_catalog.regclass, e.oid, 0, 'e'
  from pg_catalog.pg_extension e cross join lateral (${MEMBERS}) m(classid, oid) where e.extname = ${quoteLiteral(name)}`;

export interface ExtensionRow {
  readonly name: string;
  readonly schema: string;
  readonly version: string;
}

/**
 * A script that makes stand-ins as one that makes an extension of them: PostgreSQL then treats all that the script made
 * as the extension's. The extension takes its OID first; what is made later has a greater one.
 */
export function asExtension({ name, schema, version }: ExtensionRow, script: readonly string[]): string {
  const extension = quoteLiteral(name);
  return [
    SHARED,
    ...(schema === 'pg_catalog' ? [] : [`create schema if not exists ${quoteIdentifier(schema)}`]),
    `insert into pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
  values (pg_catalog.pg_nextoid('pg_catalog.pg_extension', 'oid', 'pg_catalog.pg_extension_oid_index'), ${extension},
    current_user::pg_catalog.regrole, ${quoteLiteral(quoteIdentifier(schema))}::pg_catalog.regnamespace, false, ${quoteLiteral(version)})`,
    ...script,
    adopt(name),
  ].join(';\n');
}
