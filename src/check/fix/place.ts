import type { Edit, Rewrite } from '../rule.ts';
import {
  afterEdits,
  beforeEdits,
  endsPlainly,
  isGrouped,
  isInTransaction,
  type Page,
  removal,
  shareSection,
  taskEdits,
} from './around.ts';
import { type Block, blockAround, isConcurrent, isLocalTimeout, keepsNames } from './block.ts';

const IN_THE_WAY = 'later statements of its transaction stand in the way: end the transaction first';

/** The edits of the file that a rewrite of one statement comes to, or why there are none. */
export function placed(page: Page, at: number, rewrite: Rewrite): readonly Edit[] | string {
  const { ahead = [], before = [], after = [], restored = [], edits = [] } = rewrite;
  const needsCommit = rewrite.alone || rewrite.removed || before.length + after.length > 0;
  const own = rewrite.removed ? [removal(page, at)] : [...edits, ...taskEdits(page, at, rewrite.task)];
  if (!endsPlainly(page, at)) return 'an order to psql sends the statement, not a semicolon';
  if (needsCommit && isGrouped(page, at)) return 'goose sends what stands between its marks as one statement';
  if (isInTransaction(page, at))
    return needsCommit
      ? 'whoever runs the file puts all of it into one transaction: move the statement to a file that runs outside one'
      : [...beforeEdits(page, at, ahead), ...own];
  const block = blockAround(page.statements, page.controls, at);
  if (typeof block === 'string') return needsCommit || ahead.length > 0 ? block : own;
  const around = needsCommit ? surroundings(page, at, rewrite, block) : [];
  if (typeof around === 'string') return around;
  return [
    ...beforeEdits(page, block?.begin ?? at, ahead),
    // Words at the end of the statement come before a semicolon that it lacks.
    ...own,
    ...around,
    ...afterEdits(page, lastConcurrent(page, at), restored),
  ];
}

function surroundings(
  page: Page,
  at: number,
  rewrite: Rewrite,
  block: Block | null,
): readonly Edit[] | string {
  const { before = [], after = [], alone = false } = rewrite;
  if (!block) return [...beforeEdits(page, at, before), ...afterEdits(page, at, after)];
  const later = page.statements.slice(at + 1, block.commit);
  const canWait = later.length === 0 || (rewrite.afterCanWait === true && later.every(keepsNames));
  if (alone || (before.length > 0 && !(at === block.begin + 1 && canWait)))
    return outside(page, at, rewrite, block);
  if (!canWait) return IN_THE_WAY;
  return [...beforeEdits(page, block.begin, before), ...afterEdits(page, block.commit, after)];
}

/** The statement leaves its block: BEGIN and COMMIT move, and go where nothing is left between them. */
function outside(
  page: Page,
  at: number,
  rewrite: Rewrite,
  { begin, commit }: Block,
): readonly Edit[] | string {
  const { before = [], after = [] } = rewrite;
  const wordsOf = (i: number): string =>
    page.text.slice(page.statements[i]?.start ?? 0, page.statements[i]?.end ?? 0);
  const earlier = page.statements.slice(begin + 1, at);
  const [isFirst, isLast] = [earlier.length === 0, at === commit - 1];
  if (isLast && earlier.every(isLocalTimeout)) {
    const gone = [begin, ...earlier.map((_, i) => begin + 1 + i), commit];
    const removed = gone.map((i) => removal(page, i));
    return [...removed, ...beforeEdits(page, at, before), ...afterEdits(page, at, after)];
  }
  if (isLast)
    return [
      ...beforeEdits(page, at, [wordsOf(commit), ...before]),
      ...afterEdits(page, at, after),
      removal(page, commit),
    ];
  if (!isFirst) return 'it stands in the middle of a transaction: move it before BEGIN or behind COMMIT';
  const opened = afterEdits(page, at, [...after, wordsOf(begin)]);
  return [removal(page, begin), ...beforeEdits(page, at, before), ...opened];
}

function lastConcurrent(page: Page, at: number): number {
  const { statements } = page;
  let last = at;
  for (let next = statements[last + 1]; next && isConcurrent(next); next = statements[last + 1]) {
    if (!shareSection(page, at, last + 1)) break;
    last++;
  }
  return last;
}
