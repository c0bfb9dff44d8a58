import type { TypeFamily } from '../ir/column-type.ts';
import type { Expression } from './expression.ts';
import type { Value } from './value.ts';

/**
 * Rows numbered from here on are rows of a test. Their values are far from those of rows below, which fill a
 * database, so that the two never collide.
 */
export const PROBE = 1_000_000;

/** A row number as a count from 0, and whether the row is a test's (`probe`). */
export const laneOf = (n: number): { readonly index: number; readonly probe: boolean } =>
  n >= PROBE ? { index: n - PROBE, probe: true } : { index: n, probe: false };

export type Lane = ReturnType<typeof laneOf>;

export type Present = Exclude<Value, null>;

/** What the values of a column are made from. */
export interface Facts {
  readonly family: TypeFamily;
  readonly modifiers: readonly number[];
  readonly labels: readonly string[];
  readonly word: string;
  readonly constants: readonly Exclude<Value, null>[];
  readonly patterns: Expression['patterns'];
  readonly free: boolean;
  /** Whether a rule compares the column with the current time. */
  readonly clock: boolean;
}
