import type { Code } from '../../base/codes.ts';
import type { Span } from '../../base/span.ts';
import { closest } from '../../base/suggest.ts';
import { type Node, walk } from '../../sql/node.ts';
import { parseSql, SqlSyntaxError } from '../../sql/parser.ts';
import { type Compilation, report, type TableDraft } from './compilation.ts';

/** Where an expression will stand, which decides what it may hold. */
export interface Place {
  /** The table whose columns it may name; `null` where PostgreSQL allows none, as in a default. */
  readonly table: TableDraft | null;
  readonly subqueries: boolean;
  /** What it is called in a message: `check`. */
  readonly what: string;
}

/**
 * The expression, trimmed, once PostgreSQL's parser has taken it as exactly one expression and every column in it is
 * known. Raw SQL of the user enters the output nowhere else.
 *
 * @returns `null` after a report.
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
  return checkNames(compilation, tree, span, place) ? expression : null;
}

// PostgreSQL's parser writes its tree by recursion, and so does everybody who walks it: an operator chain is as deep as
// it is long. No expression that a person wrote comes near either limit.
const MAX_CHARACTERS = 10_000;
const MAX_DEPTH = 200;

/** How many nodes stand inside each other, found without recursion. */
function depthOf(tree: Node): number {
  let deepest = 0;
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value: tree, depth: 1 }];
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    deepest = Math.max(deepest, depth);
    for (const [key, child] of Object.entries(value))
      left.push({ value: child, depth: /^[A-Z]/.test(key) ? depth + 1 : depth });
  }
  return deepest;
}

// Parsed bare, so that it can't close a parenthesis it did not open, and inside parentheses, so that a comment can't
// swallow what will follow it.
function parseExpression(expression: string): Node | string {
  const known = PARSED.get(expression);
  if (known !== undefined) return known;
  const parsed = parseAnew(expression);
  PARSED.set(expression, parsed);
  return parsed;
}

// Every table of a tenant has the same policies: a quarter of a millisecond for each of their expressions.
const PARSED = new Map<string, Node | string>();

function parseAnew(expression: string): Node | string {
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

function soleTarget(sql: string): Node | null {
  const statements = parseSql(sql);
  const select = statements[0]?.stmt['SelectStmt'] as Node | undefined;
  if (statements.length !== 1 || !select) return null;
  const { targetList, limitOption: _limit, op, ...rest } = select;
  if (op !== 'SETOP_NONE' || Object.keys(rest).length > 0) return null;
  const targets = targetList as readonly { readonly ResTarget?: Node }[] | undefined;
  const target = targets?.length === 1 ? targets[0]?.ResTarget : undefined;
  if (!target || target['name'] !== undefined || target['indirection'] !== undefined) return null;
  return target['val'] as Node;
}

function checkNames(compilation: Compilation, tree: Node, span: Span, place: Place): boolean {
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
    // Names inside a subquery may be its own tables': PostgreSQL judges them when the plan is rehearsed.
    return kind !== 'SelectStmt';
  });
  return fine;
}

type Complain = (code: Code, message: string, hint: string | null) => void;

function checkColumn(node: Node, { table, what }: Place, complain: Complain): void {
  const fields = node['fields'] as readonly { readonly String?: { readonly sval?: string } }[];
  const names = fields.map((field) => field.String?.sval ?? '*');
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
