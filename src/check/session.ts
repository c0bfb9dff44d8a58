import type { Change } from '../locks/change-kind.ts';
import type { Effects } from '../locks/effects.ts';
import { adopt, replay } from '../replay/replay.ts';
import { strongest } from '../sql/lock.ts';
import { as, type Tree } from '../sql/node.ts';
import type { History, LateStatement } from './history.ts';
import { isNew } from './rule-facts.ts';
import type { Section } from './runners/runner.ts';
import { control, keepSetting, type TransactionState, transactionsIn } from './transactions.ts';

/** The session that runs one file: its transactions, and what was reported so far. */
export interface Session {
  /** Statements about which late rules will be asked. */
  readonly late: LateStatement[];
  /** Everything that the file has changed so far. */
  readonly changes: Change[];
  /** Relations into which a statement of the file may have written rows. */
  readonly written: Set<string>;
  /** Whether the current statement is the file's only one. */
  isAlone: boolean;
  /** While late rules are asked about a statement: the relations that were new at that statement. */
  fresh: ReadonlySet<string> | null;
  readonly transactions: TransactionState;
  readonly mayHaveLongNames: boolean;
  /** Where the current statement begins, and the rule that is being asked. */
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

/** Brings the history and the session to the state after a statement. */
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
  // SET LOCAL outside a transaction: PostgreSQL only warns, and sets nothing.
  const { open } = session.transactions;
  const isVoid = !open && changes.some(({ kind }) => kind === 'set local');
  if (!isVoid) {
    keepSetting(session.transactions, node, history.catalog);
    replay(node, history.catalog);
  }
  session.changes.push(...changes);
  for (const { relation, mode } of effects.locks)
    if (mode === 'RowExclusiveLock') session.written.add(relation);
  const transaction = as(node, 'TransactionStmt');
  if (transaction) {
    control(session.transactions, transaction, session.at, history.catalog);
    return;
  }
  if (!open) return;
  open.changes.push(...changes);
  for (const { relation, mode } of seen)
    open.held.set(relation, strongest(mode, open.held.get(relation) ?? mode));
  if (seen.length > 0) open.told = null;
}
