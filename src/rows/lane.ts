import type { TypeFamily } from '../ir/column-type.ts';
import type { Expression } from './expression.ts';
import type { Value } from './value.ts';

/**
 * Row numbers from here on give values far from those below, so that a test's rows meet no filled ones.
 */
export const PROBE = 1_000_000;

/** A row number as a small count and the lane it belongs to. */
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
  /** Whether a rule compares it with the time it is. */
  readonly clock: boolean;
}
