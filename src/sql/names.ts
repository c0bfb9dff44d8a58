/*
 * Where a name without a schema is looked for. PostgreSQL searches pg_temp first unless it is listed, and takes the
 * overload whose types fit best over the one whose schema comes first; so nothing that others may write to is listed
 * where our own SQL runs, and its operators need no OPERATOR(pg_catalog.…).
 *
 * https://www.postgresql.org/docs/18/runtime-config-client.html#GUC-SEARCH-PATH
 */

/** For our own SQL: the system's names and no others. */
export const OWN_NAMES = 'pg_catalog, pg_temp';

/** For SQL that the author of a schema wrote, in a rehearsal and in a deployment alike; the system's names come before both. */
export const AUTHORED_NAMES = 'public, pg_temp';

/** The same where pgTAP lies in a throwaway database of ours. */
export const TESTED_NAMES = 'public, wesley, pg_temp';

/** Has names resolved so until the transaction that is open ends, or until this is said again. */
export const localNames = (names: string): string => `set local search_path = ${names}`;
