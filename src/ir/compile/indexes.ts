import { closest } from '../../base/suggest.ts';
import type { Directive } from '../../sdl/document.ts';
import { derivedName, quoteIdentifier } from '../../sql/identifier.ts';
import type { Tree } from '../../sql/node.ts';
import { objectId } from '../object-id.ts';
import type { ColumnObject, IndexObject } from '../schema.ts';
import { flag, spanOfArgument, text, texts } from './arguments.ts';
import { type Compilation, declaredAt, report, type TableDraft } from './compilation.ts';
import { checkExpression, checkTree, parseKey } from './expression.ts';
import { columnsOf, columnsOfUse, type Use, usesOf } from './uses.ts';

const METHODS = ['btree', 'hash', 'gist', 'spgist', 'gin', 'brin'];
const METHODS_OF_EXTENSIONS = ['bloom', 'hnsw', 'ivfflat', 'rum'];

export function compileIndexes(compilation: Compilation, table: TableDraft): void {
  for (const use of usesOf(table, 'wes_index')) {
    const parts = indexParts(compilation, table, use);
    const index = parts && compileIndex(compilation, table, use.directive, parts);
    if (!index) continue;
    table.parts.push(index);
    if (flag(use.directive, 'keep') === true) table.kept.add(index);
  }
}

function indexParts(compilation: Compilation, table: TableDraft, use: Use): IndexParts | null {
  const { directive } = use;
  const given = text(directive, 'name');
  const ways = ['fields', 'expr', 'keys'].filter((name) => directive.args[name] !== undefined);
  if (ways.length > 1) {
    const message = `@wes_index takes one of "fields", "expr" and "keys", not ${ways.length} of them.`;
    const hint = 'Write two indexes, or name all keys in "keys".';
    return report(compilation, 'CONFLICTING_ARGUMENTS', directive.span, message, hint);
  }
  const parts = ways.includes('keys')
    ? writtenKeys(compilation, table, directive)
    : ways.includes('expr')
      ? expressionKey(compilation, table, directive)
      : fieldKeys(compilation, table, use);
  return parts && { ...parts, name: given ?? derivedName([table.name, ...parts.named], 'idx') };
}

type Keys = Omit<IndexParts, 'name'> & { readonly named: readonly string[] };

function fieldKeys(compilation: Compilation, table: TableDraft, use: Use): Keys | null {
  const columns = columnsOfUse(compilation, table, use);
  return columns && { ...plainKeys(columns), named: columns.map(({ name }) => name) };
}

function expressionKey(compilation: Compilation, table: TableDraft, directive: Directive): Keys | null {
  const place = { table, subqueries: false, what: 'index' };
  const span = spanOfArgument(directive, 'expr');
  const expression = checkExpression(compilation, text(directive, 'expr') ?? '', span, place);
  return expression === null ? null : { keys: [`(${expression})`], columns: null, named: ['expr'] };
}

/** Keys as SQL: `created_at DESC`, `lower(email) text_pattern_ops`. They take database names. */
function writtenKeys(compilation: Compilation, table: TableDraft, directive: Directive): Keys | null {
  const span = spanOfArgument(directive, 'keys');
  const place = { table, subqueries: false, what: 'index' };
  const keys = (texts(directive, 'keys') ?? []).map((key) => key.trim());
  const read = keys.map((key) => {
    const parsed = parseKey(key);
    if (parsed === null) {
      const message = `"${key}" is not one key of an index.`;
      const hint = 'Write "created_at DESC", "lower(email)" or "name text_pattern_ops".';
      return report(compilation, 'INVALID_INDEX_KEY', span, message, hint);
    }
    const tree: Tree = parsed.column === null ? parsed.expression : columnReference(parsed.column);
    return checkTree(compilation, tree, span, place) ? parsed : null;
  });
  if (keys.length === 0) {
    return report(compilation, 'INVALID_INDEX_KEY', span, 'An index needs a key.', 'List at least one.');
  }
  if (read.includes(null)) return null;
  const columns = read.map((key) => key?.column ?? null);
  const named = columns.map((name) => name ?? 'expr');
  return { keys, columns: columns.every((name) => name !== null) ? columns : null, named };
}

const columnReference = (sval: string): Tree => ({ ColumnRef: { fields: [{ String: { sval } }] } });

interface IndexParts {
  readonly name: string;
  /** As SQL. */
  readonly keys: readonly string[];
  /** Their columns; `null` when one is an expression. */
  readonly columns: readonly string[] | null;
}

/** The keys of an index on columns, in PostgreSQL's own order. */
export const plainKeys = (columns: readonly ColumnObject[]): Omit<IndexParts, 'name'> => ({
  keys: columns.map(({ name }) => quoteIdentifier(name)),
  columns: columns.map(({ name }) => name),
});

/**
 * The index for a directive and its columns. Foreign keys and tenants use it too; their directives have no arguments
 * for it.
 */
export function compileIndex(
  compilation: Compilation,
  table: TableDraft,
  directive: Directive,
  { name, keys, columns }: IndexParts,
): IndexObject | null {
  const method = text(directive, 'using') ?? 'btree';
  if (!METHODS.includes(method) && !METHODS_OF_EXTENSIONS.includes(method)) {
    const guess = closest(method, METHODS);
    return report(
      compilation,
      'UNKNOWN_INDEX_METHOD',
      spanOfArgument(directive, 'using'),
      `PostgreSQL has no index access method "${method}".`,
      guess ? `Did you mean "${guess}"?` : `Use one of ${METHODS.join(', ')}.`,
    );
  }
  const written = text(directive, 'where');
  const place = { table, subqueries: false, what: 'index predicate' };
  const where = written && checkExpression(compilation, written, spanOfArgument(directive, 'where'), place);
  const include = texts(directive, 'include') ?? [];
  const included = columnsOf(compilation, table, include, spanOfArgument(directive, 'include'));
  if ((written !== null && where === null) || !included) return null;
  return {
    kind: 'index',
    id: objectId('index', table.schema, name),
    table: table.id,
    schema: table.schema,
    name,
    method,
    unique: flag(directive, 'unique') ?? false,
    nullsNotDistinct: flag(directive, 'nullsNotDistinct') ?? false,
    keys,
    columns,
    include: included.map((column) => column.name),
    where,
    valid: true,
    comment: text(directive, 'comment'),
    declared: declaredAt(directive, table.type.name),
  };
}
