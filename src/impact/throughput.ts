/** How fast one kind of work goes: the slowest and the fastest pace that was measured. */
interface Throughput {
  readonly rowsPerSecond: Pace;
  readonly bytesPerSecond: Pace;
}

interface Pace {
  readonly slow: number;
  readonly fast: number;
}

// What a gp3 volume gives without an extra charge, 125 MiB/s: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
const CLOUD_DISK = 125 * 1024 * 1024;

/**
 * Measured by `scripts/measure-throughput.ts`: two runs on PostgreSQL 14.23 and 18.4 with default settings (fsync on,
 * 128 MB of shared_buffers), on 2 cores of an AMD EPYC and a local SSD shared with other work, with a warm cache and
 * an empty one.
 *
 * Rows per second are from a table of three integers (4 million rows), where the number of rows decides. Bytes per
 * second are from rows of 400 bytes (600,000) and of 20 kB out of line (15,000), where the number of bytes decides.
 * Each range is as wide as the measurements. That disk read faster than many do, so the slow end for bytes is the
 * pace of a cloud disk.
 */
const THROUGHPUT = {
  /** ADD CHECK, SET NOT NULL. */
  scan: {
    rowsPerSecond: { slow: 6_000_000, fast: 34_000_000 },
    bytesPerSecond: { slow: CLOUD_DISK, fast: 5_100_000_000 },
  },
  /** ALTER COLUMN TYPE of one column, heap and out-of-line values together, indexes apart. */
  rewrite: {
    rowsPerSecond: { slow: 850_000, fast: 2_800_000 },
    bytesPerSecond: { slow: 30_000_000, fast: 370_000_000 },
  },
  /** ADD FOREIGN KEY, beyond reading the tables. */
  join: {
    rowsPerSecond: { slow: 1_200_000, fast: 13_000_000 },
    bytesPerSecond: { slow: Number.POSITIVE_INFINITY, fast: Number.POSITIVE_INFINITY },
  },
  /**
   * CREATE INDEX of a B-tree, beyond reading the table. Measured from a sorted integer to texts of 32 to 256 letters
   * that are sorted on disk. How large the index will be isn't known: the bytes of the heap are its upper bound.
   */
  build: {
    rowsPerSecond: { slow: 660_000, fast: 10_000_000 },
    bytesPerSecond: { slow: 35_000_000, fast: Number.POSITIVE_INFINITY },
  },
} as const satisfies Readonly<Record<string, Throughput>>;

export type WorkKind = keyof typeof THROUGHPUT;

/** Seconds, at least and at most; `null` for no upper bound. */
export type Seconds = readonly [least: number, most: number | null];

/** How long one kind of work on so many rows and bytes takes. */
export function secondsFor(kind: WorkKind, rows: number | null, bytes: number | null): Seconds {
  const { rowsPerSecond, bytesPerSecond } = THROUGHPUT[kind];
  const least = Math.max((rows ?? 0) / rowsPerSecond.fast, (bytes ?? 0) / bytesPerSecond.fast);
  if (rows === null || bytes === null) return [least, null];
  return [least, rows / rowsPerSecond.slow + bytes / bytesPerSecond.slow];
}

/** The time of several pieces of work, one after the other. */
export const inTurn = (parts: readonly Seconds[]): Seconds =>
  parts.reduce<Seconds>(
    ([least, most], [more, atMost]) => [
      least + more,
      most === null || atMost === null ? null : most + atMost,
    ],
    [0, 0],
  );
