import type { Code } from '../../base/codes.ts';
import type { Span } from '../../base/span.ts';
import { closest } from '../../base/suggest.ts';
import { depthOf, type Fields, listOf, type Tree, walk } from '../../sql/node.ts';
import { parseSql, SqlSyntaxError } from '../../sql/parser.ts';
import { type Compilation, report, type TableDraft } from './compilation.ts';

/** Where an expression stands: this decides what it may contain. */
export interface Place {
  /** The table whose columns the expression may name; `null` when PostgreSQL allows no column, as in a default. */
  readonly table: TableDraft | null;
  readonly subqueries: boolean;
  /** The word for the expression in messages: `check`. */
  readonly what: string;
}

/**
 * The trimmed expression, when PostgreSQL's parser reads it as exactly one expression and every column in it exists.
 * This is the only place where the user's raw SQL enters the output.
 *
 * @returns `null` after a diagnostic was reported.
 */
export function checkExpression(
  compilation: Compilation,
  written: string,
  span: Span,
  place: Place,
): string | null {
  const expression = written.trim();
  const tree = parseExpression(expression);
  if (typeof tree === 'string') {
    return report(
      compilation,
      'INVALID_EXPRESSION',
      span,
      `The ${place.what} expression is not one SQL expression: ${tree}.`,
      'Write a single short expression, without semicolon or comment.',
    );
  }
  return checkTree(compilation, tree, span, place) ? expression : null;
}

// Limits against stack overflow: PostgreSQL's parser writes its tree by recursion, much of our code walks it by
// recursion, and a chain of operators is as deep as it is long. Expressions that people write stay far below both
// limits.
const MAX_CHARACTERS = 10_000;
const MAX_DEPTH = 200;

// Parsed twice. Without parentheses, so that the expression can't close one that it did not open; and within
// parentheses, so that a comment at its end can't swallow what follows.
function parseExpression(expression: string): Tree | string {
  const known = PARSED.get(expression);
  if (known !== undefined) return known;
  const parsed = parseAnew(expression);
  PARSED.set(expression, parsed);
  return parsed;
}

// Results of earlier parses. All tables of a tenant have the same policies, and each parse takes a quarter of a
// millisecond.
const PARSED = new Map<string, Tree | string>();

function parseAnew(expression: string): Tree | string {
  if (expression === '') return 'it is empty';
  if (expression.length > MAX_CHARACTERS) return `it is longer than ${MAX_CHARACTERS} characters`;
  try {
    const bare = soleTarget(`SELECT ${expression}`);
    const wrapped = soleTarget(`SELECT (${expression})`);
    if (!bare || !wrapped) return 'it holds more than an expression';
    return depthOf(bare) > MAX_DEPTH ? `it is nested deeper than ${MAX_DEPTH} levels` : bare;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error.message;
    throw error;
  }
}

/** One key of an index: a column or an expression, whatever its order and operator class are. */
export type IndexKey = { readonly column: string } | { readonly column: null; readonly expression: Tree };

/** Reads `created_at DESC`, `lower(email) text_pattern_ops`. `null` when the text is not exactly one key. */
export function parseKey(written: string): IndexKey | null {
  if (written.length > MAX_CHARACTERS) return null;
  try {
    const [statement, ...more] = parseSql(`CREATE INDEX ON t (${written})`);
    const index = statement?.stmt.IndexStmt;
    if (more.length > 0 || !index) return null;
    const { indexParams, relation: _relation, accessMethod: _method, ...rest } = index;
    const [element, ...others] = listOf(indexParams).map(({ IndexElem }) => IndexElem);
    if (!element || others.length > 0 || Object.keys(rest).length > 0) return null;
    if (element.name !== undefined) return { column: element.name };
    const { expr } = element;
    return expr && depthOf(expr) <= MAX_DEPTH ? { column: null, expression: expr } : null;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return null;
    throw error;
  }
}

function soleTarget(sql: string): Tree | null {
  const [statement, ...more] = parseSql(sql);
  const select = statement?.stmt.SelectStmt;
  if (more.length > 0 || !select) return null;
  const { targetList, limitOption: _limit, op, ...rest } = select;
  if (op !== 'SETOP_NONE' || Object.keys(rest).length > 0) return null;
  const [target, ...others] = listOf(targetList).map(({ ResTarget }) => ResTarget);
  if (!target || others.length > 0 || target.name !== undefined || target.indirection !== undefined)
    return null;
  return target.val ?? null;
}

/** Whether a parsed expression may stand in its place. Reports what may not. */
export function checkTree(compilation: Compilation, tree: Tree, span: Span, place: Place): boolean {
  let fine = true;
  const complain = (code: Code, message: string, hint: string | null): void => {
    fine = false;
    report(compilation, code, span, message, hint);
  };
  walk(tree, (kind, node) => {
    if (kind === 'SubLink' && !place.subqueries) {
      complain('SUBQUERY_NOT_ALLOWED', `PostgreSQL takes no subquery in a ${place.what} expression.`, null);
      return false;
    }
    if (kind === 'ParamRef')
      complain('INVALID_EXPRESSION', `A ${place.what} expression takes no parameters.`, null);
    if (kind === 'ColumnRef') checkColumn(node, place, complain);
    // A name in a subquery may be a column of the subquery's own tables. PostgreSQL checks it in the rehearsal.
    return kind !== 'SelectStmt';
  });
  return fine;
}

type Complain = (code: Code, message: string, hint: string | null) => void;

function checkColumn({ fields }: Fields<'ColumnRef'>, { table, what }: Place, complain: Complain): void {
  const names = listOf(fields).map((field) => field.String?.sval ?? '*');
  if (!table) {
    complain(
      'UNKNOWN_COLUMN',
      `A ${what} expression can't name the column "${names.join('.')}".`,
      "Quote text as 'text'.",
    );
    return;
  }
  const name = names.at(-1) ?? '';
  const columns = [...table.columns.values()].map((column) => column.name);
  const qualifierFits = names.length === 1 || names.at(-2) === table.name;
  if (qualifierFits && (columns.includes(name) || name === '*' || name === table.name)) return;
  const field = table.columns.get(name);
  const guess = field?.name ?? closest(name, columns);
  const hint = guess
    ? `Did you mean "${guess}"? Expressions take database names.`
    : `It has ${columns.join(', ')}.`;
  complain(
    'UNKNOWN_COLUMN',
    `Unknown column "${names.join('.')}" in the ${what} expression of "${table.type.name}".`,
    hint,
  );
}
