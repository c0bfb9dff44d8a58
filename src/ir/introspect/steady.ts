import { SqlError } from '../../sql/error.ts';
import type { Session } from '../../world/engine.ts';
import type { Schema } from '../schema.ts';
import { introspect } from './introspect.ts';

const ATTEMPTS = 5;

/**
 * The schema of a database that others may change meanwhile; `null` when it did not hold still in several attempts.
 *
 * Trap: one snapshot is not enough. The functions that print definitions (`pg_get_viewdef`, `pg_get_constraintdef`,
 * `pg_get_expr` …) look into the catalogs as they are at that moment: what was dropped meanwhile is "cache lookup failed",
 * and what was renamed is printed half old, half new, without an error. So nothing may have changed from before to after.
 *
 * @throws {SqlError} when the session may not read the catalog.
 */
export async function introspectSteady(session: Session): Promise<Schema | null> {
  for (let attempt = 1, before = await fingerprint(session); attempt <= ATTEMPTS; attempt++) {
    const read = await introspect(session, { standIns: true }).catch(orError);
    const after = await fingerprint(session);
    if (before === after && !(read instanceof SqlError)) return read;
    // What was there when the snapshot was taken and is gone now is an internal error of PostgreSQL's.
    if (before === after && read instanceof SqlError && read.sqlState !== 'XX000') throw read;
    before = after;
  }
  return null;
}

function orError(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  throw error;
}

/** What changes with every change to the catalogs, but for temporary tables: sessions make those all the time. */
async function fingerprint(session: Session): Promise<string> {
  const [row] = await session.query<{ mark: string }>(FINGERPRINT);
  return row?.mark ?? '';
}

/** Catalogs whose rows belong to a relation, and the column that says to which. */
const OF_RELATIONS: Readonly<Record<string, string>> = {
  pg_attrdef: 'adrelid',
  pg_attribute: 'attrelid',
  pg_constraint: 'conrelid',
  pg_index: 'indexrelid',
  pg_inherits: 'inhrelid',
  pg_policy: 'polrelid',
  pg_rewrite: 'ev_class',
  pg_sequence: 'seqrelid',
  pg_trigger: 'tgrelid',
};

const OTHERS = [
  'pg_cast',
  'pg_collation',
  'pg_default_acl',
  'pg_description',
  'pg_enum',
  'pg_event_trigger',
  'pg_extension',
  'pg_opclass',
  'pg_operator',
  'pg_proc',
  'pg_publication',
  'pg_publication_rel',
  'pg_statistic_ext',
  'pg_ts_config',
  'pg_ts_dict',
];

// A row that was changed is a new row, made by a later transaction.
const rowsOf = (catalog: string, where = 'true'): string =>
  `select '${catalog}', pg_catalog.count(*), pg_catalog.sum(xmin::pg_catalog.text::pg_catalog.int8)::pg_catalog.text from pg_catalog.${catalog} where ${where}`;

// TRUNCATE and ANALYZE leave new rows in pg_class and change no schema, so there the facts count.
const FINGERPRINT = `
  with relations as materialized (
    select oid, pg_catalog.hashtextextended(pg_catalog.concat_ws(' ', oid, relname, relnamespace, relowner, relkind,
      relpersistence, reloptions, relacl, relreplident, relrowsecurity, relforcerowsecurity, relispartition), 0) as facts
    from pg_catalog.pg_class where relpersistence <> 't')
  select pg_catalog.string_agg(pg_catalog.concat_ws(' ', catalog, number, mark), ', ' order by catalog) as mark
  from (
    select 'pg_class' as catalog, pg_catalog.count(*) as number, pg_catalog.sum(facts)::pg_catalog.text as mark from relations
    union all ${Object.entries(OF_RELATIONS)
      .map(([catalog, column]) =>
        rowsOf(catalog, `${column} = 0 or ${column} in (select oid from relations)`),
      )
      .join(' union all ')}
    union all ${rowsOf('pg_namespace', `nspname !~ '^pg_(toast_)?temp_'`)}
    union all ${rowsOf('pg_type', 'typrelid = 0 and typelem = 0')}
    union all ${OTHERS.map((catalog) => rowsOf(catalog)).join(' union all ')}) marks`;
