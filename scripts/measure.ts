import { Client } from 'pg';
import { LOCK_MODES, type LockMode, strongest } from '../src/sql/lock.ts';

/** What a server was seen to do for one statement. Relations are `schema.name` as named before it. */
export interface Measured {
  /** The SQLSTATE it failed with, or `null`. */
  readonly error: string | null;
  /** `false` where the server refuses a transaction block (25001). */
  readonly transactional: boolean;
  /** Mode by relation, for the kinds of `RelationLock`. */
  readonly locks: Readonly<Record<string, LockMode>>;
  readonly indexLocks: Readonly<Record<string, LockMode>>;
  readonly sequenceLocks: Readonly<Record<string, LockMode>>;
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
}

interface Relation {
  readonly oid: number;
  readonly name: string;
  readonly kind: string;
  readonly file: string | null;
  readonly bytes: string;
}

const RELATIONS = `select c.oid::int8::int as oid, n.nspname || '.' || c.relname as name, c.relkind as kind,
    pg_relation_filenode(c.oid)::text as file, pg_relation_size(c.oid)::text as bytes
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`;
const LOCKS = `select relation::int8::int as oid, mode, granted, pid from pg_locks
  where locktype = 'relation' and database = (select oid from pg_database where datname = current_database())`;
// Counters that this session has yet to hand in count as the transaction's own: only their growth tells.
const SCANS = `select relid::int8::int as oid, seq_tup_read::int as rows from pg_stat_xact_all_tables
  where seq_tup_read > 0`;

// Everything a case makes belongs to this superuser, so that one statement clears it away: a tenth of the time that a
// database for each case takes.
const OWNER = 'measurer';

/** Makes the roles that cases rely on. Once for each server. */
export async function prepareServer(url: string): Promise<void> {
  const client = await connected(url);
  await client.query(`create role ${OWNER} superuser login; create role r1; create role r2`);
  await client.end();
}

/**
 * Runs `statement` after `given` and looks at its locks before it rolls back.
 *
 * @returns `null` where this major lacks what `given` needs.
 */
export async function measure(url: string, given: string, statement: string): Promise<Measured | null> {
  const client = await connected(url.replace('postgres@', `${OWNER}@`));
  try {
    if (!(await prepared(client, given))) return null;
    return await watched(client, statement);
  } finally {
    await client.query(`rollback; reset role; drop owned by ${OWNER}, r1, r2 cascade`);
    await client.end();
  }
}

async function prepared(client: Client, given: string): Promise<boolean> {
  try {
    await client.query(given);
    return true;
  } catch (error) {
    const { code } = error as { code: string };
    if (code === '42601' || code === '0A000') return false;
    throw new Error(given, { cause: error });
  }
}

/** One connection, of `pg` or PGlite. */
export interface Connection {
  // biome-ignore lint/suspicious/noExplicitAny: rows are as wide as the query says
  query(sql: string): Promise<{ readonly rows: any[] }>;
}

/** Runs a statement in a transaction that is rolled back, and tells what it was seen to do. */
export async function watched(client: Connection, statement: string): Promise<Measured> {
  const before: Relation[] = (await client.query(RELATIONS)).rows;
  const byOid = new Map(before.map((relation) => [relation.oid, relation]));
  const earlier = await scanCounters(client);
  await client.query('begin');
  try {
    await client.query(statement);
  } catch (error) {
    await client.query('rollback');
    const { code } = error as { code: string };
    if (code === '25001') return { ...empty(null), transactional: false };
    return empty(code);
  }
  const { rows: pids } = await client.query('select pg_backend_pid() as pid');
  const locks = (await client.query(LOCKS)).rows.filter(({ pid }) => pid === pids[0].pid);
  const scanned = [...(await scanCounters(client))]
    .filter(([oid, rows]) => rows > (earlier.get(oid) ?? 0))
    .flatMap(([oid]) => byOid.get(oid)?.name ?? []);
  const after = new Map<number, Relation>((await client.query(RELATIONS)).rows.map((r) => [r.oid, r]));
  await client.query('rollback');
  return {
    error: null,
    transactional: true,
    locks: modes(locks, byOid, 'rpvmf'),
    indexLocks: modes(locks, byOid, 'iI'),
    sequenceLocks: modes(locks, byOid, 'S'),
    rewrites: before
      .filter((relation) => rewritten(relation, after.get(relation.oid)))
      .map((relation) => relation.name)
      .sort(),
    scans: scanned.sort(),
  };
}

// New storage that is empty, as after TRUNCATE, cost nothing to write.
const rewritten = (before: Relation, after: Relation | undefined): boolean =>
  'rm'.includes(before.kind) && after !== undefined && after.file !== before.file && after.bytes !== '0';

async function scanCounters(client: Connection): Promise<ReadonlyMap<number, number>> {
  return new Map((await client.query(SCANS)).rows.map(({ oid, rows }) => [oid, rows]));
}

const empty = (error: string | null): Measured => ({
  error,
  transactional: true,
  locks: {},
  indexLocks: {},
  sequenceLocks: {},
  rewrites: [],
  scans: [],
});

function modes(
  locks: readonly { readonly oid: number; readonly mode: LockMode }[],
  byOid: ReadonlyMap<number, Relation>,
  kinds: string,
): Record<string, LockMode> {
  const held: Record<string, LockMode> = {};
  for (const { oid, mode } of locks) {
    const relation = byOid.get(oid);
    if (!relation || !kinds.includes(relation.kind) || !LOCK_MODES.includes(mode)) continue;
    held[relation.name] = strongest(mode, held[relation.name] ?? mode);
  }
  return Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
