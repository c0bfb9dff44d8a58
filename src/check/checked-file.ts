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

/** What a transaction holds when it ends, all of it at once: the statements of one transaction release nothing. */
export interface HeldTogether {
  /** Its first and last statement, counted from 0. */
  readonly from: number;
  readonly to: number;
  readonly held: readonly HeldLock[];
}

export interface HeldLock {
  readonly relation: string;
  readonly mode: LockMode;
  /** The statement that took it in this mode. */
  readonly since: number;
  /** From there to the end; `null` where nothing is known of it. */
  readonly seconds: Seconds | null;
}
