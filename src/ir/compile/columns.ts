import { closest } from '../../base/suggest.ts';
import type { Directive, Field } from '../../sdl/document.ts';
import { snakeCase } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { ColumnObject } from '../schema.ts';
import { spanOfArgument, text } from './arguments.ts';
import { type Compilation, declaredBy, find, report, type TableDraft } from './compilation.ts';
import { columnType, type TypeOf } from './field-type.ts';
import { filledByDatabase } from './filled-by-database.ts';
import { primaryKeyFields, resolveReference } from './references.ts';

const RELATIONS = ['wes_hasMany', 'wes_hasOne', 'wes_belongsTo'];

/** Adds the columns of one table. A field whose type is a table gives a column only when it has a foreign key. */
export function compileColumns(compilation: Compilation, table: TableDraft): void {
  for (const field of table.type.fields) compileField(compilation, table, field);
}

/**
 * The column of a field. It may have been compiled already: a foreign key compiles the column that it references,
 * also of a later table.
 */
function compileField(compilation: Compilation, table: TableDraft, field: Field): ColumnObject | null {
  const known = table.columns.get(field.name);
  if (known) return known;
  const relation = RELATIONS.map((name) => find(field, name)).find((use) => use !== null) ?? null;
  const target = compilation.tables.get(field.type.name) ?? null;
  if (relation) return checkRelation(compilation, table, field, relation, target);
  const type = target ? relationType(compilation, field) : columnType(compilation, field);
  if (type === null) return null;
  if (field.hasArguments) {
    return report(
      compilation,
      'COLUMN_WITH_ARGUMENTS',
      field.span,
      `The column "${field.name}" takes no arguments.`,
      'Remove the arguments, or mark a relation with @wes_hasMany.',
    );
  }
  const column = makeColumn(compilation, table, field, type);
  table.columns.set(field.name, column);
  return column;
}

function makeColumn(compilation: Compilation, table: TableDraft, field: Field, of: TypeOf): ColumnObject {
  const given = find(field, 'wes_column');
  const name = (given && text(given, 'name')) ?? of.name;
  return {
    kind: 'column',
    id: objectId('column', table.schema, table.name, name),
    table: table.id,
    name,
    type: of.type,
    enumType: of.enumType?.id ?? null,
    notNull: field.type.nonNull,
    ...collationOf(given),
    ...filledByDatabase(compilation, table, field, { ...of, name }),
    generated: null,
    // Position of the field in its type, because fields are not always compiled in order.
    position: table.type.fields.indexOf(field) + 1,
    backfill: null,
    comment: field.description,
    declared: declaredBy(field, `${table.type.name}.${field.name}`),
  };
}

function collationOf(given: Directive | null): Pick<ColumnObject, 'collation' | 'collationSchema'> {
  const schema = given && text(given, 'collateSchema');
  const collation = given && text(given, 'collate');
  return collation === null || schema === null || schema === 'pg_catalog'
    ? { collation }
    : { collation, collationSchema: schema };
}

/** The type of a field that refers to another table by a foreign key: that of the referenced key's column. */
function relationType(compilation: Compilation, field: Field): TypeOf | null {
  const key = find(field, 'wes_fk');
  if (!key) {
    return report(
      compilation,
      'RELATION_WITHOUT_KEY',
      field.span,
      `"${field.name}" is of the table type "${field.type.name}" and does not say how they are related.`,
      '@wes_fk(ref: "' +
        field.type.name +
        '.id") makes the column; @wes_hasMany, @wes_hasOne or @wes_belongsTo make none.',
    );
  }
  if (field.type.lists > 0) {
    return report(
      compilation,
      'RELATION_WITHOUT_KEY',
      field.type.span,
      `"${field.name}" is a list of "${field.type.name}": one column can't reference many rows.`,
      'Use @wes_hasMany here and @wes_fk on the other side.',
    );
  }
  const referenced = referencedColumn(compilation, key, field);
  if (!referenced) return null;
  const { column, fieldName } = referenced;
  const enumType = [...compilation.enums.values()].find((e) => e.id === column.enumType) ?? null;
  return { type: column.type, enumType, name: `${snakeCase(field.name)}_${snakeCase(fieldName)}` };
}

function checkRelation(
  compilation: Compilation,
  table: TableDraft,
  field: Field,
  relation: Directive,
  target: TableDraft | null,
): null {
  const typeName = text(relation, 'type') ?? field.type.name;
  const other = compilation.tables.get(typeName) ?? (text(relation, 'type') === null ? target : null);
  if (!other) {
    const guess = closest(typeName, [...compilation.tables.keys()]);
    return report(
      compilation,
      'UNKNOWN_REFERENCE',
      relation.span,
      `@${relation.name} on "${field.name}" needs a type with @wes_table; "${typeName}" is none.`,
      guess ? `Did you mean "${guess}"?` : null,
    );
  }
  const named = text(relation, 'field');
  const owner = relation.name === 'wes_belongsTo' ? table : other;
  if (named === null || owner.type.fields.some((candidate) => candidate.name === named)) return null;
  const guess = closest(
    named,
    owner.type.fields.map((candidate) => candidate.name),
  );
  return report(
    compilation,
    'UNKNOWN_REFERENCE',
    spanOfArgument(relation, 'field'),
    `"${owner.type.name}" has no field "${named}".`,
    guess ? `Did you mean "${guess}"?` : null,
  );
}

// Fields whose foreign keys are being followed: finds circles, where `a` references `b.id` and `b.id` references `a`.
const following = new WeakMap<Compilation, Set<Field>>();

/** The one column that a relation field's foreign key references. `null` after a diagnostic was reported. */
function referencedColumn(
  compilation: Compilation,
  key: Directive,
  from: Field,
): { readonly column: ColumnObject; readonly fieldName: string } | null {
  const reference = resolveReference(compilation, key);
  if (!reference) return null;
  const fields = reference.fields ?? primaryKeyFields(reference.table);
  const [fieldName] = fields;
  const field = reference.table.type.fields.find((candidate) => candidate.name === fieldName);
  if (fields.length !== 1 || !field || fieldName === undefined) {
    return report(
      compilation,
      'UNKNOWN_REFERENCE',
      key.span,
      `"${from.name}" is one column, and the key of "${reference.table.type.name}" has ${fields.length}.`,
      'Put the columns into the type and the foreign key on it: @wes_fk(ref, fields, refFields).',
    );
  }
  const open = following.get(compilation) ?? new Set();
  following.set(compilation, open);
  if (open.has(from)) {
    return report(
      compilation,
      'UNKNOWN_REFERENCE',
      key.span,
      `The type of "${from.name}" depends on itself through foreign keys.`,
      'Give one of the keys a scalar type.',
    );
  }
  open.add(from);
  const column = compileField(compilation, reference.table, field);
  open.delete(from);
  return column && { column, fieldName };
}
