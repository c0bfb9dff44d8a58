import type { Change } from '../locks/change-kind.ts';
import type { Effects } from '../locks/effects.ts';
import { adopt, replay } from '../replay/replay.ts';
import { strongest } from '../sql/lock.ts';
import { fieldsOf, type Tree, typeOf } from '../sql/node.ts';
import type { History, LateStatement } from './history.ts';
import { isNew } from './rule-facts.ts';
import type { Section } from './runners/runner.ts';
import { control, keepSetting, type TransactionState, transactionsIn } from './transactions.ts';

/** The connection that runs one file: its transaction, and what was reported of it so far. */
export interface Session {
  /** Statements of which late rules are asked. */
  readonly late: LateStatement[];
  /** Everything changed by the file so far. */
  readonly changes: Change[];
  /** Relations that a statement of the file has written rows of. */
  readonly written: Set<string>;
  /** Whether the file has no other statement than the one at hand. */
  isAlone: boolean;
  /** While late rules are asked: what was new when their statement was met. */
  fresh: ReadonlySet<string> | null;
  readonly transactions: TransactionState;
  readonly mayHaveLongNames: boolean;
  /** The statement and the rule that are at hand. */
  at: number;
  asked: string;
  readonly reported: Set<string>;
}

export const newSession = (sections: readonly Section[], mayHaveLongNames: boolean): Session => ({
  transactions: transactionsIn(sections),
  mayHaveLongNames,
  fresh: null,
  at: 0,
  asked: '',
  reported: new Set(),
  late: [],
  changes: [],
  written: new Set(),
  isAlone: false,
});

/** Brings the history and the session to where a statement leaves them. */
export function advance(
  history: History,
  session: Session,
  node: Tree,
  effects: Effects,
  changes: readonly Change[],
): void {
  const seen = effects.locks.filter(({ relation }) => !isNew(history, relation));
  adopt(history.catalog, history.assumed);
  history.assumed.clear();
  // PostgreSQL warns, and sets nothing.
  const { open } = session.transactions;
  const isVoid = !open && changes.some(({ kind }) => kind === 'set local');
  if (!isVoid) {
    keepSetting(session.transactions, node, history.catalog);
    replay(node, history.catalog);
  }
  session.changes.push(...changes);
  for (const { relation, mode } of effects.locks)
    if (mode === 'RowExclusiveLock') session.written.add(relation);
  if (typeOf(node) === 'TransactionStmt') {
    control(session.transactions, fieldsOf(node), session.at, history.catalog);
    return;
  }
  if (!open) return;
  open.changes.push(...changes);
  for (const { relation, mode } of seen)
    open.held.set(relation, strongest(mode, open.held.get(relation) ?? mode));
  if (seen.length > 0) open.told = null;
}
