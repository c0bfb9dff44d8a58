import { as, fieldNode, isNode, itemsOf, literalOf, type Node, optionsOf, walk } from '../sql/node.ts';
import { parsePlpgsql, parseSql, type RawStatement } from '../sql/parser.ts';
import type { Routine } from './catalog.ts';

/** Statements a body runs, in the order they are written, and whether some of them could not be read. */
export interface Body {
  readonly statements: readonly Node[];
  /** What is run cannot be told from the text: dynamic SQL, a language that is not SQL. */
  readonly opaque: boolean;
}

const NOTHING_KNOWN: Body = { statements: [], opaque: true };

/** The statements of a `CREATE FUNCTION`'s body. */
export function routineBody(routine: Routine): Body {
  if (routine.language === 'sql') return sqlBody(routine);
  if (routine.language === 'plpgsql' && routine.body !== null) return plpgsqlBody(routine.body);
  return NOTHING_KNOWN;
}

function sqlBody({ node, body }: Routine): Body {
  const parsed = node['sql_body'];
  if (parsed) {
    const returned = as(parsed, 'ReturnStmt');
    const statements = returned
      ? []
      : itemsOf(parsed).flatMap((item) => (Array.isArray(item) ? item : itemsOf(item)));
    if (returned)
      return { statements: [{ SelectStmt: { targetList: [returned['returnval']] } }], opaque: false };
    return { statements: statements.filter(isNode), opaque: false };
  }
  const statements = body === null ? null : parsedOrNull(body);
  return statements ? { statements, opaque: false } : NOTHING_KNOWN;
}

/** The statements of a PL/pgSQL body, without its `CREATE FUNCTION` or `DO`. */
export function plpgsqlBody(body: string): Body {
  const tag = `$wesley_${body.length}$`;
  let tree: unknown;
  try {
    tree = parsePlpgsql(`create function f() returns trigger language plpgsql as ${tag}${body}${tag}`);
  } catch {
    return NOTHING_KNOWN;
  }
  const statements: Node[] = [];
  let opaque = false;
  walk([tree], (type, fields) => {
    if (type === 'PLpgSQL_stmt_dynexecute') {
      const text = dynamicText(fields);
      const made = text === null ? null : parsedOrNull(text);
      if (made) statements.push(...made);
      else opaque = true;
      return false;
    }
    if (type === 'PLpgSQL_expr') statements.push(...expressionStatements(fields));
    return true;
  });
  return { statements, opaque };
}

// `EXECUTE 'text'` and `EXECUTE format('… %I …', 'constant')` say what they run; anything else does not.
function dynamicText(fields: Node): string | null {
  const expression = fieldNode(fieldNode(fields['query'])['PLpgSQL_expr']);
  const [statement] = parsedOrNull(`select ${String(expression['query'])}`) ?? [];
  const [target] = itemsOf(as(statement, 'SelectStmt')?.['targetList']);
  return constantText(as(target, 'ResTarget')?.['val']);
}

function constantText(value: unknown): string | null {
  const call = as(value, 'FuncCall');
  if (!call) return literalOf(value);
  const [pattern, ...rest] = itemsOf(call['args']).map(literalOf);
  if (literalOf(itemsOf(call['funcname'])[0]) !== 'format' || pattern == null || rest.includes(null))
    return null;
  let at = 0;
  return pattern.replace(/%([sIL%])/g, (_, kind) => {
    if (kind === '%') return '%';
    const text = rest[at++] ?? '';
    return kind === 'L' ? `'${text}'` : kind === 'I' ? `"${text}"` : text;
  });
}

function expressionStatements(fields: Node): readonly Node[] {
  const text = String(fields['query']);
  // Mode 0 is a statement; 2 an expression; 3 to 5 assignments, `variable := expression`.
  const mode = Number(fields['parseMode'] ?? 0);
  const sql = mode === 0 ? text : `select ${mode === 2 ? text : text.replace(/^.*?:?=/s, '')}`;
  return parsedOrNull(sql) ?? [];
}

export function parsedOrNull(sql: string): readonly Node[] | null {
  try {
    return parseSql(sql).map(({ stmt }: RawStatement) => stmt);
  } catch {
    return null;
  }
}

/** The routine a `CREATE FUNCTION` or `CREATE PROCEDURE` defines. */
export function routineFrom(node: Node): Routine {
  const options = optionsOf(node['options']);
  const volatility = literalOf(options.get('volatility'));
  const [text] = itemsOf(options.get('as'));
  return {
    volatility: volatility === 'immutable' || volatility === 'stable' ? volatility : 'volatile',
    language: (literalOf(options.get('language')) ?? 'sql').toLowerCase(),
    body: text === undefined ? null : literalOf(text),
    node,
  };
}
