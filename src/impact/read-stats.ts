import { onlyRow } from '../sql/only-row.ts';
import type { Session } from '../world/engine.ts';
import type { IndexStats, Stats, TableStats } from './stats.ts';

/** Counters and sizes at one moment. */
export interface StatsSample {
  /** Seconds since 1970, by the server's clock. */
  readonly at: number;
  /** When the counters began, in seconds since 1970; `null` where the server does not say. */
  readonly resetAt: number | null;
  readonly tables: readonly CountedTable[];
  readonly indexes: readonly CountedIndex[];
}

/** Sizes in bytes; reads and writes since the counters began. */
interface CountedTable {
  readonly relation: string;
  readonly kind: TableStats['kind'];
  readonly partitionOf: string | null;
  readonly rows: number | null;
  readonly heap: number | null;
  readonly indexes: number | null;
  readonly toast: number | null;
  readonly reads: number | null;
  readonly writes: number | null;
}

interface CountedIndex {
  readonly index: string;
  readonly table: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly reads: number | null;
}

const NOW = `select extract(epoch from pg_catalog.clock_timestamp())::pg_catalog.float8 as at, extract(epoch from stats_reset)::pg_catalog.float8 as "resetAt"
  from pg_catalog.pg_stat_database where datname = pg_catalog.current_database()`;

const USER = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;
// reltuples is -1 for a table that was never analysed: unknown. A table without pages has no rows.
const ROWS = `case when pg_catalog.pg_relation_size(c.oid) = 0 then 0 when c.reltuples >= 0 then c.reltuples end::pg_catalog.float8`;

const TABLES = `select n.nspname || '.' || c.relname as relation,
    case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' else 'materialized view' end as kind,
    case when c.relispartition then (select pn.nspname || '.' || p.relname
      from pg_catalog.pg_inherits i join pg_catalog.pg_class p on p.oid = i.inhparent join pg_catalog.pg_namespace pn on pn.oid = p.relnamespace
      where i.inhrelid = c.oid limit 1) end as "partitionOf",
    ${ROWS} as rows,
    pg_catalog.pg_relation_size(c.oid)::pg_catalog.float8 as heap,
    pg_catalog.pg_indexes_size(c.oid)::pg_catalog.float8 as indexes,
    case c.reltoastrelid when 0 then 0 else pg_catalog.pg_total_relation_size(c.reltoastrelid) end::pg_catalog.float8 as toast,
    (s.seq_scan + coalesce(s.idx_scan, 0))::pg_catalog.float8 as reads,
    (s.n_tup_ins + s.n_tup_upd + s.n_tup_del)::pg_catalog.float8 as writes
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    left join pg_catalog.pg_stat_user_tables s on s.relid = c.oid
  where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't' and ${USER}`;

const INDEXES = `select n.nspname || '.' || c.relname as index, tn.nspname || '.' || t.relname as table,
    ${ROWS} as rows, pg_catalog.pg_relation_size(c.oid)::pg_catalog.float8 as bytes, s.idx_scan::pg_catalog.float8 as reads
  from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_class t on t.oid = i.indrelid join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
    left join pg_catalog.pg_stat_user_indexes s on s.indexrelid = c.oid
  where c.relkind = 'i' and c.relpersistence <> 't' and ${USER}`;

/**
 * Reads names, sizes and counters: no row of any table, and no text of a query. pg_relation_size() and its like wait
 * for a table that somebody holds in ACCESS EXCLUSIVE mode; a timeout ends that wait.
 */
export async function sampleStats(session: Session): Promise<StatsSample> {
  await session.run("set default_transaction_read_only = on; set lock_timeout = '5s'");
  const now = onlyRow(
    await session.query<{ at: number; resetAt: number | null }>(NOW),
    'pg_stat_database for this database',
  );
  const tables = await session.query<CountedTable>(TABLES);
  const indexes = await session.query<CountedIndex>(INDEXES);
  return { ...now, tables, indexes };
}

/**
 * Sizes of the later sample, and rates between the two samples. With one sample only, rates since its counters began.
 */
export function statsFrom(later: StatsSample, earlier: StatsSample | null): Stats {
  const from = earlier ? earlier.at : later.resetAt;
  const seconds = from === null ? 0 : later.at - from;
  const before = new Map(earlier?.tables.map((table) => [table.relation, table]));
  const indexBefore = new Map(earlier?.indexes.map((index) => [index.index, index]));
  const rate = (now: number | null, was: number | null | undefined): number | null =>
    seconds > 0 ? perSecond(now, earlier ? (was ?? null) : 0, seconds) : null;
  const tables = later.tables.map(({ heap, indexes, toast, reads, writes, ...table }): TableStats => {
    const was = before.get(table.relation);
    return {
      ...table,
      bytes: { heap, indexes, toast },
      readsPerSecond: rate(reads, was?.reads),
      writesPerSecond: rate(writes, was?.writes),
    };
  });
  const indexes = later.indexes.map(
    ({ reads, ...index }): IndexStats => ({
      ...index,
      readsPerSecond: rate(reads, indexBefore.get(index.index)?.reads),
    }),
  );
  const over = earlier ? ('samples' as const) : ('since reset' as const);
  return {
    rates: seconds > 0 ? { over, seconds: rounded(seconds) } : null,
    tables: tables.toSorted((a, b) => (a.relation < b.relation ? -1 : 1)),
    indexes: indexes.toSorted((a, b) => (a.index < b.index ? -1 : 1)),
  };
}

/** A rate. A counter that went down was reset in between and says nothing: `null`. */
function perSecond(now: number | null, was: number | null, seconds: number): number | null {
  if (now === null || was === null || now < was) return null;
  return rounded((now - was) / seconds);
}

const rounded = (value: number): number => Number(value.toPrecision(4));
