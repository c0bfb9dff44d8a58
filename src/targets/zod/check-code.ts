import { familyOf, parseColumnType } from '../../ir/column-type.ts';
import type { CheckConstraint, ColumnObject } from '../../ir/schema.ts';
import { readExpression } from '../../rows/expression.ts';
import { readPattern } from '../../rows/pattern.ts';
import { answer, scopeOf } from '../../rows/rules.ts';
import { type Fields, listOf, namesOf, type Tree, typed } from '../../sql/node.ts';
import { parseSql } from '../../sql/parser.ts';
import { quoted } from '../rows/names.ts';

/** JavaScript code for a part of a check, and the type of its value. */
interface Code {
  readonly js: string;
  readonly type: 'boolean' | 'number' | 'text';
}

/**
 * A check over one column as a JavaScript predicate. It gives PostgreSQL's answer for every value of the column.
 * `null` when no such predicate exists: for other columns, collations, time, NaN, and numbers that a double can't
 * tell apart.
 */
export function checkCode(check: CheckConstraint, column: ColumnObject): string | null {
  const expression = readExpression(check.expression);
  if ('unsupported' in expression || expression.columns.some((name) => name !== column.name)) return null;
  if (!expression.columns.includes(column.name)) return null;
  // A NULL passes unless the check says otherwise. The predicate is never called with one.
  if (!column.notNull && answer(expression, scopeOf(new Map())) === false) return null;
  const code = translate(rootOf(check.expression), subjectOf(column));
  return code?.type === 'boolean' ? `(value) => ${code.js}` : null;
}

const rootOf = (expression: string): Tree =>
  listOf(parseSql(`select (${expression}\n)`)[0]?.stmt.SelectStmt?.targetList)[0]?.ResTarget?.val ?? {};

/** The column's value as JavaScript that compares as in PostgreSQL; `null` when no JavaScript does. */
function subjectOf(column: ColumnObject): Code | null {
  const { modifiers } = parseColumnType(column.type);
  switch (familyOf(column)) {
    case 'int2':
    case 'int4':
      return { js: 'value', type: 'number' };
    case 'int8':
      return { js: 'Number(value)', type: 'number' };
    case 'numeric':
      // PostgreSQL's NaN is greater than every number, JavaScript's is not.
      return modifiers[0] !== undefined && modifiers[0] <= 15
        ? { js: "(value === 'NaN' ? Infinity : Number(value))", type: 'number' }
        : null;
    case 'text':
    case 'enum':
      return { js: 'value', type: 'text' };
    default:
      return null;
  }
}

const nameOf = (value: unknown): string => namesOf(value).at(-1) ?? '';

function translate(node: Tree | undefined, subject: Code | null): Code | null {
  const [kind, inner] = typed(node ?? {});
  switch (kind) {
    case 'ColumnRef':
      return subject;
    case 'A_Const':
      return constant(inner);
    case 'BoolExpr':
      return connective(inner, subject);
    case 'NullTest':
      return { js: String(inner.nulltesttype !== 'IS_NULL'), type: 'boolean' };
    case 'FuncCall':
      return lengthOf(inner, subject);
    case 'TypeCast':
      return castOf(inner, subject);
    case 'A_Expr':
      return operator(inner, subject);
    default:
      return null;
  }
}

function constant({ sval, ival, fval }: Fields<'A_Const'>): Code | null {
  if (sval) return { js: quoted(sval.sval ?? ''), type: 'text' };
  const number = ival ? (ival.ival ?? 0) : Number(fval?.fval);
  const exact = Math.abs(number) < 2 ** 52 && (fval?.fval ?? '').length <= 16;
  return exact ? { js: String(number), type: 'number' } : null;
}

function connective({ args, boolop }: Fields<'BoolExpr'>, subject: Code | null): Code | null {
  const all = listOf(args).map((arg) => translate(arg, subject));
  const parts = all.flatMap((arg) => (arg?.type === 'boolean' ? [arg.js] : []));
  if (parts.length < all.length) return null;
  if (boolop === 'NOT_EXPR') return { js: `!(${parts[0]})`, type: 'boolean' };
  return { js: `(${parts.join(boolop === 'AND_EXPR' ? ' && ' : ' || ')})`, type: 'boolean' };
}

/** Casts without an effect, as a catalog prints them: `(code)::text`, `'a'::text`, `(0)::numeric`. */
function castOf({ typeName: type, arg: inner }: Fields<'TypeCast'>, subject: Code | null): Code | null {
  const arg = translate(inner, subject);
  if (type?.arrayBounds !== undefined || (type?.typmods !== undefined && arg?.type === 'text')) return null;
  const name = nameOf(type?.names);
  if (arg?.type === 'text') return name === 'text' || name === 'varchar' ? arg : null;
  return arg?.type === 'number' && name === 'numeric' ? arg : null;
}

function lengthOf({ funcname, args }: Fields<'FuncCall'>, subject: Code | null): Code | null {
  const known = ['length', 'char_length', 'character_length'].includes(nameOf(funcname));
  const text = known ? translate(args?.[0], subject) : null;
  return text?.type === 'text' ? { js: `[...${text.js}].length`, type: 'number' } : null;
}

const COMPARISONS: Readonly<Record<string, string>> = {
  '=': '===',
  '<>': '!==',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function operator(node: Fields<'A_Expr'>, subject: Code | null): Code | null {
  const name = nameOf(node.name);
  const left = translate(node.lexpr, subject);
  const right = node.rexpr;
  if (!left) return null;
  switch (node.kind) {
    case 'AEXPR_OP':
      return name.includes('~')
        ? pattern(name, left, right)
        : comparison(name, left, translate(right, subject));
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return pattern(name, left, right);
    case 'AEXPR_IN':
      return membership(name, left, right, subject);
    case 'AEXPR_BETWEEN':
      return between(left, right, subject);
    case 'AEXPR_OP_ANY':
      return name === '=' ? oneOf(left, arrayItems(right), subject) : null;
    default:
      return null;
  }
}

function comparison(name: string, left: Code, right: Code | null): Code | null {
  const js = COMPARISONS[name];
  if (!js || !right || left.type !== right.type) return null;
  // The order of texts depends on the collation. Only equality is the same everywhere.
  if (left.type === 'text' && name !== '=' && name !== '<>') return null;
  return { js: `${left.js} ${js} ${right.js}`, type: 'boolean' };
}

function membership(name: string, left: Code, right: Tree | undefined, subject: Code | null): Code | null {
  const found = oneOf(left, listOf(right?.List?.items), subject);
  return found && name !== '=' ? { ...found, js: `!${found.js}` } : found;
}

/** The items of `ARRAY[…]`, with or without a cast of the whole. */
const arrayItems = (node: Tree | undefined): readonly Tree[] =>
  listOf((node?.TypeCast?.arg ?? node)?.A_ArrayExpr?.elements);

function oneOf(left: Code, nodes: readonly Tree[], subject: Code | null): Code | null {
  const items = nodes.map((item) => translate(item, subject));
  if (items.length === 0) return null;
  const known = items.flatMap((item) => (item?.type === left.type ? [item.js] : []));
  if (known.length < items.length) return null;
  const list =
    left.type === 'text' ? `([${known.join(', ')}] as readonly string[])` : `[${known.join(', ')}]`;
  return { js: `${list}.includes(${left.js})`, type: 'boolean' };
}

function between(left: Code, right: Tree | undefined, subject: Code | null): Code | null {
  const [low, high] = listOf(right?.List?.items).map((item) => translate(item, subject));
  if (left.type !== 'number' || low?.type !== 'number' || high?.type !== 'number') return null;
  return { js: `${left.js} >= ${low.js} && ${left.js} <= ${high.js}`, type: 'boolean' };
}

function pattern(name: string, left: Code, right: Tree | undefined): Code | null {
  const text = (right?.TypeCast?.arg ?? right)?.A_Const?.sval?.sval;
  if (left.type !== 'text' || text === undefined || name.endsWith('*')) return null;
  const regex = readPattern(name.includes('~~') ? 'like' : 'regex', text, false);
  return regex && { js: `${name.startsWith('!') ? '!' : ''}${regex}.test(${left.js})`, type: 'boolean' };
}
