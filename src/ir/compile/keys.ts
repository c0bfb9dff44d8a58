import { derivedName } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { ColumnObject, KeyConstraint } from '../schema.ts';
import { flag, spanOfArgument, text, texts } from './arguments.ts';
import { type Compilation, declaredAt, report, type TableDraft } from './compilation.ts';
import { compileIndex, plainKeys } from './indexes.ts';
import { primaryKeyFields } from './references.ts';
import { columnsOf, columnsOfUse, deferral, type Use, usesOf } from './uses.ts';

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
  const name = text(use.directive, 'name') ?? derivedName([table.name], 'pkey');
  addKey(compilation, table, use, { type: 'primary key', columns, name });
}

function addKey(
  compilation: Compilation,
  table: TableDraft,
  use: Use,
  key: Pick<KeyConstraint, 'type' | 'name'> & { readonly columns: readonly ColumnObject[] },
): void {
  const { type, name, columns } = key;
  const span = spanOfArgument(use.directive, 'include');
  const include = columnsOf(compilation, table, texts(use.directive, 'include') ?? [], span);
  if (include === null) return;
  table.parts.push({
    kind: 'constraint',
    type,
    id: objectId('constraint', table.schema, table.name, name),
    table: table.id,
    name,
    columns: columns.map((column) => column.name),
    include: include.map((column) => column.name),
    nullsNotDistinct: flag(use.directive, 'nullsNotDistinct') ?? false,
    deferrable: deferral(compilation, use.directive),
    validated: true,
    comment: text(use.directive, 'comment'),
    declared: declaredAt(use.directive, table.type.name),
  });
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
    if (where === null) {
      addKey(compilation, table, use, { type: 'unique', columns, name });
      continue;
    }
    const index = compileIndex(compilation, table, use.directive, { name, ...plainKeys(columns) });
    if (index) table.parts.push({ ...index, unique: true });
  }
}
