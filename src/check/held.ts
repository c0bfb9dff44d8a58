import { bounded, durationOf } from '../impact/impact.ts';
import type { KnownTables } from '../impact/stats.ts';
import { inTurn, type Seconds } from '../impact/throughput.ts';
import type { OtherLock } from '../locks/effects.ts';
import type { CheckedPart, HeldLock, HeldTogether } from './checked-file.ts';

/** The transactions of a file that hold something when they end. @param tables What statistics know, if there are any. */
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

/** What is held after the last statement, and from which one on without a break in the same mode. */
function heldAtEnd(span: readonly CheckedPart[]): readonly Omit<HeldLock, 'seconds'>[] {
  const held = new Map<string, Omit<HeldLock, 'seconds'>>();
  for (const [since, { held: now }] of span.entries()) {
    for (const { relation, mode } of now ?? [])
      if (held.get(relation)?.mode !== mode) held.set(relation, { relation, mode, since });
    if (held.size > (now?.length ?? 0)) forget(held, now ?? []);
  }
  return (span.at(-1)?.held ?? []).flatMap(({ relation }) => held.get(relation) ?? []);
}

// A savepoint that was rolled back has given locks back.
function forget(held: Map<string, unknown>, now: readonly OtherLock[]): void {
  const kept = new Set(now.map(({ relation }) => relation));
  for (const relation of held.keys()) if (!kept.has(relation)) held.delete(relation);
}

/** How long it is from the beginning of each statement to the end of the last. */
function toTheEnd(durations: readonly Seconds[]): readonly Seconds[] {
  const rest: Seconds[] = [];
  for (const duration of durations.toReversed()) rest.push(inTurn([duration, rest.at(-1) ?? [0, 0]]));
  return rest.reverse();
}
