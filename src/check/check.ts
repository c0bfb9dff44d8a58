import { changesOf } from '../locks/change.ts';
import type { ChangeKind } from '../locks/change-kind.ts';
import type { Effects } from '../locks/effects.ts';
import { predict } from '../locks/predict.ts';
import { resetSession } from '../replay/setting.ts';
import { noteTemporaryNames } from '../replay/temporary-names.ts';
import type { Tree } from '../sql/node.ts';
import { readParts, type ScriptProblem, type Statement } from '../sql/script.ts';
import type { CheckedFile, CheckedPart } from './checked-file.ts';
import { transactionsOf } from './held.ts';
import { type History, type LateStatement, sectionsOf } from './history.ts';
import type { CheckedStatement, Finding, Rule, RuleContext } from './rule.ts';
import { contextOf } from './rule-context.ts';
import { hasConstant, longNames, mayHaveLongNames } from './rule-facts.ts';
import { type RulesByChange, rulesByChange, rulesFor } from './rules-by-change.ts';
import { advance, newSession, type Session } from './session.ts';
import { suppress } from './suppression.ts';
import { enter, heldNow } from './transactions.ts';
import { wordingOf } from './wording.ts';

const TEMPLATED = 'depends on what the template or variable stands for';

/**
 * Checks the next file of a history, in a session of its own, and adds its effect to the history. A finding of an
 * earlier file that this file settles is removed from the list that was returned for the earlier file.
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

function* statementsOf(text: string, problems: ScriptProblem[]): Generator<Statement, void> {
  for (const part of readParts(text)) {
    yield* part.statements;
    problems.push(...part.problems);
  }
}

/** Pairs each statement with the one after it. */
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

/** Asks rules about a statement again at the end of the file, or of a later file: late rules wait until then. */
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

/** Removes findings of earlier files that this file has settled. */
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
  if (changes.some(({ kind }) => rules.late.has(kind))) {
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
  const effectsOf = (part: Tree): Effects => predict(part, catalog, major, assumed);
  const whole = effectsOf(statement.node);
  const effects = statement.templated
    ? { ...whole, unknown: [...whole.unknown, TEMPLATED], hidden: whole.hidden ?? TEMPLATED }
    : whole;
  return {
    kind: statement.kind,
    templated: statement.templated,
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
