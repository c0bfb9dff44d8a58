import { closest } from '../../base/suggest.ts';
import type { Directive, Field } from '../../sdl/document.ts';
import { snakeCase } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { ColumnObject, EnumObject } from '../schema.ts';
import { integer, spanOfArgument, text } from './arguments.ts';
import { canonicalType, isKnownType, SCALARS } from './column-types.ts';
import { type Compilation, declaredBy, find, report, type TableDraft } from './compilation.ts';
import { compileDefault } from './default.ts';
import { enumTypeName } from './enums.ts';
import { referencedColumn } from './references.ts';

const RELATIONS = ['wes_hasMany', 'wes_hasOne', 'wes_belongsTo'];

/** Adds the columns of one table. A field whose type is a table and that has no foreign key makes none. */
export function compileColumns(compilation: Compilation, table: TableDraft): void {
  for (const field of table.type.fields) compileField(compilation, table, field);
}

/** The column of a field, compiled now if it was not yet: a foreign key may look ahead to a later table. */
export function compileField(compilation: Compilation, table: TableDraft, field: Field): ColumnObject | null {
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

interface TypeOf {
  readonly type: string;
  readonly enumType: EnumObject | null;
  /** Of the column: `customer` that references `Customer.id` gives `customer_id`. */
  readonly name: string;
}

function makeColumn(compilation: Compilation, table: TableDraft, field: Field, of: TypeOf): ColumnObject {
  const given = find(field, 'wes_column');
  const name = (given && text(given, 'name')) ?? of.name;
  const byDefault = find(field, 'wes_default');
  return {
    kind: 'column',
    id: objectId('column', table.schema, table.name, name),
    table: table.id,
    name,
    type: of.type,
    enumType: of.enumType?.id ?? null,
    notNull: field.type.nonNull,
    default:
      byDefault &&
      compileDefault(compilation, byDefault, { field: field.name, type: of.type, enumType: of.enumType }),
    collation: given && text(given, 'collate'),
    identity: null,
    generated: null,
    // Where the field stands in its type: fields are not always compiled in order.
    position: table.type.fields.indexOf(field) + 1,
    backfill: null,
    comment: field.description,
    declared: declaredBy(field, `${table.type.name}.${field.name}`),
  };
}

function columnType(compilation: Compilation, field: Field): TypeOf | null {
  const given = find(field, 'wes_column');
  const name = snakeCase(field.name);
  if (field.type.lists > 1) {
    return report(
      compilation,
      'NESTED_LIST',
      field.type.span,
      `"${field.name}" is a list of lists; a PostgreSQL array does not record its dimensions.`,
      'Use one list, or JSON.',
    );
  }
  const array = field.type.lists === 1 ? '[]' : '';
  const written = given && text(given, 'type');
  if (given && written !== null) return explicitType(compilation, field, given, written, array, name);
  const enumType = compilation.enums.get(field.type.name);
  if (enumType) {
    if (given && modifiersOf(given)) return refuseModifiers(compilation, field, given, 'an enum');
    return { type: enumTypeName(enumType) + array, enumType, name };
  }
  const base = scalarType(compilation, field);
  const type = base && withModifiers(compilation, field, given, base);
  return type === null ? null : { type: type + array, enumType: null, name };
}

function explicitType(
  compilation: Compilation,
  field: Field,
  given: Directive,
  written: string,
  array: string,
  name: string,
): TypeOf | null {
  const type = canonicalType(written);
  const span = spanOfArgument(given, 'type');
  if (type === null) {
    return report(
      compilation,
      'INVALID_TYPE',
      span,
      `"${written}" is not one PostgreSQL type.`,
      'Write a type such as "varchar(20)".',
    );
  }
  const enumType = [...compilation.enums.values()].find((e) =>
    [e.name, enumTypeName(e)].includes(type.replace('[]', '')),
  );
  if (enumType)
    return { type: enumTypeName(enumType) + (type.endsWith('[]') ? '[]' : array), enumType, name };
  if (!isKnownType(type)) {
    return report(
      compilation,
      'UNKNOWN_TYPE',
      span,
      `PostgreSQL has no built-in column type "${written}".`,
      'For a type of an extension or of your own write its schema too: "public.citext".',
    );
  }
  if (modifiersOf(given)) return refuseModifiers(compilation, field, given, `the explicit type "${written}"`);
  return { type: type.endsWith('[]') ? type : type + array, enumType: null, name };
}

/** The PostgreSQL type of the scalar that a field names. */
function scalarType(compilation: Compilation, field: Field): string | null {
  const { name, span } = field.type;
  const mapped = compilation.options.scalars[name]?.type ?? SCALARS[name];
  if (mapped !== undefined) return mapped;
  const other = compilation.document.otherTypes.get(name);
  if (other === 'scalar') {
    return report(
      compilation,
      'UNMAPPED_SCALAR',
      span,
      `The scalar "${name}" of "${field.name}" has no PostgreSQL type.`,
      `Map it in wesley.config.ts: scalars: { ${name}: { type: "text" } }.`,
    );
  }
  const hint = `Give "${name}" @wes_table and relate it with @wes_fk or @wes_hasMany, or store it as JSON.`;
  const what = other ? `${other === 'interface' ? 'an' : 'a'} ${other}` : 'a type without @wes_table';
  return report(
    compilation,
    'NOT_A_COLUMN_TYPE',
    span,
    `"${name}" is ${what}; "${field.name}" can't be a column of it.`,
    hint,
  );
}

const modifiersOf = (given: Directive): boolean =>
  ['length', 'precision', 'scale'].some((name) => integer(given, name) !== null);

const refuseModifiers = (compilation: Compilation, field: Field, given: Directive, what: string): null =>
  report(
    compilation,
    'INVALID_TYPE',
    given.span,
    `"${field.name}" is ${what}, which takes no length, precision or scale.`,
    'Remove the argument.',
  );

/** `text` with a length, `numeric` with precision and scale; anything else takes none. */
function withModifiers(
  compilation: Compilation,
  field: Field,
  given: Directive | null,
  base: string,
): string | null {
  const length = given && integer(given, 'length');
  const precision = given && integer(given, 'precision');
  const scale = given && integer(given, 'scale');
  if (!given || (length === null && precision === null && scale === null)) return base;
  if (base === 'text' && length !== null && precision === null && scale === null) {
    if (length >= 1 && length <= 10_485_760) return `character varying(${length})`;
    return report(
      compilation,
      'INVALID_TYPE',
      spanOfArgument(given, 'length'),
      `The length of "${field.name}" must lie between 1 and 10485760.`,
    );
  }
  if (base === 'numeric' && length === null && precision !== null) {
    const fits = precision >= 1 && precision <= 1000 && (scale ?? 0) >= -1000 && (scale ?? 0) <= 1000;
    if (fits) return `numeric(${precision},${scale ?? 0})`;
    return report(
      compilation,
      'INVALID_TYPE',
      given.span,
      `PostgreSQL takes a precision of 1 to 1000 and a scale of -1000 to 1000; "${field.name}" has others.`,
    );
  }
  return report(
    compilation,
    'INVALID_TYPE',
    given.span,
    `"${field.name}" is of type ${field.type.name}, which takes no such argument.`,
    'length goes with String; precision, with or without scale, goes with Decimal.',
  );
}

/** A field of a table's type with a foreign key is a column of the referenced key's type. */
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
