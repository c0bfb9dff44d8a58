import { positionsIn } from '../base/span.ts';
import { named } from '../check/rule.ts';
import { blockedBy } from '../impact/impact.ts';
import { toSeconds } from '../impact/seconds-text.ts';
import type { ReportedFile } from './report.ts';

/** A transaction that blocks others until it ends: its first and last line in the file, and a text for each table. */
interface HeldLines {
  readonly line: number;
  readonly endLine: number;
  readonly lines: readonly string[];
}

/**
 * Locks that block writes and that the transactions of a file hold together. A transaction of one statement is left
 * out: its findings say it.
 */
export function heldLines(file: ReportedFile): readonly HeldLines[] {
  if (file.kind === 'unread') return [];
  const { text, statements, transactions } = file.checked;
  const at = positionsIn(text);
  const lineOf = (i: number): number => at(statements[i]?.statement.start ?? 0).line;
  return transactions.flatMap(({ from, to, held }) => {
    const lines = held.flatMap(({ relation, mode, since, seconds }) => {
      const blocks = blockedBy(mode);
      if (!blocks) return [];
      const time = seconds ? `, for ${toSeconds(seconds)}` : '';
      return [`${mode} on ${named([relation])} since line ${lineOf(since)}: blocks ${blocks}${time}`];
    });
    const endLine = at(statements[to]?.statement.end ?? 0).line;
    return lines.length > 0 && to > from ? [{ line: lineOf(from), endLine, lines }] : [];
  });
}
