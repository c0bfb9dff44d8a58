import type { Node } from '../sql/node.ts';
import { readParts, type ScriptProblem, type Statement } from '../sql/script.ts';
import { type Catalog, emptyCatalog, type Relation, type UserType } from './catalog.ts';
import { changesOf } from './change.ts';
import type { Change, ChangeKind } from './change-kind.ts';
import type { Effects, OtherLock } from './effects.ts';
import { type HeldTogether, transactionsOf } from './held.ts';
import type { Impact } from './impact.ts';
import { predict } from './predict.ts';
import { replay } from './replay.ts';
import { resetSession } from './replay-setting.ts';
import type { CheckedStatement, Finding, Rule, RuleContext } from './rule.ts';
import { contextOf } from './rule-context.ts';
import { hasConstant, longNames, mayHaveLongNames } from './rule-facts.ts';
import { type RulesByChange, rulesByChange, rulesFor } from './rules-by-change.ts';
import { type Section, whole } from './runners/runner.ts';
import { advance, type LateStatement, newSession, type Session } from './session.ts';
import { suppress } from './suppression.ts';
import { noteTemporaryNames } from './temporary-names.ts';
import { enter, heldNow } from './transactions.ts';
import { wordingOf } from './wording.ts';

export interface CheckedPart {
  /** Without its tree: what is kept of a long history is only what a report shows. */
  readonly statement: Omit<Statement, 'node'>;
  readonly effects: Effects;
  /** What its transaction holds after it, the strongest mode on each relation; `null` outside a transaction block. */
  readonly held: readonly OtherLock[] | null;
  /** Which of the file's transactions that is, counted from 0. */
  readonly transaction: number | null;
  readonly changes: readonly Change[];
  /** Whom it blocks and for how long; `null` where there are no statistics to tell. */
  readonly impact: readonly Impact[] | null;
}

export interface CheckedFile {
  readonly text: string;
  readonly statements: readonly CheckedPart[];
  readonly findings: readonly Finding[];
  readonly problems: readonly ScriptProblem[];
  /** How its statements share transactions. */
  readonly sections: readonly Section[];
  /** What each transaction holds when it ends. */
  readonly transactions: readonly HeldTogether[];
  /** The places of the findings that have a safe form, where that was looked for. */
  readonly fixable?: ReadonlySet<string>;
}

/** A statement that a rule has reported, with what was known where it stands. */
export interface Met {
  readonly finding: Finding;
  readonly statement: Statement;
  readonly checked: CheckedStatement;
  readonly context: RuleContext;
}

/** Files that run one after another on one database. Changed in place as they are checked. */
export interface History {
  readonly catalog: Catalog;
  readonly major: number;
  /** Those that are asked. */
  readonly rules: readonly Rule[];
  /** The ids of all rules that there are, asked or not. */
  readonly ruleIds: readonly string[];
  /** Whether whoever runs the files puts each into one transaction. */
  readonly fileIsTransaction: boolean;
  /** How its runner runs the next file, where that is known better. */
  readonly sections?: readonly Section[];
  readonly assumed: Map<string, Relation>;
  /** What the base made: visible to traffic before the history begins. Anything later is nobody else's yet. */
  readonly before: ReadonlySet<Relation | UserType>;
  /** Findings that a later file may still settle. */
  readonly open: OpenFinding[];
  /** Called at every finding, before the catalog goes on to the next statement. */
  readonly meet?: (met: Met) => void;
}

/** A finding of a file that was returned already. */
interface OpenFinding {
  readonly of: Finding;
  /** The findings of its file, from which it is taken once it is settled. */
  readonly among: Finding[];
  readonly late: LateStatement;
}

/** A history that starts from a database described by scripts. */
export function historyFrom(
  base: readonly string[],
  options: Pick<History, 'major' | 'rules' | 'fileIsTransaction'> & Partial<Pick<History, 'ruleIds'>>,
): History {
  const catalog = emptyCatalog();
  for (const sql of base) {
    noteTemporaryNames(catalog, sql);
    for (const { statements } of readParts(sql)) for (const { node } of statements) replay(node, catalog);
  }
  resetSession(catalog);
  catalog.described = catalog.relations.size > 0;
  const before = new Set<Relation | UserType>([...catalog.relations.values(), ...catalog.types.values()]);
  const ruleIds = options.rules.map(({ id }) => id);
  return { catalog, before, assumed: new Map(), open: [], ruleIds, ...options };
}

/**
 * Checks the next file of a history, in a session of its own, and carries its effect on. What settles a finding of an
 * earlier file takes it out of the findings that were returned for that one.
 */
export function checkFile(history: History, text: string): CheckedFile {
  resetSession(history.catalog);
  noteTemporaryNames(history.catalog, text);
  const session = newSession(sectionsOf(history), mayHaveLongNames(text));
  const findings: Finding[] = [];
  const context = contextOf(history, session);
  const now = rulesByChange(history.rules);
  const checked: CheckedPart[] = [];
  const problems: ScriptProblem[] = [];
  for (const { statement, next } of withNext(statementsOf(text, problems))) {
    session.isAlone = checked.length === 0 && next === null;
    enter(session.transactions, statement, next, history.catalog);
    const { effects, changes, found } = checkStatement(history, session, context, now, statement, text);
    findings.push(...found);
    const { node: _, ...place } = statement;
    checked.push({ statement: place, effects, changes, ...heldNow(session.transactions), impact: null });
  }
  for (const late of session.late) findings.push(...askLate(history, session, context, late));
  findings.sort((a, b) => a.start - b.start);
  const places = checked.map(({ statement }) => statement);
  const kept = [...suppress(text, places, findings, history)];
  settle(history, session, context);
  leaveOpen(history, session, kept);
  return {
    text,
    statements: checked,
    findings: kept,
    problems,
    sections: sectionsOf(history),
    transactions: transactionsOf(checked, null),
  };
}

/** How the statements of the next file share transactions. */
export const sectionsOf = ({ sections, fileIsTransaction }: History): readonly Section[] =>
  sections ?? whole(fileIsTransaction ? 'transaction' : 'apart');

function* statementsOf(text: string, problems: ScriptProblem[]): Generator<Statement, void> {
  for (const part of readParts(text)) {
    yield* part.statements;
    problems.push(...part.problems);
  }
}

/** Each statement with the one after it. */
function* withNext(
  statements: Iterable<Statement>,
): Generator<{ readonly statement: Statement; readonly next: Statement | null }, void> {
  let last: Statement | null = null;
  for (const next of statements) {
    if (last) yield { statement: last, next };
    last = next;
  }
  if (last) yield { statement: last, next: null };
}

/** Asks the rules that wait for the end of the file, or of the history. */
function askLate(
  history: History,
  session: Session,
  context: RuleContext,
  { statement, checked, fresh }: LateStatement,
): readonly Finding[] {
  const late = history.rules.filter((rule) => checked.changes.some(({ kind }) => isLateFor(rule, kind)));
  session.fresh = fresh;
  return applyRules(late, history, session, statement, checked, context);
}

const isLateFor = ({ late }: Rule, kind: ChangeKind): boolean => late?.includes(kind) ?? false;

/** Takes back what the file that was just read has put right. */
function settle(history: History, session: Session, context: RuleContext): void {
  const touched = new Set(session.changes.map(({ relation }) => relation));
  for (const open of history.open.splice(0)) {
    const isAsked = open.late.checked.changes.some(({ relation }) => touched.has(relation));
    const stays =
      !isAsked || askLate(history, session, context, open.late).some(({ rule }) => rule === open.of.rule);
    if (stays) history.open.push(open);
    else open.among.splice(open.among.indexOf(open.of), 1);
  }
}

function leaveOpen(history: History, session: Session, among: Finding[]): void {
  for (const of of among) {
    const late = session.late.find(({ statement }) => statement.start === of.start);
    if (of.rule.until === 'end of history' && late) history.open.push({ of, among, late });
  }
}

function checkStatement(
  history: History,
  session: Session,
  context: RuleContext,
  rules: RulesByChange,
  statement: Statement,
  text: string,
): Pick<CheckedPart, 'effects' | 'changes'> & { readonly found: readonly Finding[] } {
  const checked = checkedStatement(history, session, statement, text);
  const found = applyRules(rulesFor(rules, checked.changes), history, session, statement, checked, context);
  const { changes, effects } = checked;
  if (history.rules.some((rule) => changes.some(({ kind }) => isLateFor(rule, kind)))) {
    const fresh = new Set(changes.map(({ relation }) => relation).filter(context.isNew));
    session.late.push({ statement, checked, fresh });
  }
  advance(history, session, statement.node, effects, changes);
  return { effects, changes, found };
}

function checkedStatement(
  { catalog, major, assumed }: History,
  session: Session,
  statement: Statement,
  text: string,
): CheckedStatement {
  const effectsOf = (part: Node): Effects => predict(part, catalog, major, assumed);
  const whole = effectsOf(statement.node);
  const effects = statement.templated
    ? { ...whole, unknown: [...whole.unknown, 'depends on what the template or variable stands for'] }
    : whole;
  return {
    kind: statement.kind,
    effects,
    changes: changesOf(statement.node, catalog, whole, effectsOf),
    longNames: session.mayHaveLongNames ? longNames(text, statement) : [],
    mentions: (constant) => hasConstant(statement.node, constant),
    ...wordingOf(statement.node, catalog),
  };
}

function applyRules(
  rules: readonly Rule[],
  { meet }: History,
  session: Session,
  statement: Statement,
  checked: CheckedStatement,
  context: RuleContext,
): Finding[] {
  const { start, end } = statement;
  const found: Finding[] = [];
  session.at = start;
  for (const rule of rules) {
    session.asked = rule.id;
    const message = rule.check(checked, context);
    if (message === null) continue;
    session.reported.add(rule.id);
    const finding = { rule, start, end, message };
    meet?.({ finding, statement, checked, context });
    found.push(finding);
  }
  return found;
}
