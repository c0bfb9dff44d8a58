import {
  as,
  type Fields,
  fieldNode,
  isNode,
  itemsOf,
  listOf,
  literalOf,
  type Node,
  namesOf,
  optionsOf,
  type Tree,
  textOf,
  walk,
} from '../sql/node.ts';
import { parsePlpgsql, parseSql, type RawStatement } from '../sql/parser.ts';
import type { Routine } from './catalog.ts';
import { constantTexts, type Values } from './constant-text.ts';

/** The statements that a body runs, in the order in which they are written. */
export interface Body {
  readonly statements: readonly Tree[];
  /** Whether the text does not show everything that is run: dynamic SQL, or a language that is not SQL. */
  readonly opaque: boolean;
}

const NOTHING_KNOWN: Body = { statements: [], opaque: true };

// Bodies that were read already. Each is asked for when its statement is predicted, when it is replayed, and at every
// call.
const bodies = new WeakMap<object, Body>();

function remembered(node: object, read: () => Body): Body {
  const body = bodies.get(node) ?? read();
  bodies.set(node, body);
  return body;
}

/** The statements of a `CREATE FUNCTION`'s body. */
export const routineBody = (routine: Routine): Body => remembered(routine.node, () => readRoutine(routine));

/** The statements of a `DO` statement's block, or `null` where its language is not PL/pgSQL. */
export function blockBody(block: Fields<'DoStmt'>): Body | null {
  const options = optionsOf(block['args']);
  const language = literalOf(options.get('language')) ?? 'plpgsql';
  const body = literalOf(options.get('as')) ?? literalOf(itemsOf(options.get('as'))[0]);
  if (language !== 'plpgsql' || body === null) return null;
  return remembered(block, () => plpgsqlBody(body, 'function f() returns trigger'));
}

function readRoutine(routine: Routine): Body {
  if (routine.language === 'sql') return sqlBody(routine);
  if (routine.language === 'plpgsql' && routine.body !== null)
    return plpgsqlBody(routine.body, signatureOf(routine.node));
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
      return {
        statements: [{ SelectStmt: { targetList: listOf(returned.returnval && [returned.returnval]) } }],
        opaque: false,
      };
    return { statements: statements.filter(isNode), opaque: false };
  }
  const statements = body === null ? null : parsedOrNull(body);
  return statements ? { statements, opaque: false } : NOTHING_KNOWN;
}

// The head of the function for PL/pgSQL's parser, which checks a body against its parameters and its way to return.
// Types do not matter to it.
function signatureOf(node: Fields<'CreateFunctionStmt'>): string {
  const parameters = listOf(node['parameters']).map((item) => as(item, 'FunctionParameter') ?? {});
  const list = parameters.flatMap(({ name }) =>
    textOf(name) ? [`"${textOf(name).replaceAll('"', '""')}" record`] : [],
  );
  const result = fieldNode(node['returnType']);
  const type = namesOf(result['names']).at(-1) ?? '';
  const isTable = parameters.some(({ mode }) => mode === 'FUNC_PARAM_TABLE');
  if (type === 'trigger' || type === 'event_trigger') return `function f() returns ${type}`;
  if (node['is_procedure']) return `procedure f(${list.join(', ')})`;
  const isVoid = type === 'void' || parameters.some(({ mode }) => /OUT/.test(textOf(mode)));
  return `function f(${list.join(', ')}) returns ${result['setof'] || isTable ? 'setof record' : isVoid ? 'void' : 'text'}`;
}

function plpgsqlBody(body: string, signature: string): Body {
  const tag = `$wesley_${body.length}$`;
  let tree: unknown;
  try {
    tree = parsePlpgsql(`create ${signature} language plpgsql as ${tag}${body}${tag}`);
  } catch {
    return NOTHING_KNOWN;
  }
  const values = knownValues(tree);
  const statements: Tree[] = [];
  let opaque = false;
  walk([tree], (type, fields) => {
    if (type === 'PLpgSQL_stmt_dynexecute' || (type === 'PLpgSQL_stmt_return_query' && fields['dynquery'])) {
      const texts = constantTexts(expressionOf(fields['query'] ?? fields['dynquery']), values);
      const made = texts?.map(parsedOrNull) ?? [null];
      for (const list of made) statements.push(...(list ?? []));
      opaque ||= made.includes(null);
      return false;
    }
    if (type === 'PLpgSQL_expr') statements.push(...expressionStatements(fields));
    return true;
  });
  return { statements, opaque };
}

// Texts of variables that are known: those never assigned after their declaration with a constant, and those that
// loop over an array of constants.
function knownValues(tree: unknown): Values {
  const values = new Map<string, readonly string[]>();
  walk([tree], (type, fields) => {
    if (type !== 'PLpgSQL_var' || !fields['default_val']) return;
    const texts = constantTexts(expressionOf(fields['default_val']), values);
    if (texts) values.set(textOf(fields['refname']), texts);
  });
  walk([tree], (type, fields) => {
    if (type === 'PLpgSQL_stmt_assign')
      values.delete(textOf(fieldNode(fields['expr'])['query']).split(/\s*:?=/)[0] ?? '');
    if (type !== 'PLpgSQL_stmt_foreach_a') return;
    const elements = as(expressionOf(fields['expr']), 'A_ArrayExpr')?.['elements'];
    const texts = listOf(elements).map(literalOf);
    const name = nameOfDatum(tree, Number(fields['varno']));
    if (name && elements && !texts.includes(null)) values.set(name, texts as string[]);
  });
  return values;
}

function nameOfDatum(tree: unknown, number: number): string | null {
  const [routine] = listOf(fieldNode(tree)['plpgsql_funcs']);
  const datum = listOf(as(routine, 'PLpgSQL_function')?.['datums'])[number];
  return textOf(fieldNode(as(datum, 'PLpgSQL_var'))['refname']) || null;
}

function expressionOf(value: unknown): Tree | undefined {
  const [statement] = parsedOrNull(`select ${textOf(as(value, 'PLpgSQL_expr')?.['query'])}`) ?? [];
  return statement?.SelectStmt?.targetList?.[0]?.ResTarget?.val;
}

function expressionStatements(fields: Node): readonly Tree[] {
  const text = String(fields['query']);
  // RawParseMode of parser.h: 0 is a statement, 2 an expression, 3 to 5 are assignments, `variable := expression`.
  const mode = Number(fields['parseMode'] ?? 0);
  const sql = mode === 0 ? text : `select ${mode === 2 ? text : text.replace(/^.*?:?=/s, '')}`;
  return parsedOrNull(sql) ?? [];
}

function parsedOrNull(sql: string): readonly Tree[] | null {
  try {
    return parseSql(sql).map(({ stmt }: RawStatement) => stmt);
  } catch {
    return null;
  }
}

/** The routine a `CREATE FUNCTION` or `CREATE PROCEDURE` defines. */
export function routineFrom(node: Fields<'CreateFunctionStmt'>): Routine {
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
