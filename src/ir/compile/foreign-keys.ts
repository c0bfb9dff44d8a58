import { derivedName } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { ColumnObject, ForeignKey, ReferentialAction } from '../schema.ts';
import { flag, spanOfArgument, text, word } from './arguments.ts';
import { referenceRefused } from './comparable-types.ts';
import { type Compilation, declaredAt, report, type TableDraft } from './compilation.ts';
import { compileIndex, plainKeys } from './indexes.ts';
import { primaryKeyFields, resolveReference } from './references.ts';
import { columnsOf, columnsOfUse, deferral, type Use, usesOf } from './uses.ts';

/**
 * The foreign keys of one table. Each gets an index, because deletes in the referenced table search by it. Runs after
 * the keys of all tables are known.
 */
export function compileForeignKeys(compilation: Compilation, table: TableDraft): void {
  for (const use of usesOf(table, 'wes_fk')) {
    const columns = columnsOfUse(compilation, table, use);
    const reference = columns && resolveReference(compilation, use.directive);
    if (!columns || !reference) continue;
    const span = spanOfArgument(use.directive, reference.fields === null ? 'ref' : 'refFields');
    const fields = reference.fields ?? primaryKeyFields(reference.table);
    const referenced = columnsOf(compilation, reference.table, fields, span);
    if (!referenced || !fits(compilation, table, use, { columns, referenced, target: reference.table }))
      continue;
    table.parts.push(foreignKey(compilation, table, use, { columns, referenced, target: reference.table }));
    if (flag(use.directive, 'index') === false) continue;
    const name = derivedName([table.name, ...columns.map((column) => column.name)], 'idx');
    const index = compileIndex(
      compilation,
      table,
      { ...use.directive, args: {} },
      { name, ...plainKeys(columns) },
    );
    // First, so that of two equal indexes the one that the author wrote stays.
    if (index) table.parts.unshift(index);
  }
}

interface Ends {
  readonly columns: readonly ColumnObject[];
  readonly referenced: readonly ColumnObject[];
  readonly target: TableDraft;
}

/**
 * PostgreSQL needs as many columns on one side as on the other, an operator that compares their types, and a key on
 * the referenced ones.
 */
function fits(
  compilation: Compilation,
  table: TableDraft,
  use: Use,
  { columns, referenced, target }: Ends,
): boolean {
  const span = use.directive.span;
  if (columns.length !== referenced.length) {
    report(
      compilation,
      'FOREIGN_KEY_MISMATCH',
      span,
      `The foreign key of "${table.type.name}" has ${columns.length} columns and references ${referenced.length}.`,
      'Name as many refFields as fields.',
    );
    return false;
  }
  const differing = columns.findIndex((column, i) =>
    referenceRefused(column.type, referenced[i]?.type ?? ''),
  );
  if (differing >= 0) {
    const [from, to] = [columns[differing], referenced[differing]];
    report(
      compilation,
      'FOREIGN_KEY_MISMATCH',
      span,
      `"${from?.declared?.sdlName}" is ${from?.type}, "${to?.declared?.sdlName}" is ${to?.type}: a foreign key needs equal types, or two that PostgreSQL compares.`,
      'Change one of the two types.',
    );
    return false;
  }
  const names = referenced.map((column) => column.name);
  if (isKey(target, names)) return true;
  const sdlNames = referenced.map((column) => column.declared?.sdlName.split('.')[1]).join('", "');
  report(
    compilation,
    'FOREIGN_KEY_WITHOUT_KEY',
    span,
    `Nothing makes "${sdlNames}" of "${target.type.name}" unique, so no foreign key can reference it.`,
    `Add @wes_pk or @wes_unique to "${target.type.name}".`,
  );
  return false;
}

// PostgreSQL compares the columns as a set. A unique index will do, unless it is partial or over expressions.
const isKey = (table: TableDraft, names: readonly string[]): boolean =>
  table.parts.some(
    (part) =>
      ((part.kind === 'constraint' &&
        (part.type === 'primary key' || part.type === 'unique') &&
        part.deferrable === 'no') ||
        (part.kind === 'index' && part.unique && part.where === null)) &&
      part.columns?.toSorted().join('\0') === names.toSorted().join('\0'),
  );

function foreignKey(
  compilation: Compilation,
  table: TableDraft,
  { directive }: Use,
  { columns, referenced, target }: Ends,
): ForeignKey {
  const name =
    text(directive, 'name') ?? derivedName([table.name, ...columns.map((column) => column.name)], 'fkey');
  const action = (argument: string): ReferentialAction =>
    (word(directive, argument) ?? 'NO_ACTION').replace('_', ' ') as ReferentialAction;
  return {
    kind: 'constraint',
    type: 'foreign key',
    id: objectId('constraint', table.schema, table.name, name),
    table: table.id,
    name,
    columns: columns.map((column) => column.name),
    refTable: target.id,
    refColumns: referenced.map((column) => column.name),
    onDelete: action('onDelete'),
    onUpdate: action('onUpdate'),
    deferrable: deferral(compilation, directive),
    validated: flag(directive, 'validated') ?? true,
    comment: text(directive, 'comment'),
    declared: declaredAt(directive, table.type.name),
  };
}
