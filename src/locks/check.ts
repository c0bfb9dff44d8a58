import type { LockMode } from '../sql/lock.ts';
import { strongest } from '../sql/lock.ts';
import { fieldsOf, type Node, textOf, typeOf } from '../sql/node.ts';
import { readScript, type ScriptProblem, type Statement } from '../sql/script.ts';
import type { Catalog, Relation, UserType } from './catalog.ts';
import { emptyCatalog } from './catalog.ts';
import { type Change, changesOf } from './change.ts';
import type { Effects, OtherLock } from './effects.ts';
import { predict } from './predict.ts';
import { adopt, replay } from './replay.ts';
import type { CheckedStatement, Finding, Rule, RuleContext } from './rule.ts';
import { hasConstant, indexesOn, isNew, isNewType, isSchemaUsed, longNames } from './rule-facts.ts';
import { suppress } from './suppression.ts';

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
}

export interface CheckedFile {
  readonly text: string;
  readonly statements: readonly CheckedPart[];
  readonly findings: readonly Finding[];
  readonly problems: readonly ScriptProblem[];
  /** The findings that have a safe form, where that was looked for. */
  readonly fixable?: ReadonlySet<Finding>;
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
  readonly assumed: Map<string, Relation>;
  /** What the base made: visible to traffic before the history begins. Anything later is nobody else's yet. */
  readonly before: ReadonlySet<Relation | UserType>;
  /** Called at every finding, before the catalog goes on to the next statement. */
  readonly meet?: (met: Met) => void;
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
  transaction: { readonly held: Map<string, LockMode>; readonly changes: Change[] } | null;
  readonly savepoints: { readonly name: string; readonly held: ReadonlyMap<string, LockMode> }[];
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
    transaction: history.fileIsTransaction ? begun() : null,
    savepoints: [],
    reported: new Set(),
    late: [],
    lastEnd: statements.findLast(({ node }) => endsTransaction(node))?.start ?? -1,
  };
  const findings: Finding[] = [];
  const checked = statements.map((statement) => {
    const { effects, found } = checkStatement(history, session, statement, text);
    findings.push(...found);
    return { statement, effects, held: heldBy(session) };
  });
  const isLate = history.rules.filter((rule) => rule.late);
  for (const { statement, checked: part, fresh } of session.late) {
    const context = {
      ...contextOf(history, session, statement.start),
      isNew: (name: string) => fresh.has(name),
    };
    findings.push(...applyRules(isLate, history, session, statement, part, context));
  }
  findings.sort((a, b) => a.start - b.start);
  return {
    text,
    statements: checked,
    findings: suppress(text, statements, findings, history),
    problems,
  };
}

function heldBy({ transaction }: Session): readonly OtherLock[] | null {
  if (!transaction) return null;
  const held = [...transaction.held].map(([relation, mode]) => ({ relation, mode }));
  return held.sort((a, b) => (a.relation < b.relation ? -1 : 1));
}

const begun = (): NonNullable<Session['transaction']> => ({ held: new Map(), changes: [] });

function checkStatement(
  history: History,
  session: Session,
  statement: Statement,
  text: string,
): { effects: Effects; found: Finding[] } {
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
  const found = applyRules(now, history, session, statement, checked, context);
  const fresh = new Set(changes.map(({ relation }) => relation).filter(context.isNew));
  if (history.rules.some(({ late }) => late && changes.some(({ kind }) => kind === late)))
    session.late.push({ statement, checked, fresh });
  advance(history, session, statement.node, effects, changes);
  return { effects, found };
}

function applyRules(
  rules: readonly Rule[],
  { meet }: History,
  session: Session,
  statement: Statement,
  checked: CheckedStatement,
  known: Omit<RuleContext, 'reportedBefore'>,
): Finding[] {
  const { start, end } = statement;
  return rules.flatMap((rule) => {
    const context = { ...known, reportedBefore: session.reported.has(rule.id) };
    const message = rule.check(checked, context);
    if (message === null) return [];
    session.reported.add(rule.id);
    const finding = { rule, start, end, message };
    meet?.({ finding, statement, checked, context });
    return [finding];
  });
}

function contextOf(history: History, session: Session, start: number): Omit<RuleContext, 'reportedBefore'> {
  const { catalog, major, fileIsTransaction } = history;
  return {
    major,
    fileIsTransaction,
    isNew: (relation) => isNew(history, relation),
    isKnown: (name) => catalog.relations.get(name)?.assumed === false,
    exists: (name) => catalog.relations.has(name),
    isNewType: (name) => isNewType(history, name),
    isSchemaUsed: (name) => isSchemaUsed(history, name),
    indexesOn: (relation) => indexesOn(catalog, relation),
    transaction: session.transaction,
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
  const isVoid = !session.transaction && changes.some(({ kind }) => kind === 'set local');
  if (!isVoid) replay(node, history.catalog);
  if (typeOf(node) === 'TransactionStmt') {
    control(session, fieldsOf(node), history);
    return;
  }
  if (!session.transaction) return;
  session.transaction.changes.push(...changes);
  const { held } = session.transaction;
  for (const { relation, mode } of seen) held.set(relation, strongest(mode, held.get(relation) ?? mode));
}

const endsTransaction = (node: Node): boolean =>
  typeOf(node) === 'TransactionStmt' && /_(?:COMMIT|ROLLBACK|PREPARE)$/.test(textOf(fieldsOf(node)['kind']));

// A savepoint that is rolled back gives back the locks taken after it.
function control(session: Session, { kind, savepoint_name: savepoint }: Node, history: History): void {
  const name = textOf(savepoint);
  switch (textOf(kind).replace('TRANS_STMT_', '')) {
    case 'BEGIN':
    case 'START':
      session.transaction ??= begun();
      break;
    case 'COMMIT':
    case 'ROLLBACK':
    case 'PREPARE':
      session.transaction = null;
      for (const setting of ['lock_timeout', 'statement_timeout'])
        if (history.catalog.settings.get(`local ${setting}`)) history.catalog.settings.delete(setting);
      break;
    case 'SAVEPOINT':
      session.savepoints.push({ name, held: new Map(session.transaction?.held) });
      break;
    case 'ROLLBACK_TO': {
      const saved = session.savepoints.findLast((point) => point.name === name);
      if (!saved || !session.transaction) break;
      session.transaction.held.clear();
      for (const [relation, mode] of saved.held) session.transaction.held.set(relation, mode);
    }
  }
}
