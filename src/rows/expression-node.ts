import { type Fields, namesOf, type Tree } from '../sql/node.ts';
import { operate } from './operators.ts';
import { Undecided } from './undecided.ts';
import { compare, type Value } from './value.ts';

// For the compiler of expressions: what it reads from single nodes, and what it computes from single values.

export const lastName = (value: unknown): string => namesOf(value).at(-1) ?? '';

export function constantOf({ isnull, ival, fval, boolval, sval }: Fields<'A_Const'>): Value {
  if (isnull === true) return null;
  if (ival) return ival.ival ?? 0;
  if (fval) return Number(fval.fval);
  if (boolval) return boolval.boolval === true;
  if (sval) return sval.sval ?? '';
  throw new Undecided('a bit string has no evaluator');
}

export const isTrue = (node: Tree | undefined): boolean => node?.A_Const?.boolval?.boolval === true;

/** `nullif(current_setting('…', true), '')`: NULL while the setting is unset or empty. */
export function isSettingOrNull({ A_Expr: operator }: Tree): boolean {
  if (operator?.kind !== 'AEXPR_NULLIF') return false;
  const call = operator.lexpr?.FuncCall;
  const other = operator.rexpr?.A_Const;
  const isEmpty = other !== undefined && constantOf(other) === '';
  return (
    isEmpty && call !== undefined && lastName(call.funcname) === 'current_setting' && isTrue(call.args?.[1])
  );
}

export const negate = (value: Value): Value => (typeof value === 'boolean' ? !value : null);

export function extreme(values: readonly Value[], sign: number): Value {
  const present = values.filter((value) => value !== null);
  return present.reduce<Value>((best, value) => {
    if (best === null) return value;
    const order = compare(value, best);
    if (order === undefined) throw new Undecided('values of two types are compared');
    return order * sign > 0 ? value : best;
  }, null);
}

export function distinct(a: Value, b: Value): boolean {
  if (a === null || b === null) return a !== b;
  return operate('=', a, b) !== true;
}

export function quantified(any: boolean, operator: string, left: Value, right: Value): Value {
  if (right === null || typeof right !== 'object' || right.kind !== 'list')
    throw new Undecided('ANY wants an array');
  const answers = right.items.map((item) => operate(operator, left, item));
  if (answers.includes(any)) return any;
  return answers.includes(null) ? null : !any;
}
