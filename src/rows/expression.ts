import { type ByName, entryOf, type Fields, fieldsOf, listOf, type Tree, typeOf } from '../sql/node.ts';
import { parseSql, SqlSyntaxError } from '../sql/parser.ts';
import { cast, isTextType } from './cast.ts';
import {
  constantOf,
  distinct,
  extreme,
  isSettingOrNull,
  isTrue,
  lastName,
  negate,
  quantified,
} from './expression-node.ts';
import { callFunction, isClock } from './functions.ts';
import { assertKnownOperator, matches, operate } from './operators.ts';
import { Raised, Undecided } from './undecided.ts';
import type { Value } from './value.ts';

/** What an expression is evaluated against. */
export interface Scope {
  column(name: string): Value;
  /** `current_setting(name, true)`: `null` when the setting isn't set. */
  setting(name: string): string | null;
  readonly user: string;
}

/** An SQL expression that can be evaluated here, without a server. */
export interface Expression {
  /** Columns it reads, in order of appearance. */
  readonly columns: readonly string[];
  /** The constants in it, after their casts. */
  readonly constants: readonly Exclude<Value, null>[];
  /** The right sides of `~`, `LIKE` and the like, with the kind of pattern. */
  readonly patterns: readonly { readonly kind: 'regex' | 'like'; readonly text: string }[];
  /** Settings it reads. */
  readonly settings: readonly string[];
  /** Whether its result depends on the current time. */
  readonly clock: boolean;
  /**
   * Whether PostgreSQL may raise an error for some values: the expression casts, divides, or reads a setting that
   * need not be set. The tenant policy's own `nullif(current_setting('…', true), '')::type` counts as not raising: it
   * does so only for a setting whose value isn't of the type.
   */
  readonly mayRaise: boolean;
  /** @throws {Undecided} when PostgreSQL's answer for these values isn't known here. */
  evaluate(scope: Scope): Value;
}

type Evaluate = (scope: Scope) => Value;

/** What the compiler collects while it reads an expression. */
interface Found {
  readonly columns: Set<string>;
  readonly constants: Exclude<Value, null>[];
  readonly patterns: { kind: 'regex' | 'like'; text: string }[];
  readonly settings: Set<string>;
  clock: boolean;
  mayRaise: boolean;
}

type Read = Expression | { readonly unsupported: string };

// Texts that were read already. Targets and samples ask for the same few again and again, and a parse takes a tenth
// of a millisecond.
const READ = new Map<string, Read>();

/** Reads an expression, or gives the reason why it can't be evaluated here. */
export function readExpression(sql: string): Read {
  const read = READ.get(sql) ?? readAnew(sql);
  READ.set(sql, read);
  return read;
}

function readAnew(sql: string): Read {
  const found: Found = {
    columns: new Set(),
    constants: [],
    patterns: [],
    settings: new Set(),
    clock: false,
    mayRaise: false,
  };
  try {
    const evaluate = compile(found, rootOf(sql));
    return { ...found, columns: [...found.columns], settings: [...found.settings], evaluate };
  } catch (error) {
    if (error instanceof Undecided || error instanceof SqlSyntaxError) return { unsupported: error.message };
    throw error;
  }
}

function rootOf(sql: string): Tree {
  const [statement, ...more] = parseSql(`select (${sql}\n)`);
  const [target, ...others] = listOf(statement?.stmt.SelectStmt?.targetList);
  if (!target || others.length > 0 || more.length > 0) throw new Undecided('it is more than one expression');
  return target.ResTarget?.val ?? {};
}

/** A compiler for each kind of node. An expression with any other node can't be evaluated here. */
const COMPILERS: ByName<[found: Found], Evaluate> = {
  A_Const: compileConstant,
  ColumnRef(found, { fields }) {
    const name = lastName(fields);
    found.columns.add(name);
    return (scope) => scope.column(name);
  },
  A_Expr: compileOperator,
  BoolExpr: compileBoolean,
  NullTest(found, { arg: tested, nulltesttype }) {
    const arg = compile(found, tested);
    const wanted = nulltesttype === 'IS_NULL';
    return (scope) => (arg(scope) === null) === wanted;
  },
  BooleanTest(found, { arg: tested, booltesttype }) {
    const arg = compile(found, tested);
    const test = String(booltesttype);
    const wanted = test.endsWith('TRUE') ? true : test.endsWith('FALSE') ? false : null;
    return (scope) => (arg(scope) === wanted) !== test.startsWith('IS_NOT');
  },
  FuncCall: compileCall,
  TypeCast: compileCast,
  CollateClause: (found, { arg }) => compile(found, arg),
  CoalesceExpr(found, { args }) {
    const parts = compileAll(found, args);
    return (scope) => firstOf(parts, scope, (value) => value !== null);
  },
  MinMaxExpr(found, { args, op }) {
    const parts = compileAll(found, args);
    const sign = op === 'IS_LEAST' ? -1 : 1;
    return (scope) =>
      extreme(
        parts.map((part) => part(scope)),
        sign,
      );
  },
  CaseExpr: compileCase,
  A_ArrayExpr(found, { elements }) {
    const items = compileAll(found, elements);
    return (scope) => ({ kind: 'list', items: items.map((item) => item(scope)) });
  },
  SQLValueFunction(found, { op }) {
    const name = String(op).replace('SVFOP_', '').toLowerCase();
    found.clock ||= isClock(name);
    return (scope) => (/user|role/.test(name) ? scope.user : callFunction(name, [], scope));
  },
};

function compile(found: Found, node: Tree = {}): Evaluate {
  const type = typeOf(node);
  const compiler = entryOf(COMPILERS, type);
  if (!compiler) throw new Undecided(`${type === '' ? 'an empty node' : type} has no evaluator`);
  return compiler(found, fieldsOf(node));
}

const compileAll = (found: Found, nodes: readonly Tree[] | undefined): readonly Evaluate[] =>
  listOf(nodes).map((node) => compile(found, node));

function compileConstant(found: Found, node: Fields<'A_Const'>): Evaluate {
  const value = constantOf(node);
  if (value !== null) found.constants.push(value);
  return () => value;
}

function compileBoolean(found: Found, node: Fields<'BoolExpr'>): Evaluate {
  const args = compileAll(found, node.args);
  if (node.boolop === 'NOT_EXPR') return (scope) => negate(args[0]?.(scope) ?? null);
  const decisive = node.boolop === 'OR_EXPR';
  return (scope) => firstOf(args, scope, (value) => value === decisive) ?? restOf(args, scope, decisive);
}

// The result of AND or OR when no part decides it (false for AND, true for OR): NULL if any part is NULL.
const restOf = (args: readonly Evaluate[], scope: Scope, decisive: boolean): Value =>
  args.some((arg) => arg(scope) === null) ? null : !decisive;

function firstOf(args: readonly Evaluate[], scope: Scope, wanted: (value: Value) => boolean): Value {
  for (const arg of args) {
    const value = arg(scope);
    if (wanted(value)) return value;
  }
  return null;
}

function compileCase(found: Found, node: Fields<'CaseExpr'>): Evaluate {
  const subject = node.arg ? compile(found, node.arg) : null;
  const arms = listOf(node.args).map(({ CaseWhen: when }) => ({
    test: compile(found, when?.expr),
    result: compile(found, when?.result),
  }));
  const otherwise = node.defresult ? compile(found, node.defresult) : () => null;
  const holds = (test: Evaluate, scope: Scope): boolean =>
    (subject ? operate('=', subject(scope), test(scope)) : test(scope)) === true;
  return (scope) => (arms.find(({ test }) => holds(test, scope))?.result ?? otherwise)(scope);
}

// Functions that raise an error for some arguments: a negative count, a divisor of zero, an unknown time zone.
const RAISING_FUNCTIONS: ReadonlySet<string> = new Set(['substring', 'substr', 'mod', 'timezone']);
const RAISING_OPERATORS: ReadonlySet<string> = new Set(['/', '%']);

function compileCall(found: Found, node: Fields<'FuncCall'>): Evaluate {
  const name = lastName(node.funcname);
  if (node.over || node.agg_star) throw new Undecided(`${name}() over many rows has no evaluator`);
  const before = found.constants.length;
  const args = compileAll(found, node.args);
  if (name === 'current_setting') {
    const [setting] = found.constants.slice(before);
    found.settings.add(String(setting));
    const missingOk = isTrue(node.args?.[1]);
    found.mayRaise ||= !missingOk;
    return (scope) => {
      const value = scope.setting(String(args[0]?.(scope)));
      if (value === null && !missingOk) throw new Raised(`${setting} is not set`);
      return value;
    };
  }
  callFunction.assertKnown(name);
  found.clock ||= isClock(name);
  found.mayRaise ||= RAISING_FUNCTIONS.has(name);
  return (scope) =>
    callFunction(
      name,
      args.map((arg) => arg(scope)),
      scope,
    );
}

function compileCast(found: Found, { typeName: type, arg = {} }: Fields<'TypeCast'>): Evaluate {
  const target = { name: lastName(type?.names), array: type?.arrayBounds !== undefined };
  const inner = compile(found, arg);
  if (!arg.A_Const) {
    found.mayRaise ||= target.array || !(isTextType(target.name) || isSettingOrNull(arg));
    return (scope) => cast(inner(scope), target);
  }
  // `DATE '1900-01-01'` is a constant of its own: candidates need the date, not its text.
  const value = cast(constantOf(arg.A_Const), target);
  found.constants.pop();
  if (value !== null) found.constants.push(value);
  return () => value;
}

function compileOperator(found: Found, node: Fields<'A_Expr'>): Evaluate {
  const { kind = '', lexpr, rexpr } = node;
  const name = lastName(node.name);
  const left = lexpr ? compile(found, lexpr) : () => null;
  if (kind === 'AEXPR_IN' || kind.includes('BETWEEN'))
    return compileList(found, kind, name, left, rexpr?.List?.items);
  const before = found.constants.length;
  const other = compile(found, rexpr);
  notePattern(name, found, before);
  switch (kind) {
    case 'AEXPR_OP':
      assertKnownOperator(name);
      found.mayRaise ||= RAISING_OPERATORS.has(name);
      if (!lexpr) return (scope) => operate(name, 0, other(scope));
      return (scope) => operate(name, left(scope), other(scope));
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return (scope) => matches(name, left(scope), other(scope));
    case 'AEXPR_NULLIF':
      return (scope) => (operate('=', left(scope), other(scope)) === true ? null : left(scope));
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT':
      return (scope) => distinct(left(scope), other(scope)) === (kind === 'AEXPR_DISTINCT');
    case 'AEXPR_OP_ANY':
    case 'AEXPR_OP_ALL':
      return (scope) => quantified(kind === 'AEXPR_OP_ANY', name, left(scope), other(scope));
    default:
      throw new Undecided(`${kind} has no evaluator`);
  }
}

// A pattern must not become a candidate value: takes it out of the constants.
function notePattern(operator: string, found: Found, before: number): void {
  if (!operator.includes('~')) return;
  const [text] = found.constants.splice(before);
  const kind = operator.includes('~~') ? 'like' : 'regex';
  if (typeof text === 'string') found.patterns.push({ kind, text });
}

function compileList(
  found: Found,
  kind: string,
  name: string,
  left: Evaluate,
  right: readonly Tree[] | undefined,
): Evaluate {
  const items = compileAll(found, right);
  const all = (scope: Scope): readonly Value[] => items.map((item) => item(scope));
  if (kind === 'AEXPR_IN') {
    return (scope) => quantified(name === '=', name, left(scope), { kind: 'list', items: all(scope) });
  }
  const inside: Evaluate = (scope) => {
    const [value, [low = null, high = null]] = [left(scope), all(scope)];
    const bounds: Value[] = [operate('>=', value, low), operate('<=', value, high)];
    return bounds.includes(false) ? false : bounds.includes(null) ? null : true;
  };
  if (kind === 'AEXPR_BETWEEN') return inside;
  if (kind === 'AEXPR_NOT_BETWEEN') return (scope) => negate(inside(scope));
  throw new Undecided('BETWEEN SYMMETRIC has no evaluator');
}
