/** What statistics tell about a table. Nothing of its contents. */
export interface TableStats {
  /** `schema.name`, unquoted. */
  readonly relation: string;
  readonly kind: 'table' | 'partitioned table' | 'materialized view';
  /** The partitioned table whose partition it is. */
  readonly partitionOf: string | null;
  /** The server's estimate; `null` when it was never made. */
  readonly rows: number | null;
  readonly bytes: Sizes;
  /**
   * Scans per second that were started on the table and its indexes; `null` when the time that the counter covers
   * isn't known.
   */
  readonly readsPerSecond: number | null;
  /** Rows inserted, updated and deleted. */
  readonly writesPerSecond: number | null;
}

/** Bytes on disk; `null` where the server does not tell. */
interface Sizes {
  readonly heap: number | null;
  readonly indexes: number | null;
  readonly toast: number | null;
}

export interface IndexStats {
  /** `schema.name`, unquoted, like its table. */
  readonly index: string;
  readonly table: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly readsPerSecond: number | null;
}

export interface Stats {
  /**
   * The time that rates cover: between two samples, or since the counters were last reset; `null` when neither is
   * known.
   */
  readonly rates: { readonly over: 'samples' | 'since reset'; readonly seconds: number } | null;
  readonly tables: readonly TableStats[];
  readonly indexes: readonly IndexStats[];
}

/** Statistics by table name. A partitioned table has the sums over its partitions. */
export interface KnownTables {
  table(relation: string): TableStats | null;
  /** How many indexes it has. */
  indexesOn(relation: string): number;
}

export function knownTables({ tables, indexes }: Stats): KnownTables {
  const byName = new Map(tables.map((table) => [table.relation, table]));
  const partitions = Map.groupBy(tables, ({ partitionOf }) => partitionOf);
  const byTable = Map.groupBy(indexes, ({ table }) => table);
  const leavesOf = (relation: string): readonly TableStats[] =>
    (partitions.get(relation) ?? []).flatMap((part) =>
      part.kind === 'partitioned table' ? leavesOf(part.relation) : [part],
    );
  return {
    table: (relation) => {
      const found = byName.get(relation);
      return found?.kind === 'partitioned table' ? summed(found, leavesOf(relation)) : (found ?? null);
    },
    indexesOn: (relation) => byTable.get(relation)?.length ?? 0,
  };
}

function summed(whole: TableStats, parts: readonly TableStats[]): TableStats {
  const sum = (of: (part: TableStats) => number | null) => addAll(parts.map(of));
  return {
    ...whole,
    rows: sum(({ rows }) => rows),
    bytes: {
      heap: sum(({ bytes }) => bytes.heap),
      indexes: sum(({ bytes }) => bytes.indexes),
      toast: sum(({ bytes }) => bytes.toast),
    },
    readsPerSecond: sum(({ readsPerSecond }) => readsPerSecond),
    writesPerSecond: sum(({ writesPerSecond }) => writesPerSecond),
  };
}

/** A sum is known only when every part of it is. */
export const addAll = (parts: readonly (number | null)[]): number | null =>
  parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0);

/** Limits below which a table is so small that the time of a lock on it does not matter. */
export interface SmallTable {
  readonly rows?: number | undefined;
  readonly bytes?: number | undefined;
}

/** Whether a table is known to be below every limit. A table that isn't known does not count as small. */
export function isSmall(table: TableStats | null, { rows, bytes }: SmallTable): boolean {
  if (!table) return false;
  const { heap, indexes, toast } = table.bytes;
  const isBelow = (value: number | null, limit: number | undefined): boolean =>
    limit === undefined || (value !== null && value < limit);
  return isBelow(table.rows, rows) && isBelow(addAll([heap, indexes, toast]), bytes);
}
