import type { Change } from '../locks/change-kind.ts';
import { type Effects, isAtLeast } from '../locks/effects.ts';
import type { LockMode } from '../sql/lock.ts';
import { addAll, type KnownTables, type TableStats } from './stats.ts';
import { inTurn, type Seconds, secondsFor } from './throughput.ts';

/** Whom a statement locks out of one relation, how often somebody comes, and for how long they wait. */
export interface Impact {
  /** `schema.name`, unquoted. */
  readonly relation: string;
  readonly blocks: Blocked;
  /** How many of those that are blocked (`blocks`) come per second; `null` when no rate is known. */
  readonly perSecond: number | null;
  /** How long they wait; `null` when nothing is known about it. */
  readonly seconds: Seconds | null;
}

export type Blocked = 'writes' | 'reads and writes';

/** What the time that a statement takes is computed from. */
interface TimedStatement {
  readonly effects: Effects;
  readonly changes: readonly Change[];
}

// These take as long as the query or the rows that they are given. Nothing here knows that, so their time has no
// upper bound.
const OPEN_ENDED =
  /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|COPY|DO|CALL|EXECUTE|ANALYZE|EXPLAIN|(?:CREATE|REFRESH) MATERIALIZED VIEW|CREATE TABLE AS|SELECT INTO)$/;

/**
 * Time of a statement that only changes the catalog. ADD COLUMN and DROP COLUMN took 0.2 to 26 ms on PostgreSQL 14
 * and 18; DROP TABLE of 170 MB took up to 80 ms.
 */
const MOMENT: Seconds = [0, 0.1];

/** Which reads and writes of rows a lock mode blocks; `null` for neither. */
export function blockedBy(mode: LockMode): Blocked | null {
  if (mode === 'AccessExclusiveLock') return 'reads and writes';
  return isAtLeast(mode, 'ShareLock') ? 'writes' : null;
}

/** Whom a statement blocks while it runs. Tables without statistics are left out. */
export function impactOf(statement: TimedStatement, tables: KnownTables): readonly Impact[] {
  const seconds = bounded(durationOf(statement, tables));
  return statement.effects.locks.flatMap(({ relation, mode }) => {
    const [blocks, table] = [blockedBy(mode), tables.table(relation)];
    if (!blocks || !table) return [];
    return [{ relation, blocks, perSecond: rateOf(table, blocks), seconds }];
  });
}

/** How often per second somebody comes who is blocked. */
function rateOf({ readsPerSecond, writesPerSecond }: TableStats, blocks: Blocked): number | null {
  return blocks === 'writes' ? writesPerSecond : addAll([readsPerSecond, writesPerSecond]);
}

/** A time as it is reported: `null` when neither end of it is known. */
export const bounded = ([least, most]: Seconds): Seconds | null =>
  least === 0 && most === null ? null : [rounded(least), most === null ? null : rounded(most)];

// Three digits: the measured paces are no more exact.
const rounded = (seconds: number): number => Number(seconds.toPrecision(3));

/** How long a statement runs once it has its locks. */
export function durationOf(timed: TimedStatement, tables: KnownTables): Seconds {
  const { effects, changes } = timed;
  const { rewrites, scans } = effects;
  const parts = [
    MOMENT,
    ...rewrites.map((relation) => rewriting(relation, tables)),
    ...scans.filter((relation) => !rewrites.includes(relation)).map((relation) => scanning(relation, tables)),
    ...changes.flatMap((change) => beyondReading(change, tables)),
  ];
  const [least, most] = inTurn(parts);
  return [least, isOpenEnded(timed) ? null : most];
}

function isOpenEnded({ effects, changes }: TimedStatement): boolean {
  const { kind, unknown, waitsFor } = effects;
  // Only B-trees were timed: a GIN or GiST index takes many times as long.
  const isOtherIndex = changes.some(
    ({ kind, flags }) => kind === 'add exclude' || flags.includes('no B-tree'),
  );
  return OPEN_ENDED.test(kind) || unknown.length > 0 || waitsFor !== null || isOtherIndex;
}

function scanning(relation: string, tables: KnownTables): Seconds {
  const table = tables.table(relation);
  return secondsFor('scan', table?.rows ?? null, table?.bytes.heap ?? null);
}

function rewriting(relation: string, tables: KnownTables): Seconds {
  const table = tables.table(relation);
  const bytes = table && addAll([table.bytes.heap, table.bytes.toast]);
  const rebuilt = Array.from({ length: tables.indexesOn(relation) }, () => building(relation, tables));
  return inTurn([secondsFor('rewrite', table?.rows ?? null, bytes), ...rebuilt]);
}

function building(relation: string, tables: KnownTables): Seconds {
  const table = tables.table(relation);
  return secondsFor('build', table?.rows ?? null, table?.bytes.heap ?? null);
}

function beyondReading(change: Change, tables: KnownTables): readonly Seconds[] {
  const { kind, relation, effects, notValid, usesIndex } = change;
  // Without a scan no row is read: NOT VALID, a new table, or another constraint proves it.
  if (effects.scans.length === 0 || notValid || usesIndex) return [];
  switch (kind) {
    case 'create index':
    case 'add primary key':
    case 'add unique':
    case 'add exclude':
      return [building(relation, tables)];
    case 'reindex':
      return effects.scans.map((table) => reindexing(table, tables));
    case 'add foreign key':
      return [secondsFor('join', tables.table(relation)?.rows ?? null, 0)];
    case 'validate constraint':
      return effects.scans.length > 1 ? [secondsFor('join', tables.table(relation)?.rows ?? null, 0)] : [];
    default:
      return [];
  }
}

// At least one index of the table is built anew, at most all of them.
function reindexing(relation: string, tables: KnownTables): Seconds {
  const [least, most] = building(relation, tables);
  return [least, most === null ? null : most * Math.max(1, tables.indexesOn(relation))];
}
