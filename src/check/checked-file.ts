import type { Impact } from '../impact/impact.ts';
import type { Seconds } from '../impact/throughput.ts';
import type { Change } from '../locks/change-kind.ts';
import type { Effects, OtherLock } from '../locks/effects.ts';
import type { LockMode } from '../sql/lock.ts';
import type { ScriptProblem, Statement } from '../sql/script.ts';
import type { Finding } from './rule.ts';
import type { Section } from './runners/runner.ts';

/** One statement of a file, checked. */
export interface CheckedPart {
  /** Without its tree, to save memory: a long history keeps only what a report shows. */
  readonly statement: Omit<Statement, 'node'>;
  readonly effects: Effects;
  /**
   * The locks that its transaction holds after it, the strongest mode on each relation; `null` outside a transaction.
   */
  readonly held: readonly OtherLock[] | null;
  /** The number of its transaction within the file, from 0. */
  readonly transaction: number | null;
  readonly changes: readonly Change[];
  /** Whom the statement blocks and for how long; `null` without statistics. */
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
  /** Places (`placeOf`) of the findings for which a rule offers a rewrite; absent when that was not asked. */
  readonly fixable?: ReadonlySet<string>;
}

/** The locks that a transaction holds together when it ends: nothing releases them before. */
export interface HeldTogether {
  /** Its first and last statement, counted from 0. */
  readonly from: number;
  readonly to: number;
  readonly held: readonly HeldLock[];
}

export interface HeldLock {
  readonly relation: string;
  readonly mode: LockMode;
  /** The statement that took the lock in this mode, counted from 0. */
  readonly since: number;
  /**
   * How long it is held, from that statement to the end of the transaction; `null` when nothing is known about it.
   */
  readonly seconds: Seconds | null;
}
