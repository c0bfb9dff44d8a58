import type { PGlite } from '@electric-sql/pglite';
import { readScript } from '../../sql/script.ts';

// Columns, constraints and indexes, with all flags that tell a finished one from one that is half done.
const SCHEMA = `
  with spaces as (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
  select c.oid::regclass || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' '
    || coalesce(pg_get_expr(d.adbin, d.adrelid), '') as line
  from pg_attribute a join pg_class c on c.oid = a.attrelid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relnamespace in (select oid from spaces) and a.attnum > 0 and not a.attisdropped
  union all
  select conrelid::regclass || ' ' || conname || ' ' || convalidated || ' ' || pg_get_constraintdef(oid)
  from pg_constraint where connamespace in (select oid from spaces)
  union all
  select pg_get_indexdef(i.indexrelid) || ' ' || indisvalid || ' ' || indisready
  from pg_index i join pg_class c on c.oid = i.indexrelid where c.relnamespace in (select oid from spaces)
  union all
  select inhrelid::regclass || ' of ' || inhparent::regclass || ' ' || inhdetachpending from pg_inherits
  order by 1`;

/** The schema after a migration, run statement by statement; or the SQLSTATE with which PostgreSQL stops it. */
export async function schemaAfter(
  postgres: PGlite,
  given: string,
  migration: string,
): Promise<readonly string[] | string> {
  await postgres.exec('rollback; drop schema public cascade; create schema public; reset all');
  await postgres.exec(given);
  for (const { start, end } of readScript(migration).statements) {
    const run = postgres.exec(migration.slice(start, end));
    const state = await run.then(() => null).catch(({ code }: { readonly code: string }) => code);
    if (state !== null) return state;
  }
  const { rows } = await postgres.query<{ line: string }>(SCHEMA);
  return rows.map(({ line }) => line);
}
