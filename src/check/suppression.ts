import { closest } from '../base/suggest.ts';
import { type Comment, commentsIn } from '../sql/comments.ts';
import { ownRules, type Tool } from './foreign/index.ts';
import { nearMiss } from './near-miss.ts';
import type { Finding, Rule } from './rule.ts';

/** A comment that switches rules off. */
interface Suppression extends Comment {
  /** Ids of our rules; `*` stands for all. */
  readonly rules: readonly string[];
  readonly reason: string;
  readonly scope: 'file' | 'here' | 'next line';
  /** Whether it is one of our own comments. Only these must give a reason and must suppress something. */
  readonly own: boolean;
}

/** The rules that were asked, and the ids of all rules. */
interface AskedRules {
  readonly rules: readonly Rule[];
  readonly ruleIds: readonly string[];
}

interface Place {
  readonly start: number;
  readonly end: number;
}

const MARKS =
  /wesley-disable|wesley:ignore|squawk-ignore|pgfence(?:-|:\s*)ignore|pgsafe:ignore|eugene:?\s*ignore|atlas:nolint/;
const OWN = /^\s*wesley(?:-disable-(next-line|file)|:ignore(-file)?)(?![\w-])(.*)/s;
const SQUAWK = /^\s*squawk-ignore(-file)?(?![\w-])(.*)/s;
const PGFENCE = /^\s*pgfence(?:-|:\s*)ignore(?![\w-])(.*)/s;
// pgsafe's comment names one rule, then the reason.
const PGSAFE = /^\s*pgsafe:ignore\s+([\w-]+)/;
const EUGENE = /^\s*eugene:?\s*ignore(?![\w-])(.*)/s;
const ATLAS = /^\s*atlas:nolint(?![\w-])(.*)/s;
const RULES = /^\s*((?:\*|[a-z][\w-]*)(?:\s*,\s*(?:\*|[a-z][\w-]*))*)?(.*)$/s;
const META: readonly string[] = ['suppression-without-reason', 'unused-suppression'];

/**
 * Removes findings that comments switch off. Adds a finding for each comment of ours that gives no reason, names an
 * unknown rule or switches nothing off, and for each comment that only looks like one of ours.
 *
 * `-- wesley-disable-next-line RULE, RULE: reason` is about the next statement, or the one that it is inside. `--
 * wesley:ignore RULE reason` is also about a statement on its own line. `-- wesley-disable-file RULE: reason` is
 * about the file. Without RULE, or with `*`, all rules are meant. Comments of squawk, pgfence, pgsafe, eugene and
 * Atlas are understood with the names that those tools have for rules.
 *
 * @param statements In the order of the text.
 */
export function suppress(
  text: string,
  statements: readonly Place[],
  findings: readonly Finding[],
  asked: AskedRules,
): readonly Finding[] {
  if (!MARKS.test(text) && !/wesley/i.test(text)) return findings;
  const first = statements[0]?.start ?? text.length;
  const comments = commentsIn(text);
  const suppressions = comments.flatMap((comment) => suppressionOf(comment, text, first) ?? []);
  const used = new Set<string>();
  const covers = suppressions.map((suppression) => placesOf(suppression, text, statements));
  const inFile = [...suppressions.keys()].filter((i) => suppressions[i]?.scope === 'file');
  const at = new Map<number, number[]>();
  for (const [i, starts] of covers.entries())
    for (const start of starts) at.set(start, [...(at.get(start) ?? []), i]);
  const isOff = ({ rule, start }: Finding): boolean => {
    const by = [...inFile, ...(at.get(start) ?? [])].flatMap((i) => {
      const id = suppressions[i]?.rules.find((name) => name === rule.id || name === '*');
      return id === undefined ? [] : [`${i} ${id}`];
    });
    for (const key of by) used.add(key);
    return by.length > 0;
  };
  const kept = findings.filter((finding) => !isOff(finding));
  const objections = [...objectionsTo(suppressions, used, asked), ...nearMisses(comments, asked)];
  return [...kept, ...objections.filter((finding) => !isOff(finding))];
}

/** Whether a comment switches rules off. */
export const isSuppression = (comment: string): boolean => MARKS.test(comment);

function suppressionOf(comment: Comment, text: string, first: number): Suppression | null {
  const own = OWN.exec(comment.text);
  if (own) {
    const [, list, reason = ''] = RULES.exec(own[3] ?? '') ?? [];
    const inFile = own[1] === 'file' || own[2] !== undefined;
    const scope = inFile ? 'file' : own[1] === undefined ? 'here' : 'next line';
    const rules = list?.split(/\s*,\s*/) ?? ['*'];
    return { ...comment, rules, reason: reason.replace(/^[\s:–—-]+/, '').trim(), scope, own: true };
  }
  const foreign = foreignSuppression(comment, text, first);
  return foreign && { ...comment, reason: '', own: false, ...foreign };
}

function foreignSuppression(
  { text: words, start, end }: Comment,
  text: string,
  first: number,
): Pick<Suppression, 'rules' | 'scope'> | null {
  const squawk = SQUAWK.exec(words);
  if (squawk) return { rules: named('squawk', squawk[2]), scope: squawk[1] ? 'file' : 'here' };
  const pgfence = PGFENCE.exec(words);
  if (pgfence) return { rules: named('pgfence', pgfence[1]), scope: 'here' };
  const pgsafe = PGSAFE.exec(words);
  if (pgsafe) return { rules: named('pgsafe', pgsafe[1]), scope: 'here' };
  const eugene = EUGENE.exec(words);
  if (eugene) return { rules: named('eugene', eugene[1]), scope: 'here' };
  const atlas = ATLAS.exec(words);
  if (!atlas) return null;
  // For Atlas a comment at the head of a file, followed by an empty line, is about the whole file.
  const isHead = start < first && /^[^\S\r\n]*(?:\r?\n)[^\S\r\n]*(?:\r?\n|$)/.test(text.slice(end));
  return { rules: named('atlas', atlas[1]), scope: isHead ? 'file' : 'here' };
}

function named(tool: Tool, list = ''): readonly string[] {
  const names = list.match(/[A-Za-z][\w-]*/g) ?? [];
  return names.length === 0 ? ['*'] : names.flatMap((name) => ownRules(tool, name));
}

/** The starts of the statements that a suppression is about. */
function placesOf(
  { start, end, scope }: Suppression,
  text: string,
  statements: readonly Place[],
): ReadonlySet<number> {
  const next = firstFrom(statements, start);
  const around = statements[next - 1];
  if (scope === 'file') return new Set();
  if (around && start < around.end) return new Set([around.start]);
  const following = statements[next];
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const isAlone = !following || text.slice(end, following.start).includes('\n');
  if (scope === 'here' && isAlone) {
    const before = new Set<number>();
    for (let i = next - 1; (statements[i]?.end ?? -1) >= lineStart; i--)
      before.add(statements[i]?.start ?? 0);
    if (before.size > 0) return before;
  }
  const after = new Set<number>();
  for (let i = next; isOnLine(text, following, statements[i]); i++) after.add(statements[i]?.start ?? 0);
  return after;
}

const isOnLine = (text: string, first: Place | undefined, other: Place | undefined): boolean =>
  first !== undefined && other !== undefined && !text.slice(first.start, other.start).includes('\n');

function firstFrom(statements: readonly Place[], offset: number): number {
  let low = 0;
  let high = statements.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((statements[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function objectionsTo(
  suppressions: readonly Suppression[],
  used: ReadonlySet<string>,
  { rules, ruleIds }: AskedRules,
): readonly Finding[] {
  const [withoutReason, unused] = META.map((id) => rules.find((rule) => rule.id === id));
  const asked = new Set(rules.map(({ id }) => id));
  const isIdle = (id: string, key: string): boolean =>
    !used.has(key) && !META.includes(id) && (id === '*' || asked.has(id) || !ruleIds.includes(id));
  return suppressions.flatMap((suppression, i) => {
    const { start, end, own, reason } = suppression;
    if (!own) return [];
    const idle = suppression.rules.filter((id) => isIdle(id, `${i} ${id}`));
    return [
      ...(withoutReason && reason === ''
        ? [{ rule: withoutReason, start, end, message: 'Nothing says why this is switched off.' }]
        : []),
      ...(unused ? idle.map((id) => ({ rule: unused, start, end, message: idleness(id, ruleIds) })) : []),
    ];
  });
}

function nearMisses(comments: readonly Comment[], { rules }: AskedRules): readonly Finding[] {
  const unused = rules.find(({ id }) => id === META[1]);
  if (!unused) return [];
  return comments.flatMap(({ start, end, text }) => {
    const near = OWN.test(text) ? null : nearMiss(text);
    if (!near) return [];
    const guess = near.meant === null ? '.' : `: did you mean \`${near.meant}\`?`;
    return [{ rule: unused, start, end, message: `There is no comment \`${near.written}\`${guess}` }];
  });
}

function idleness(id: string, known: readonly string[]): string {
  if (id === '*') return 'No rule has anything to say here.';
  if (known.includes(id)) return `\`${id}\` has nothing to say here.`;
  const guess = closest(id, known);
  return `There is no rule \`${id}\`${guess ? `: did you mean \`${guess}\`?` : '.'}`;
}
