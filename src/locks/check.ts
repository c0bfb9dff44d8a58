import type { LockMode } from '../sql/lock.ts';
import { strongest } from '../sql/lock.ts';
import { fieldsOf, type Node, textOf, typeOf } from '../sql/node.ts';
import { readScript, type ScriptProblem, type Statement } from '../sql/script.ts';
import type { Catalog, Relation, UserType } from './catalog.ts';
import { emptyCatalog } from './catalog.ts';
import { changesOf } from './change.ts';
import type { Change, ChangeKind } from './change-kind.ts';
import type { Effects, OtherLock } from './effects.ts';
import { predict } from './predict.ts';
import { adopt, replay } from './replay.ts';
import type { CheckedStatement, Finding, Rule, RuleContext } from './rule.ts';
import { contextOf } from './rule-context.ts';
import { hasConstant, isNew, longNames } from './rule-facts.ts';
import { suppress } from './suppression.ts';
import { wordingOf } from './wording.ts';

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
  /** Findings that a later file may still settle. */
  readonly open: OpenFinding[];
}

/** A finding of a file that was returned already. */
interface OpenFinding {
  readonly of: Finding;
  /** The findings of its file, from which it is taken once it is settled. */
  readonly among: Finding[];
  readonly late: LateStatement;
}

interface LateStatement {
  readonly statement: Statement;
  readonly checked: CheckedStatement;
  /** What was new when the statement was met: its name may stand for something else by the end. */
  readonly fresh: ReadonlySet<string>;
}

interface Session {
  /** Statements of which late rules are asked. */
  readonly late: LateStatement[];
  /** Everything changed by the file so far. */
  readonly changes: Change[];
  /** Whether the file has no other statement. */
  readonly isAlone: boolean;
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
  return { catalog, before, assumed: new Map(), open: [], ruleIds, ...options };
}

/**
 * Checks the next file of a history, in a session of its own, and carries its effect on. What settles a finding of an
 * earlier file takes it out of the findings that were returned for that one.
 */
export function checkFile(history: History, text: string): CheckedFile {
  resetSession(history.catalog);
  const { statements, problems } = readScript(text);
  const session: Session = {
    transaction: history.fileIsTransaction ? begun() : null,
    savepoints: [],
    reported: new Set(),
    late: [],
    changes: [],
    isAlone: statements.length === 1,
    lastEnd: statements.findLast(({ node }) => endsTransaction(node))?.start ?? -1,
  };
  const findings: Finding[] = [];
  const checked = statements.map((statement) => {
    const { effects, found } = checkStatement(history, session, statement, text);
    findings.push(...found);
    return { statement, effects, held: heldBy(session) };
  });
  for (const late of session.late) findings.push(...askLate(history, session, late));
  findings.sort((a, b) => a.start - b.start);
  const kept = [...suppress(text, statements, findings, history)];
  settle(history, session);
  leaveOpen(history, session, kept);
  return { text, statements: checked, findings: kept, problems };
}

function askLate(
  history: History,
  session: Session,
  { statement, checked, fresh }: LateStatement,
): Finding[] {
  const rules = history.rules.filter((rule) => checked.changes.some(({ kind }) => isLateFor(rule, kind)));
  const context = {
    ...contextOf(history, session, statement.start),
    isNew: (name: string) => fresh.has(name),
  };
  return applyRules(rules, session, statement, checked, context);
}

const isLateFor = ({ late }: Rule, kind: ChangeKind): boolean => late?.includes(kind) ?? false;

/** Takes back what the file that was just read has put right. */
function settle(history: History, session: Session): void {
  for (const open of history.open.splice(0)) {
    const stays = askLate(history, session, open.late).some(({ rule }) => rule === open.of.rule);
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
    ...wordingOf(statement.node, catalog),
  };
  const now = history.rules.filter((rule) => !rule.late);
  const context = contextOf(history, session, statement.start);
  const found = applyRules(now, session, statement, checked, context);
  const fresh = new Set(changes.map(({ relation }) => relation).filter(context.isNew));
  if (history.rules.some((rule) => changes.some(({ kind }) => isLateFor(rule, kind))))
    session.late.push({ statement, checked, fresh });
  advance(history, session, statement.node, effects, changes);
  return { effects, found };
}

function applyRules(
  rules: readonly Rule[],
  session: Session,
  statement: Statement,
  checked: CheckedStatement,
  context: Omit<RuleContext, 'reportedBefore'>,
): Finding[] {
  const { start, end } = statement;
  // Two for all rules: a context for each would cost more than most rules do.
  const first = { ...context, reportedBefore: false };
  const again = { ...context, reportedBefore: true };
  const found: Finding[] = [];
  for (const rule of rules) {
    const message = rule.check(checked, session.reported.has(rule.id) ? again : first);
    if (message === null) continue;
    session.reported.add(rule.id);
    found.push({ rule, start, end, message });
  }
  return found;
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
  session.changes.push(...changes);
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
