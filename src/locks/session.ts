import type { LockMode } from '../sql/lock.ts';
import { strongest } from '../sql/lock.ts';
import { fieldsOf, type Node, textOf, typeOf } from '../sql/node.ts';
import type { Statement } from '../sql/script.ts';
import type { Catalog } from './catalog.ts';
import type { Change } from './change-kind.ts';
import type { History } from './check.ts';
import type { Effects, OtherLock } from './effects.ts';
import { adopt, replay } from './replay.ts';
import type { CheckedStatement } from './rule.ts';
import { isNew } from './rule-facts.ts';

/** A statement that some rules are asked about when more of the history has been read. */
export interface LateStatement {
  readonly statement: Statement;
  readonly checked: CheckedStatement;
  /** What was new when the statement was met: its name may stand for something else by the end. */
  readonly fresh: ReadonlySet<string>;
}

/** The connection that runs one file: its transaction, and what was reported of it so far. */
export interface Session {
  /** Statements of which late rules are asked. */
  readonly late: LateStatement[];
  /** Everything changed by the file so far. */
  readonly changes: Change[];
  /** Whether the file has no other statement than the one at hand. */
  isAlone: boolean;
  /** Where the statement begins that opened the transaction at hand; -1 where none of the file did. */
  openedAt: number;
  /** While late rules are asked: what was new when their statement was met. */
  fresh: ReadonlySet<string> | null;
  transaction: { readonly held: Map<string, LockMode>; readonly changes: Change[] } | null;
  /** The locks that were last told, until they change. */
  told: readonly OtherLock[] | null;
  /** The statement and the rule that are at hand. */
  at: number;
  asked: string;
  readonly savepoints: { readonly name: string; readonly held: ReadonlyMap<string, LockMode> }[];
  readonly reported: Set<string>;
}

export const newSession = (fileIsTransaction: boolean): Session => ({
  transaction: fileIsTransaction ? begun() : null,
  fresh: null,
  told: null,
  at: 0,
  asked: '',
  savepoints: [],
  reported: new Set(),
  late: [],
  changes: [],
  isAlone: false,
  openedAt: -1,
});

// What SET and PREPARE left behind ends with the connection.
export function resetSession(catalog: Catalog): void {
  catalog.searchPath = ['public'];
  catalog.settings.clear();
  catalog.prepared.clear();
}

/** What its transaction holds by now; `null` outside a transaction block. */
export function heldBy(session: Session): readonly OtherLock[] | null {
  if (!session.transaction) return null;
  session.told ??= [...session.transaction.held]
    .map(([relation, mode]) => ({ relation, mode }))
    .sort((a, b) => (a.relation < b.relation ? -1 : 1));
  return session.told;
}

const begun = (): NonNullable<Session['transaction']> => ({ held: new Map(), changes: [] });

/** Brings the history and the session to where a statement leaves them. */
export function advance(
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
    session.told = null;
    return;
  }
  if (!session.transaction) return;
  session.transaction.changes.push(...changes);
  const { held } = session.transaction;
  for (const { relation, mode } of seen) held.set(relation, strongest(mode, held.get(relation) ?? mode));
  if (seen.length > 0) session.told = null;
}

// A savepoint that is rolled back gives back the locks taken after it.
function control(session: Session, { kind, savepoint_name: savepoint }: Node, history: History): void {
  const name = textOf(savepoint);
  switch (textOf(kind).replace('TRANS_STMT_', '')) {
    case 'BEGIN':
    case 'START':
      if (!session.transaction) session.openedAt = session.at;
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
