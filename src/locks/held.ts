import type { LockMode } from '../sql/lock.ts';
import type { CheckedPart } from './check.ts';
import { bounded, durationOf } from './impact.ts';
import type { KnownTables } from './stats.ts';
import { inTurn, type Seconds } from './throughput.ts';

/** What a transaction holds when it ends, all of it at once: the statements of one transaction release nothing. */
export interface HeldTogether {
  /** Its first and last statement, counted from 0. */
  readonly from: number;
  readonly to: number;
  readonly held: readonly HeldLock[];
}

export interface HeldLock {
  readonly relation: string;
  readonly mode: LockMode;
  /** The statement that took it in this mode. */
  readonly since: number;
  /** From there to the end; `null` where nothing is known of it. */
  readonly seconds: Seconds | null;
}

/** The transactions of a file that hold something when they end. @param tables What statistics know, if there are any. */
export function transactionsOf(
  parts: readonly CheckedPart[],
  tables: KnownTables | null,
): readonly HeldTogether[] {
  return spansOf(parts).flatMap(({ from, to }) => {
    const held = (parts[to]?.held ?? []).map(({ relation, mode }): HeldLock => {
      const since = sinceWhen(parts, from, to, relation, mode);
      const run = parts.slice(since, to + 1);
      const seconds = tables && bounded(inTurn(run.map((part) => durationOf(part, tables))));
      return { relation, mode, since, seconds };
    });
    return held.length > 0 ? [{ from, to, held }] : [];
  });
}

/** Runs of statements within one transaction. What ends it holds nothing any more. */
function spansOf(parts: readonly CheckedPart[]): readonly { readonly from: number; readonly to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const [i, { transaction }] of parts.entries()) {
    const last = spans.at(-1);
    if (transaction === null) continue;
    if (last && parts[last.from]?.transaction === transaction) last.to = i;
    else spans.push({ from: i, to: i });
  }
  return spans;
}

function sinceWhen(
  parts: readonly CheckedPart[],
  from: number,
  to: number,
  relation: string,
  mode: LockMode,
): number {
  const holds = ({ held }: CheckedPart): boolean =>
    held?.some((lock) => lock.relation === relation && lock.mode === mode) === true;
  const before = parts.slice(from, to + 1).findLastIndex((part) => !holds(part));
  return from + before + 1;
}
