import { bounded, durationOf } from '../impact/impact.ts';
import type { KnownTables } from '../impact/stats.ts';
import { inTurn, type Seconds } from '../impact/throughput.ts';
import type { OtherLock } from '../locks/effects.ts';
import type { CheckedPart, HeldLock, HeldTogether } from './checked-file.ts';

/**
 * What each transaction of a file holds when it ends; those that hold nothing are left out. @param tables Statistics,
 * if there are any.
 */
export function transactionsOf(
  parts: readonly CheckedPart[],
  tables: KnownTables | null,
): readonly HeldTogether[] {
  return spansOf(parts).flatMap(({ from, to }) => {
    const span = parts.slice(from, to + 1);
    const rest = tables && toTheEnd(span.map((part) => durationOf(part, tables)));
    const held = heldAtEnd(span).map(({ since, ...lock }): HeldLock => {
      const left = rest?.[since];
      return { ...lock, since: from + since, seconds: left ? bounded(left) : null };
    });
    return held.length > 0 ? [{ from, to, held }] : [];
  });
}

/** Groups statements by their transaction. The COMMIT is in no group: after it nothing is held. */
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

/**
 * The locks that are held after the last statement. `since` is the statement from which on the lock was held in this
 * mode.
 */
function heldAtEnd(span: readonly CheckedPart[]): readonly Omit<HeldLock, 'seconds'>[] {
  const held = new Map<string, Omit<HeldLock, 'seconds'>>();
  for (const [since, { held: now }] of span.entries()) {
    for (const { relation, mode } of now ?? [])
      if (held.get(relation)?.mode !== mode) held.set(relation, { relation, mode, since });
    if (held.size > (now?.length ?? 0)) forget(held, now ?? []);
  }
  return (span.at(-1)?.held ?? []).flatMap(({ relation }) => held.get(relation) ?? []);
}

// Removes locks that ROLLBACK TO SAVEPOINT has released.
function forget(held: Map<string, unknown>, now: readonly OtherLock[]): void {
  const kept = new Set(now.map(({ relation }) => relation));
  for (const relation of held.keys()) if (!kept.has(relation)) held.delete(relation);
}

/** For each statement, the time from its beginning to the end of the last one. */
function toTheEnd(durations: readonly Seconds[]): readonly Seconds[] {
  const rest: Seconds[] = [];
  for (const duration of durations.toReversed()) rest.push(inTurn([duration, rest.at(-1) ?? [0, 0]]));
  return rest.reverse();
}
