import { namesOf } from '../sql/node.ts';
import { operate } from './operators.ts';
import { Undecided } from './undecided.ts';
import { compare, type Value } from './value.ts';

// For the compiler of expressions: what it reads from single nodes, and what it computes from single values.

export type Node = Readonly<Record<string, unknown>>;

export const nodesOf = (value: unknown): readonly Node[] => (value ?? []) as readonly Node[];
export const lastName = (value: unknown): string => namesOf(value).at(-1) ?? '';

export function constantOf(node: Node): Value {
  if (node['isnull'] === true) return null;
  const part = (kind: string): Node | undefined => node[kind] as Node | undefined;
  if (part('ival')) return Number(part('ival')?.['ival'] ?? 0);
  if (part('fval')) return Number(part('fval')?.['fval']);
  if (part('boolval')) return part('boolval')?.['boolval'] === true;
  if (part('sval')) return String(part('sval')?.['sval'] ?? '');
  throw new Undecided('a bit string has no evaluator');
}

export const isTrue = (node: Node | undefined): boolean => {
  const constant = node?.['A_Const'] as Node | undefined;
  return (constant?.['boolval'] as Node | undefined)?.['boolval'] === true;
};

/** `nullif(current_setting('…', true), '')`: NULL while the setting is unset or empty. */
export function isSettingOrNull(node: Node): boolean {
  const operator = node['A_Expr'] as Node | undefined;
  if (operator?.['kind'] !== 'AEXPR_NULLIF') return false;
  const call = (operator['lexpr'] as Node)['FuncCall'] as Node | undefined;
  const other = (operator['rexpr'] as Node)['A_Const'] as Node | undefined;
  const isEmpty = other !== undefined && constantOf(other) === '';
  return (
    isEmpty &&
    call !== undefined &&
    lastName(call['funcname']) === 'current_setting' &&
    isTrue(nodesOf(call['args'])[1])
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
