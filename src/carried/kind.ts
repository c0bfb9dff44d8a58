/**
 * One kind of object that the SDL can't express: how it is read and how it is written. What it needs is read for all
 * kinds at once from `pg_depend`.
 */
export interface CarriedKind {
  /** `function`, `materialized view`: the first word or words of its id. */
  readonly what: string;
  /** The catalog whose rows these are: `pg_proc`. */
  readonly catalog: string;
  /** A condition on rows of the catalog, `c`, that says more than being a user's: asked before the query, which costs more. */
  readonly probe?: string;
  /** Whether the query has `roles`: the roles that the definition names. */
  readonly namesRoles?: true;
  /** The catalog that tells whether there can be any, where it is another. */
  readonly probed?: string;
  /**
   * A query with a row for each object: `oid`, `definition` (the SQL that makes it, without its comment, owner and
   * grants) and, where it names roles, `roles`. It runs under a search_path of pg_catalog alone, on `major`.
   */
  query(major: number): string;
}

export const defineKind = (kind: CarriedKind): CarriedKind => kind;

/** Schemas of a user: `oid`, `nspname`. Not the system's, not Wesley's ledger, not what an extension made. */
export const USER_SCHEMAS = `
  select n.oid, n.nspname, n.nspowner, n.nspacl from pg_catalog.pg_namespace n
  where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'wesley')
    and not exists (select from pg_catalog.pg_depend d where d.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and d.objid = n.oid and d.deptype = 'e')`;

/** A condition: the object is not a member of an extension. */
export const notOfExtension = (catalog: string, oid: string): string => `not exists (
  select from pg_catalog.pg_depend x where x.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass and x.objid = ${oid} and x.deptype = 'e')`;

/** A condition: no other object made it for itself, as a range type makes its constructors. */
export const notInternal = (catalog: string, oid: string): string => `not exists (
  select from pg_catalog.pg_depend x where x.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass and x.objid = ${oid} and x.deptype = 'i')`;

/** A condition: the object does not lie in the schema `wesley`, where a scratch database has a thousand functions. */
export const notOurs = (namespace: string): string =>
  `${namespace} <> coalesce((select n.oid from pg_catalog.pg_namespace n where n.nspname = 'wesley'), 0)`;

/** FirstNormalObjectId of PostgreSQL: an object below it came with initdb. */
export const FIRST_USER_OID = 16_384;

/** A qualified name as SQL text. */
export const qualifiedName = (schema: string, name: string): string =>
  `pg_catalog.format('%I.%I', ${schema}, ${name})`;
