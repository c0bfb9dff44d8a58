import { checkFile } from '../check.ts';
import type { CheckedFile } from '../checked-file.ts';
import { type History, type ReportedStatement, sectionsOf } from '../history.ts';
import { type Edit, type Finding, placeOf, type Rule } from '../rule.ts';
import type { Section } from '../runners/runner.ts';
import { blockAround } from './block.ts';
import { type EditableScript, editableScript } from './editable-script.ts';
import { placed } from './place.ts';
import { rewriterOf } from './rewriter.ts';
import { schemaOf } from './same-schema.ts';
import { type StatementSource, statementSource } from './statement-source.ts';

/** A finding that was mended, or why it was not. */
export interface Mending {
  readonly rule: Rule;
  /** The statement as it was met. */
  readonly statement: string;
  /** What is left for people to do, or why the finding was not mended. */
  readonly note: string | null;
}

export interface FixedFile {
  readonly text: string;
  readonly mended: readonly Mending[];
  readonly refused: readonly Mending[];
}

/** One possible rewrite for one finding. */
interface Candidate {
  readonly key: string;
  readonly finding: Finding;
  readonly edits: readonly Edit[];
  readonly note: string | null;
  /** Whether it changes the statement itself. After that, edits around the statement may no longer be needed. */
  readonly isInside: boolean;
  /** When the statement is moved out of a transaction: the index of the transaction's BEGIN. */
  readonly block: number | null;
}

interface State {
  readonly text: string;
  readonly checked: CheckedFile;
  readonly candidates: readonly Candidate[];
  readonly refusals: readonly { readonly key: string; readonly finding: Finding; readonly note: string }[];
  readonly schema: string;
  readonly sections: readonly Section[];
}

// Each attempt checks the whole file again. A file that needs more attempts stays half mended; running `--fix` again
// goes on.
const MAX_ATTEMPTS = 500;

const UNTRIED = 'it was not tried after so many others: run --fix again';

export interface FixOptions {
  /** Replaces what is not part of the way forward (a down migration) by blanks, so that offsets stay. */
  forward(text: string): string;
  /** The findings that are to be mended. */
  wanted(checked: CheckedFile): readonly Finding[];
}

/**
 * Applies rewrites until nothing changes any more. A rewrite is dropped when the new text has a syntax error, more
 * errors of any rule, one more statement that fails, or another schema at its end.
 *
 * @param history As it is before the file. Not changed.
 */
export function fixFile(history: History, text: string, options: FixOptions): FixedFile {
  let state = examine(history, text, options);
  if (state.checked.problems.some(({ kind }) => kind === 'syntax')) return { text, mended: [], refused: [] };
  const mended: Mending[] = [];
  const refused = new Map<string, Mending>();
  let attempts = 0;
  /** Applies all of them at once. If that is refused, applies each half by itself, down to single rewrites. */
  const settle = (chosen: readonly Candidate[]): void => {
    if (chosen.length === 0 || attempts++ > MAX_ATTEMPTS) return;
    const next = applied(history, state, chosen, options);
    if (typeof next !== 'string') {
      mended.push(...chosen.map(({ finding, note }) => mending(state, finding, note)));
      state = next;
    } else if (chosen.length === 1)
      for (const { key, finding } of chosen) refused.set(key, mending(state, finding, next));
    else
      for (const half of [chosen.slice(0, chosen.length >> 1), chosen.slice(chosen.length >> 1)])
        settle(state.candidates.filter(({ key }) => half.some((one) => one.key === key)));
  };
  for (let chosen = nextOf(state, refused); chosen.length > 0 && attempts <= MAX_ATTEMPTS; ) {
    settle(chosen);
    chosen = nextOf(state, refused);
  }
  for (const { key, finding, note } of state.refusals) refused.set(key, mending(state, finding, note));
  for (const { key, finding } of nextOf(state, refused)) refused.set(key, mending(state, finding, UNTRIED));
  const left = new Set([...state.candidates, ...state.refusals].map(({ key }) => key));
  return {
    text: state.text,
    mended,
    refused: [...refused].flatMap(([key, one]) => (left.has(key) ? [one] : [])),
  };
}

const mending = ({ text }: State, { rule, start, end }: Finding, note: string | null): Mending => ({
  rule,
  statement: text.slice(start, end),
  note,
});

/**
 * Candidates that can be applied together: one for each statement. Those that change statements come before those
 * that only insert something around them.
 */
function nextOf({ candidates }: State, refused: ReadonlyMap<string, unknown>): readonly Candidate[] {
  const open = candidates.filter(({ key }) => !refused.has(key));
  const level = open.map(rank).reduce((a, b) => Math.min(a, b), 3);
  const chosen: Candidate[] = [];
  for (const one of open)
    if (rank(one) === level && chosen.every((other) => !meets(other, one))) chosen.push(one);
  return chosen;
}

const rank = ({ isInside, finding }: Candidate): number =>
  (isInside ? 0 : 2) + (finding.rule.severity === 'error' ? 0 : 1);

const meets = (a: Candidate, b: Candidate): boolean =>
  a.finding.start === b.finding.start ||
  (a.block !== null && a.block === b.block) ||
  a.edits.some((one) => b.edits.some((other) => collide(one, other)));

/** Whether two edits overlap. Two insertions at one place do not, unless one of them ends a statement. */
function collide(one: Edit, other: Edit): boolean {
  if (one.start > other.end || other.start > one.end) return false;
  const arePut = one.start === one.end && other.start === other.end;
  return !arePut || one.text.startsWith(';') || other.text.startsWith(';');
}

function applied(
  history: History,
  state: State,
  chosen: readonly Candidate[],
  options: FixOptions,
): State | string {
  const edits = chosen.flatMap(({ edits }) => edits);
  const sections = shifted(state.sections, edits);
  const next = examine({ ...history, sections }, edited(state.text, edits), options);
  return objection(state, next, chosen) ?? next;
}

/** The text after edits that do not overlap. Edits at one place keep their order. */
export function edited(text: string, edits: readonly Edit[]): string {
  let result = '';
  let at = 0;
  for (const { start, end, text: put } of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, start) + put;
    at = Math.max(at, end);
  }
  return result + text.slice(at);
}

/** The sections of a file after edits. What is inserted where a section begins belongs to this section. */
const shifted = (sections: readonly Section[], edits: readonly Edit[]): readonly Section[] =>
  sections.map(({ from, sharing }) => {
    const ahead = edits.filter(({ start, end }) => start < from && end <= from);
    const grown = ahead.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
    return { from: from + grown, sharing };
  });

function objection(before: State, after: State, chosen: readonly Candidate[]): string | null {
  if (after.checked.problems.some(({ kind }) => kind === 'syntax')) return 'the safe form could not be read';
  if (failures(after) > failures(before)) return 'PostgreSQL would refuse the safe form here';
  const [was, is] = [countByRule(before), countByRule(after)];
  for (const [rule, count] of is)
    if (rule.severity === 'error' && count > (was.get(rule) ?? 0))
      return `the safe form would be reported by ${rule.id}`;
  if (chosen.some(({ finding: { rule } }) => !hasProgress(rule, before, after, chosen)))
    return 'the safe form would be reported as well';
  return before.schema === after.schema ? null : 'the safe form would not lead to the same schema';
}

const failures = ({ checked }: State): number =>
  checked.statements.filter(({ effects }) => effects.failsWith !== null).length;

function countByRule({ checked }: State): ReadonlyMap<Rule, number> {
  const counts = new Map<Rule, number>();
  for (const { rule } of checked.findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

function hasProgress(rule: Rule, before: State, after: State, chosen: readonly Candidate[]): boolean {
  const of = ({ checked }: State): readonly Finding[] => checked.findings.filter((one) => one.rule === rule);
  const [was, is] = [of(before), of(after)];
  const wanted = chosen.filter(({ finding }) => finding.rule === rule).length;
  if (was.length - is.length >= wanted) return true;
  // A rule that reports only the first statement of a file reports the next one now: that is progress if it is
  // further down.
  const grown = Math.max(0, after.text.length - before.text.length);
  return wanted === 1 && (is[0]?.start ?? 0) > (was[0]?.start ?? 0) + grown;
}

/** Checks the file and collects the possible rewrites. */
function examine(history: History, text: string, options: FixOptions): State {
  const sql = options.forward(text);
  const { catalog, before, assumed } = structuredClone({
    catalog: history.catalog,
    before: history.before,
    assumed: history.assumed,
  });
  const { meet, candidates, refusals } = collector({ ...history, catalog }, sql);
  // Without open findings of earlier files: a trial must not settle them.
  const checked = checkFile({ ...history, catalog, before, assumed, meet, open: [] }, sql);
  const kept = new Set(options.wanted(checked));
  return {
    text,
    checked,
    candidates: candidates.filter(({ finding }) => kept.has(finding)),
    refusals: refusals.filter(({ finding }) => kept.has(finding)),
    schema: schemaOf(catalog),
    sections: sectionsOf(history),
  };
}

interface Collector extends Pick<State, 'candidates' | 'refusals'> {
  readonly meet: (statement: ReportedStatement) => void;
}

/**
 * Collects a rewrite, or why there is none, for each finding while the file is checked: rewrites need the catalog at
 * that statement.
 */
function collector(history: History, sql: string): Collector {
  const { catalog, major } = history;
  const candidates: Candidate[] = [];
  const refusals: { key: string; finding: Finding; note: string }[] = [];
  const script = editableScript(sql, sectionsOf(history));
  const places = new Map(script.statements.map(({ start }, i) => [start, i]));
  const seen = new Map<string, number>();
  const meet = (reported: ReportedStatement): void => {
    const { finding } = reported;
    if (!finding.rule.rewrite) return;
    const id = `${finding.rule.id} ${sql.slice(finding.start, finding.end)}`;
    const key = `${seen.get(id) ?? 0} ${id}`;
    seen.set(id, (seen.get(id) ?? 0) + 1);
    const made = rewritten(reported, script, places.get(finding.start) ?? -1, { catalog, major });
    if (typeof made === 'string') refusals.push({ key, finding, note: made });
    else candidates.push({ key, finding, ...made });
  };
  return { meet, candidates, refusals };
}

/**
 * Checks the next file of a history, and marks findings for which a rule offers a rewrite. Whether the rewrite would
 * be accepted is not tried.
 */
export function checkFixable(history: History, sql: string): CheckedFile {
  const { meet, candidates } = collector(history, sql);
  const checked = checkFile({ ...history, meet }, sql);
  return { ...checked, fixable: new Set(candidates.map(({ finding }) => placeOf(finding))) };
}

function rewritten(
  { finding: { rule }, statement, checked, context }: ReportedStatement,
  script: EditableScript,
  at: number,
  known: Pick<StatementSource, 'catalog' | 'major'>,
): Pick<Candidate, 'edits' | 'note' | 'isInside' | 'block'> | string {
  if (statement.templated) return 'what the template or variable stands for is not known';
  const source = statementSource(script, statement, known);
  if (!source || at === -1) return 'the statement cannot be told from the text around it';
  const rewrite = rule.rewrite?.(rewriterOf(source), checked, context) ?? '';
  if (typeof rewrite === 'string') return rewrite;
  const edits = placed(script, at, rewrite);
  if (typeof edits === 'string') return edits;
  const isInside = (rewrite.edits ?? []).length > 0 || rewrite.removed === true || rewrite.alone === true;
  const around = rewrite.alone ? blockAround(script.statements, script.controls, at) : null;
  const block = typeof around === 'string' ? null : (around?.begin ?? null);
  return { edits, note: rewrite.task ?? rewrite.note ?? null, isInside, block };
}
