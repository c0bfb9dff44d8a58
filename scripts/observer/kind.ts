/** A kind of thing that a database holds, and how all of its things are read at once. */
export interface Kind {
  /** Each thing's fact is called `<kind> <name>`. */
  readonly kind: string;
  /** Gives rows of `name text, facts jsonb`; a fact that is null isn't there. */
  readonly sql: string;
  /** The first major whose catalogs have what the query asks for. */
  readonly since?: number;
  /** The last one. */
  readonly until?: number;
}

/**
 * Says that a row of a catalog is a user's: made after initdb (`FirstNormalObjectId`, "Object Identifier Types"), not by
 * an extension, and not in a session's temporary schema.
 */
export const ours = (catalog: string, alias: string): string => `
  ${alias}.oid >= 16384 and not ${memberOf(catalog, `${alias}.oid`)}`;

/** Says that an extension made it. */
export const memberOf = (catalog: string, oid: string): string => `
  exists (select from pg_depend member
          where member.classid = 'pg_catalog.${catalog}'::regclass and member.objid = ${oid}
            and member.deptype = 'e')`;

/** Says that a schema's things are looked at: Wesley's ledger and what the server keeps beside tables are not. */
export const seen = (schema: string): string => `(${schema} !~ '^pg_(toast|temp)' and ${schema} <> 'wesley')`;

/** The array's values in order, as text: for lists whose order says nothing. */
export const sorted = (array: string): string =>
  `(select jsonb_agg(item::text order by item::text collate "C") from unnest(${array}) item)`;

export const owner = (oid: string): string => `pg_get_userbyid(${oid})`;

/** `null` in place of an oid that stands for nothing. */
export const known = (oid: string, type: string): string => `nullif(${oid}, 0)::${type}::text`;
