import type { Edit, Rewrite } from '../rule.ts';
import { type Block, blockAround, isConcurrent, isLocalTimeout, keepsNames } from './block.ts';
import {
  afterEdits,
  beforeEdits,
  type EditableScript,
  endsPlainly,
  isGrouped,
  isInTransaction,
  removal,
  shareSection,
  taskEdits,
} from './editable-script.ts';

const IN_THE_WAY = 'later statements of its transaction stand in the way: end the transaction first';

/** The edits of the file for the rewrite of one statement, or why they are not possible. */
export function placed(script: EditableScript, at: number, rewrite: Rewrite): readonly Edit[] | string {
  const { ahead = [], before = [], after = [], restored = [], edits = [] } = rewrite;
  const needsCommit = rewrite.alone || rewrite.removed || before.length + after.length > 0;
  const own = rewrite.removed ? [removal(script, at)] : [...edits, ...taskEdits(script, at, rewrite.task)];
  if (!endsPlainly(script, at)) return 'an order to psql sends the statement, not a semicolon';
  if (needsCommit && isGrouped(script, at))
    return 'goose sends what stands between its marks as one statement';
  if (isInTransaction(script, at))
    return needsCommit
      ? 'whoever runs the file puts all of it into one transaction: move the statement to a file that runs outside one'
      : [...beforeEdits(script, at, ahead), ...own];
  const block = blockAround(script.statements, script.controls, at);
  if (typeof block === 'string') return needsCommit || ahead.length > 0 ? block : own;
  const around = needsCommit ? surroundings(script, at, rewrite, block) : [];
  if (typeof around === 'string') return around;
  return [
    ...beforeEdits(script, block?.begin ?? at, ahead),
    // Before edits that may add a missing semicolon at the statement's end.
    ...own,
    ...around,
    ...afterEdits(script, lastConcurrent(script, at), restored),
  ];
}

function surroundings(
  script: EditableScript,
  at: number,
  rewrite: Rewrite,
  block: Block | null,
): readonly Edit[] | string {
  const { before = [], after = [], alone = false } = rewrite;
  if (!block) return [...beforeEdits(script, at, before), ...afterEdits(script, at, after)];
  const later = script.statements.slice(at + 1, block.commit);
  const canWait = later.length === 0 || (rewrite.afterCanWait === true && later.every(keepsNames));
  if (alone || (before.length > 0 && !(at === block.begin + 1 && canWait)))
    return outside(script, at, rewrite, block);
  if (!canWait) return IN_THE_WAY;
  return [...beforeEdits(script, block.begin, before), ...afterEdits(script, block.commit, after)];
}

/**
 * Moves the statement out of its transaction: BEGIN and COMMIT move, or are removed when nothing is left between
 * them.
 */
function outside(
  script: EditableScript,
  at: number,
  rewrite: Rewrite,
  { begin, commit }: Block,
): readonly Edit[] | string {
  const { before = [], after = [] } = rewrite;
  const wordsOf = (i: number): string =>
    script.text.slice(script.statements[i]?.start ?? 0, script.statements[i]?.end ?? 0);
  const earlier = script.statements.slice(begin + 1, at);
  const [isFirst, isLast] = [earlier.length === 0, at === commit - 1];
  if (isLast && earlier.every(isLocalTimeout)) {
    const gone = [begin, ...earlier.map((_, i) => begin + 1 + i), commit];
    const removed = gone.map((i) => removal(script, i));
    return [...removed, ...beforeEdits(script, at, before), ...afterEdits(script, at, after)];
  }
  if (isLast)
    return [
      ...beforeEdits(script, at, [wordsOf(commit), ...before]),
      ...afterEdits(script, at, after),
      removal(script, commit),
    ];
  if (!isFirst) return 'it stands in the middle of a transaction: move it before BEGIN or behind COMMIT';
  const opened = afterEdits(script, at, [...after, wordsOf(begin)]);
  return [removal(script, begin), ...beforeEdits(script, at, before), ...opened];
}

function lastConcurrent(script: EditableScript, at: number): number {
  const { statements } = script;
  let last = at;
  for (let next = statements[last + 1]; next && isConcurrent(next); next = statements[last + 1]) {
    if (!shareSection(script, at, last + 1)) break;
    last++;
  }
  return last;
}
