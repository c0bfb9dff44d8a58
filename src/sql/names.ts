/*
 * search_path for our own SQL and for authored SQL. Two traps of name resolution: PostgreSQL searches pg_temp first
 * unless it is listed, and it prefers the overload whose types fit best to the one whose schema comes first. So our
 * own SQL runs under a search_path without any schema that others may write to. Its operators then need no
 * OPERATOR(pg_catalog.…).
 *
 * https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-SEARCH-PATH
 */

/** For our own SQL: pg_catalog, and nothing that others may write to before it. */
export const OWN_NAMES = 'pg_catalog, pg_temp';

/**
 * For SQL that the author of a schema wrote, the same in a rehearsal and in a deployment. PostgreSQL searches
 * pg_catalog before both.
 */
export const AUTHORED_NAMES = 'public, pg_temp';

/** As AUTHORED_NAMES, in a throwaway database of ours in which pgTAP is installed in the schema `wesley`. */
export const TESTED_NAMES = 'public, wesley, pg_temp';

/** Sets the search_path until the open transaction ends, or until the next such statement. */
export const localNames = (names: string): string => `set local search_path = ${names}`;
