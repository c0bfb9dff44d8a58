import type { Node } from '../sql/node.ts';
import { readParts, type ScriptProblem, type Statement } from '../sql/script.ts';
import type { Catalog, Relation, UserType } from './catalog.ts';
import { emptyCatalog } from './catalog.ts';
import { changesOf } from './change.ts';
import type { Effects, OtherLock } from './effects.ts';
import { predict } from './predict.ts';
import { replay } from './replay.ts';
import type { CheckedStatement, Finding, Rule, RuleContext } from './rule.ts';
import { hasConstant, indexesOn, isNew, isNewType, isSchemaUsed, longNames } from './rule-facts.ts';
import { advance, heldBy, newSession, resetSession, type Session } from './session.ts';
import { suppress } from './suppression.ts';

export interface CheckedPart {
  /** Without its tree: what is kept of a long history is only what a report shows. */
  readonly statement: Omit<Statement, 'node'>;
  readonly effects: Effects;
  /** What its transaction holds after it, the strongest mode on each relation; `null` outside a transaction block. */
  readonly held: readonly OtherLock[] | null;
}

export interface CheckedFile {
  readonly text: string;
  readonly statements: readonly CheckedPart[];
  readonly findings: readonly Finding[];
  readonly problems: readonly ScriptProblem[];
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
  readonly assumed: Map<string, Relation>;
  /** What the base made: visible to traffic before the history begins. Anything later is nobody else's yet. */
  readonly before: ReadonlySet<Relation | UserType>;
}

/** A history that starts from a database described by scripts. */
export function historyFrom(
  base: readonly string[],
  options: Pick<History, 'major' | 'rules' | 'fileIsTransaction'> & Partial<Pick<History, 'ruleIds'>>,
): History {
  const catalog = emptyCatalog();
  for (const sql of base)
    for (const { statements } of readParts(sql)) for (const { node } of statements) replay(node, catalog);
  resetSession(catalog);
  catalog.described = catalog.relations.size > 0;
  const before = new Set<Relation | UserType>([...catalog.relations.values(), ...catalog.types.values()]);
  const ruleIds = options.rules.map(({ id }) => id);
  return { catalog, before, assumed: new Map(), ruleIds, ...options };
}

/** Checks the next file of a history, in a session of its own, and carries its effect on. */
export function checkFile(history: History, text: string): CheckedFile {
  resetSession(history.catalog);
  const session = newSession(history.fileIsTransaction);
  const findings: Finding[] = [];
  const context = contextOf(history, session);
  const now = history.rules.filter((rule) => !rule.late);
  const checked: CheckedPart[] = [];
  const problems: ScriptProblem[] = [];
  for (const part of readParts(text)) {
    for (const statement of part.statements) {
      const { effects, found } = checkStatement(history, session, context, now, statement, text);
      findings.push(...found);
      const { node: _, ...place } = statement;
      checked.push({ statement: place, effects, held: heldBy(session) });
    }
    problems.push(...part.problems);
  }
  findings.push(...askLate(history, session));
  findings.sort((a, b) => a.start - b.start);
  return {
    text,
    statements: checked,
    findings: suppress(
      text,
      checked.map(({ statement }) => statement),
      findings,
      history,
    ),
    problems,
  };
}

/** Asks the rules that wait for the end of the file. */
function askLate(history: History, session: Session): readonly Finding[] {
  const late = history.rules.filter((rule) => rule.late);
  const context = contextOf(history, session);
  return session.late.flatMap(({ statement, checked, fresh }) => {
    session.fresh = fresh;
    return applyRules(late, session, statement, checked, context);
  });
}

function checkStatement(
  history: History,
  session: Session,
  context: RuleContext,
  rules: readonly Rule[],
  statement: Statement,
  text: string,
): { effects: Effects; found: Finding[] } {
  const checked = checkedStatement(history, statement, text);
  const found = applyRules(rules, session, statement, checked, context);
  const { changes, effects } = checked;
  if (history.rules.some(({ late }) => late && changes.some(({ kind }) => kind === late))) {
    const fresh = new Set(changes.map(({ relation }) => relation).filter(context.isNew));
    session.late.push({ statement, checked, fresh });
  }
  advance(history, session, statement.node, effects, changes);
  return { effects, found };
}

function checkedStatement(
  { catalog, major, assumed }: History,
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
    longNames: longNames(text, statement),
    mentions: (constant) => hasConstant(statement.node, constant),
  };
}

function applyRules(
  rules: readonly Rule[],
  session: Session,
  { start, end }: Statement,
  checked: CheckedStatement,
  context: RuleContext,
): Finding[] {
  const found: Finding[] = [];
  session.at = start;
  for (const rule of rules) {
    session.asked = rule.id;
    const message = rule.check(checked, context);
    if (message === null) continue;
    session.reported.add(rule.id);
    found.push({ rule, start, end, message });
  }
  return found;
}

/** What rules may ask of a session as it goes on: one object for all of its statements. */
function contextOf(history: History, session: Session): RuleContext {
  const { catalog, major, fileIsTransaction } = history;
  return {
    major,
    fileIsTransaction,
    isNew: (relation) => session.fresh?.has(relation) ?? isNew(history, relation),
    isKnown: (name) => catalog.relations.get(name)?.assumed === false,
    exists: (name) => catalog.relations.has(name),
    isNewType: (name) => isNewType(history, name),
    isSchemaUsed: (name) => isSchemaUsed(history, name),
    indexesOn: (relation) => indexesOn(catalog, relation),
    get transaction() {
      return session.transaction;
    },
    get isLeftOpen() {
      return session.transaction !== null && session.openedAt === session.at;
    },
    get lockTimeoutMs() {
      return milliseconds(catalog.settings.get('lock_timeout'));
    },
    get statementTimeoutMs() {
      return milliseconds(catalog.settings.get('statement_timeout'));
    },
    get reportedBefore() {
      return session.reported.has(session.asked);
    },
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
