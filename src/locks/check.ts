import { strongest } from '../sql/lock.ts';
import { fieldsOf, type Node, typeOf } from '../sql/node.ts';
import { readScript, type ScriptProblem, type Statement } from '../sql/script.ts';
import type { Catalog, Relation, UserType } from './catalog.ts';
import { emptyCatalog } from './catalog.ts';
import { type Change, changesOf } from './change.ts';
import type { Effects, OtherLock } from './effects.ts';
import { type HeldTogether, transactionsOf } from './held.ts';
import type { Impact } from './impact.ts';
import { predict } from './predict.ts';
import { adopt, replay } from './replay.ts';
import type { CheckedStatement, Finding, Rule, RuleContext } from './rule.ts';
import { hasConstant, indexesOn, isNew, isNewType, isSchemaUsed, longNames } from './rule-facts.ts';
import { type Section, whole } from './runners/runner.ts';
import { suppress } from './suppression.ts';
import {
  control,
  endsTransaction,
  enter,
  heldNow,
  type TransactionState,
  transactionsIn,
} from './transactions.ts';

// What SET and PREPARE left behind ends with the connection.
function resetSession(catalog: Catalog): void {
  catalog.searchPath = ['public'];
  catalog.settings.clear();
  catalog.prepared.clear();
}

export interface CheckedPart {
  readonly statement: Statement;
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
}

interface Session {
  /** Statements of which late rules are asked. */
  readonly late: {
    readonly statement: Statement;
    readonly checked: CheckedStatement;
    /** What was new when the statement was met: its name may stand for something else by the end. */
    readonly fresh: ReadonlySet<string>;
  }[];
  /** Where the last statement begins that ends a transaction; -1 without one. */
  readonly lastEnd: number;
  readonly transactions: TransactionState;
  readonly reported: Set<string>;
}

/** A history that starts from a database described by scripts. */
export function historyFrom(
  base: readonly string[],
  options: Pick<History, 'major' | 'rules' | 'fileIsTransaction'> & Partial<Pick<History, 'ruleIds'>>,
): History {
  const catalog = emptyCatalog();
  for (const sql of base) for (const { node } of readScript(sql).statements) replay(node, catalog);
  resetSession(catalog);
  catalog.described = catalog.relations.size > 0;
  const before = new Set<Relation | UserType>([...catalog.relations.values(), ...catalog.types.values()]);
  const ruleIds = options.rules.map(({ id }) => id);
  return { catalog, before, assumed: new Map(), ruleIds, ...options };
}

/** Checks the next file of a history, in a session of its own, and carries its effect on. */
export function checkFile(history: History, text: string): CheckedFile {
  resetSession(history.catalog);
  const { statements, problems } = readScript(text);
  const session: Session = {
    transactions: transactionsIn(sectionsOf(history), statements),
    reported: new Set(),
    late: [],
    lastEnd: statements.findLast(({ node }) => endsTransaction(node))?.start ?? -1,
  };
  const findings: Finding[] = [];
  const checked = statements.map((statement) => {
    enter(session.transactions, statement, history.catalog);
    const { effects, changes, found } = checkStatement(history, session, statement, text);
    findings.push(...found);
    return { statement, effects, changes, ...heldNow(session.transactions), impact: null };
  });
  const isLate = history.rules.filter((rule) => rule.late);
  for (const { statement, checked: part, fresh } of session.late) {
    const context = {
      ...contextOf(history, session, statement.start),
      isNew: (name: string) => fresh.has(name),
    };
    findings.push(...applyRules(isLate, session, statement, part, context));
  }
  findings.sort((a, b) => a.start - b.start);
  return {
    text,
    statements: checked,
    findings: suppress(text, statements, findings, history),
    problems,
    sections: sectionsOf(history),
    transactions: transactionsOf(checked, null),
  };
}

function checkStatement(
  history: History,
  session: Session,
  statement: Statement,
  text: string,
): Pick<CheckedPart, 'effects' | 'changes'> & { readonly found: readonly Finding[] } {
  const { catalog, major, assumed } = history;
  const effectsOf = (part: Node): Effects => predict(part, catalog, major, assumed);
  const whole = effectsOf(statement.node);
  const effects = statement.templated
    ? { ...whole, unknown: [...whole.unknown, 'depends on what the template or variable stands for'] }
    : whole;
  const changes = changesOf(statement.node, catalog, effectsOf);
  const checked: CheckedStatement = {
    kind: statement.kind,
    effects,
    changes,
    longNames: longNames(text, statement),
    mentions: (constant) => hasConstant(statement.node, constant),
  };
  const now = history.rules.filter((rule) => !rule.late);
  const context = contextOf(history, session, statement.start);
  const found = applyRules(now, session, statement, checked, context);
  const fresh = new Set(changes.map(({ relation }) => relation).filter(context.isNew));
  if (history.rules.some(({ late }) => late && changes.some(({ kind }) => kind === late)))
    session.late.push({ statement, checked, fresh });
  advance(history, session, statement.node, effects, changes);
  return { effects, changes, found };
}

function applyRules(
  rules: readonly Rule[],
  session: Session,
  statement: Statement,
  checked: CheckedStatement,
  context: Omit<RuleContext, 'reportedBefore'>,
): Finding[] {
  const { start, end } = statement;
  return rules.flatMap((rule) => {
    const message = rule.check(checked, { ...context, reportedBefore: session.reported.has(rule.id) });
    if (message === null) return [];
    session.reported.add(rule.id);
    return [{ rule, start, end, message }];
  });
}

function contextOf(history: History, session: Session, start: number): Omit<RuleContext, 'reportedBefore'> {
  const { catalog, major } = history;
  return {
    major,
    fileIsTransaction: session.transactions.section.sharing === 'transaction',
    isNew: (relation) => isNew(history, relation),
    isKnown: (name) => catalog.relations.get(name)?.assumed === false,
    exists: (name) => catalog.relations.has(name),
    isNewType: (name) => isNewType(history, name),
    isSchemaUsed: (name) => isSchemaUsed(history, name),
    indexesOn: (relation) => indexesOn(catalog, relation),
    transaction: session.transactions.open,
    endsLater: session.lastEnd > start,
    lockTimeoutMs: milliseconds(catalog.settings.get('lock_timeout')),
    statementTimeoutMs: milliseconds(catalog.settings.get('statement_timeout')),
  };
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function milliseconds(setting: string | undefined): number | null {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)?\s*$/.exec(setting ?? '');
  return match ? Number(match[1]) * (UNITS[match[2] ?? ''] ?? 1) : null;
}

function advance(
  history: History,
  session: Session,
  node: Node,
  effects: Effects,
  changes: readonly Change[],
): void {
  const seen = effects.locks.filter(({ relation }) => !isNew(history, relation));
  adopt(history.catalog, history.assumed);
  history.assumed.clear();
  // PostgreSQL warns, and sets nothing.
  const { open } = session.transactions;
  const isVoid = !open && changes.some(({ kind }) => kind === 'set local');
  if (!isVoid) replay(node, history.catalog);
  if (typeOf(node) === 'TransactionStmt') {
    control(session.transactions, fieldsOf(node), history.catalog);
    return;
  }
  if (!open) return;
  open.changes.push(...changes);
  const { held } = open;
  for (const { relation, mode } of seen) held.set(relation, strongest(mode, held.get(relation) ?? mode));
}

const sectionsOf = ({ sections, fileIsTransaction }: History): readonly Section[] =>
  sections ?? whole(fileIsTransaction ? 'transaction' : 'apart');
