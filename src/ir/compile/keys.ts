import type { Span } from '../../base/span.ts';
import { closest } from '../../base/suggest.ts';
import type { Directive, Field } from '../../sdl/document.ts';
import { derivedName, quoteIdentifier } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { ColumnObject, IndexObject, KeyConstraint, SchemaObject } from '../schema.ts';
import { flag, spanOfArgument, text, texts } from './arguments.ts';
import { type Compilation, declaredAt, findAll, report, type TableDraft } from './compilation.ts';
import { checkExpression } from './expression.ts';
import { primaryKeyFields } from './references.ts';

/** A directive and the field on which it is written; `null` when it is written on the type. */
export interface Use {
  readonly directive: Directive;
  readonly field: Field | null;
}

/** All uses of a directive on a type and on its fields, in source order. */
export const usesOf = (table: TableDraft, name: string): readonly Use[] => [
  ...findAll(table.type, name).map((directive) => ({ directive, field: null })),
  ...table.type.fields.flatMap((field) => findAll(field, name).map((directive) => ({ directive, field }))),
];

/** The columns of these SDL fields. `null` after a diagnostic was reported. */
export function columnsOf(
  compilation: Compilation,
  table: TableDraft,
  names: readonly string[],
  span: Span,
): readonly ColumnObject[] | null {
  const columns = names.map((name) => table.columns.get(name));
  const missing = columns.indexOf(undefined);
  if (missing >= 0) {
    const name = names[missing] ?? '';
    const guess = closest(name, [...table.columns.keys()]);
    const hint = guess
      ? `Did you mean "${guess}"? Arguments take SDL names.`
      : `Its columns are ${[...table.columns.keys()].join(', ')}.`;
    return report(compilation, 'UNKNOWN_COLUMN', span, `"${table.type.name}" has no column "${name}".`, hint);
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    return report(
      compilation,
      'DUPLICATE_COLUMN',
      span,
      `The column "${twice}" is named twice.`,
      'Name it once.',
    );
  return columns.filter((column) => column !== undefined);
}

/** The columns that a directive is about: its argument `fields`, or else the field on which it is written. */
export function columnsOfUse(
  compilation: Compilation,
  table: TableDraft,
  use: Use,
): readonly ColumnObject[] | null {
  const named = texts(use.directive, 'fields');
  const span = spanOfArgument(use.directive, 'fields');
  if (use.field && named !== null && !named.includes(use.field.name)) {
    return report(
      compilation,
      'UNKNOWN_COLUMN',
      span,
      `@${use.directive.name} stands on "${use.field.name}" and names other columns.`,
      'Move it to the type, or leave "fields" out.',
    );
  }
  const names = named ?? (use.field ? [use.field.name] : []);
  if (names.length === 0) {
    return report(
      compilation,
      'MISSING_ARGUMENT',
      use.directive.span,
      `@${use.directive.name} on the type "${table.type.name}" needs "fields".`,
      'List the SDL fields: fields: ["a", "b"].',
    );
  }
  return columnsOf(compilation, table, names, span);
}

export function compilePrimaryKey(compilation: Compilation, table: TableDraft): void {
  const uses = usesOf(table, 'wes_pk');
  const [use, second] = uses;
  if (second) {
    report(
      compilation,
      'SEVERAL_PRIMARY_KEYS',
      second.directive.span,
      `"${table.type.name}" has more than one @wes_pk.`,
      `For a composite key write @wes_pk(fields: [${primaryKeyFields(table)
        .map((name) => `"${name}"`)
        .join(', ')}]) on the type.`,
    );
    return;
  }
  const columns = use && columnsOfUse(compilation, table, use);
  if (!use || !columns) return;
  const nullable = columns.find((column) => !column.notNull);
  if (nullable) {
    report(
      compilation,
      'NULLABLE_PRIMARY_KEY',
      use.directive.span,
      `The primary key of "${table.type.name}" holds the nullable column "${nullable.declared?.sdlName.split('.')[1]}".`,
      'Make its type non-null with "!".',
    );
    return;
  }
  table.parts.push(
    keyConstraint(
      table,
      use,
      'primary key',
      columns,
      text(use.directive, 'name') ?? derivedName([table.name], 'pkey'),
    ),
  );
}

function keyConstraint(
  table: TableDraft,
  use: Use,
  type: KeyConstraint['type'],
  columns: readonly ColumnObject[],
  name: string,
): KeyConstraint {
  return {
    kind: 'constraint',
    type,
    id: objectId('constraint', table.schema, table.name, name),
    table: table.id,
    name,
    columns: columns.map((column) => column.name),
    include: [],
    nullsNotDistinct: flag(use.directive, 'nullsNotDistinct') ?? false,
    deferrable: 'no',
    validated: true,
    comment: null,
    declared: declaredAt(use.directive, table.type.name),
  };
}

/** `@wes_unique`: a constraint. With `where` a partial unique index, because PostgreSQL has no partial constraint. */
export function compileUniques(compilation: Compilation, table: TableDraft): void {
  for (const use of usesOf(table, 'wes_unique')) {
    const columns = columnsOfUse(compilation, table, use);
    if (!columns) continue;
    const where = text(use.directive, 'where');
    const name =
      text(use.directive, 'name') ??
      derivedName([table.name, ...columns.map((c) => c.name)], where ? 'idx' : 'key');
    if (where === null) table.parts.push(keyConstraint(table, use, 'unique', columns, name));
    else {
      const index = compileIndex(compilation, table, use.directive, { name, columns, expression: null });
      if (index)
        table.parts.push({
          ...index,
          unique: true,
          nullsNotDistinct: flag(use.directive, 'nullsNotDistinct') ?? false,
        });
    }
  }
}

const METHODS = ['btree', 'hash', 'gist', 'spgist', 'gin', 'brin'];

export function compileIndexes(compilation: Compilation, table: TableDraft): void {
  for (const use of usesOf(table, 'wes_index')) {
    const parts = indexParts(compilation, table, use);
    const index = parts && compileIndex(compilation, table, use.directive, parts);
    if (index) table.parts.push(index);
  }
}

function indexParts(compilation: Compilation, table: TableDraft, use: Use): IndexParts | null {
  const { directive } = use;
  const given = text(directive, 'name');
  const written = text(directive, 'expr');
  if (written === null) {
    const columns = columnsOfUse(compilation, table, use);
    const name = (of: readonly ColumnObject[]): string =>
      given ?? derivedName([table.name, ...of.map((c) => c.name)], 'idx');
    return columns && { name: name(columns), columns, expression: null };
  }
  if (texts(directive, 'fields') !== null) {
    const message = '@wes_index takes "fields" or "expr", not both.';
    const hint = 'Write two indexes, or name the columns inside "expr".';
    return report(compilation, 'CONFLICTING_ARGUMENTS', directive.span, message, hint);
  }
  const place = { table, subqueries: false, what: 'index' };
  const expression = checkExpression(compilation, written, spanOfArgument(directive, 'expr'), place);
  return expression === null
    ? null
    : { name: given ?? derivedName([table.name, 'expr'], 'idx'), columns: [], expression };
}

interface IndexParts {
  readonly name: string;
  readonly columns: readonly ColumnObject[];
  readonly expression: string | null;
}

/**
 * The index for a directive and its columns. Foreign keys and tenants use it too; their directives have no arguments
 * for it.
 */
export function compileIndex(
  compilation: Compilation,
  table: TableDraft,
  directive: Directive,
  { name, columns, expression }: IndexParts,
): IndexObject | null {
  const method = text(directive, 'using') ?? 'btree';
  if (!METHODS.includes(method)) {
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
    unique: false,
    nullsNotDistinct: false,
    keys: expression === null ? columns.map((column) => quoteIdentifier(column.name)) : [`(${expression})`],
    columns: expression === null ? columns.map((column) => column.name) : null,
    include: included.map((column) => column.name),
    where,
    valid: true,
    comment: null,
    declared: declaredAt(directive, table.type.name),
  };
}

/**
 * Leaves out every plain index that repeats another index or key, or that is the beginning of a longer B-tree index
 * with the same properties. Such an index costs time at each write and serves no lookup better.
 */
export function withoutRedundantIndexes(parts: readonly SchemaObject[]): SchemaObject[] {
  const kept: SchemaObject[] = [];
  const longestFirst = parts
    .filter((part) => part.kind === 'index')
    .toSorted((a, b) => Number(b.unique) - Number(a.unique) || b.keys.length - a.keys.length);
  const redundant = new Set<IndexObject>();
  for (const index of longestFirst) {
    const others = parts.filter((part) => part !== index && !(part.kind === 'index' && redundant.has(part)));
    if (!index.unique && others.some((other) => serves(other, index))) redundant.add(index);
  }
  for (const part of parts) if (part.kind !== 'index' || !redundant.has(part)) kept.push(part);
  return kept;
}

function serves(other: SchemaObject, index: IndexObject): boolean {
  if (other.kind === 'constraint') {
    const isKey = other.type === 'primary key' || other.type === 'unique';
    return (
      isKey &&
      index.method === 'btree' &&
      index.where === null &&
      index.include.length === 0 &&
      starts(other.columns.map(quoteIdentifier), index.keys)
    );
  }
  if (other.kind !== 'index' || other.method !== index.method || other.where !== index.where) return false;
  if (other.include.join() !== index.include.join()) return false;
  return index.method === 'btree' ? starts(other.keys, index.keys) : other.keys.join() === index.keys.join();
}

const starts = (keys: readonly string[], first: readonly string[]): boolean =>
  first.every((key, i) => keys[i] === key);
