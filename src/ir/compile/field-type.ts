import type { Directive, Field } from '../../sdl/document.ts';
import { snakeCase } from '../../sql/identifier.ts';
import type { EnumObject } from '../schema.ts';
import { integer, spanOfArgument, text } from './arguments.ts';
import { canonicalType, isKnownType, SCALARS } from './column-types.ts';
import { type Compilation, find, report } from './compilation.ts';
import { enumTypeName } from './enums.ts';

/** What the type of a field decides about its column. */
export interface TypeOf {
  readonly type: string;
  readonly enumType: EnumObject | null;
  /** The column's name: a field `customer` that references `Customer.id` gives `customer_id`. */
  readonly name: string;
}

/** The type of a column whose field names a scalar or an enum. `null` after a diagnostic was reported. */
export function columnType(compilation: Compilation, field: Field): TypeOf | null {
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
      'For a type of your own write its schema too: "public.amount".',
    );
  }
  if (modifiersOf(given)) return refuseModifiers(compilation, field, given, `the explicit type "${written}"`);
  return { type: type.endsWith('[]') ? type : type + array, enumType: null, name };
}

/** The PostgreSQL type of the scalar that a field names. */
function scalarType(compilation: Compilation, field: Field): string | null {
  const { name, span } = field.type;
  const mapping = compilation.options.scalars[name];
  if (mapping) return mappedType(compilation, field, mapping.type);
  // A numbered ID is a number; any other is a uuid.
  if (name === 'ID' && (find(field, 'wes_identity') || find(field, 'wes_serial'))) return 'bigint';
  const builtIn = SCALARS[name];
  if (builtIn !== undefined) return builtIn;
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

/** The type that the configuration gives a scalar. The same rules hold as for a type in the schema. */
function mappedType(compilation: Compilation, field: Field, written: string): string | null {
  const type = canonicalType(written);
  if (type !== null && isKnownType(type)) return type;
  const { name, span } = field.type;
  const message = `The configuration maps the scalar "${name}" to "${written}", which is not one PostgreSQL type.`;
  const hint = 'Correct it under "scalars"; for a type of your own write its schema too: "public.amount".';
  return report(compilation, type === null ? 'INVALID_TYPE' : 'UNKNOWN_TYPE', span, message, hint);
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

/** Adds a length to `text`, precision and scale to `numeric`; no other type takes modifiers. */
function withModifiers(
  compilation: Compilation,
  field: Field,
  given: Directive | null,
  base: string,
): string | null {
  if (!given || !modifiersOf(given)) return base;
  const length = integer(given, 'length');
  const precision = integer(given, 'precision');
  const scale = integer(given, 'scale');
  if (base === 'text' && length !== null && precision === null && scale === null)
    return varchar(compilation, field, given, length);
  if (base === 'numeric' && length === null && precision !== null)
    return numeric(compilation, field, given, [precision, scale ?? 0]);
  return report(
    compilation,
    'INVALID_TYPE',
    given.span,
    `"${field.name}" is of type ${field.type.name}, which takes no such argument.`,
    'length goes with String; precision, with or without scale, goes with Decimal.',
  );
}

const MAX_VARCHAR = 10_485_760;

function varchar(compilation: Compilation, field: Field, given: Directive, length: number): string | null {
  if (length >= 1 && length <= MAX_VARCHAR) return `character varying(${length})`;
  return report(
    compilation,
    'INVALID_TYPE',
    spanOfArgument(given, 'length'),
    `The length of "${field.name}" must lie between 1 and ${MAX_VARCHAR}.`,
  );
}

function numeric(
  compilation: Compilation,
  field: Field,
  given: Directive,
  [precision, scale]: readonly [number, number],
): string | null {
  if (precision >= 1 && precision <= 1000 && Math.abs(scale) <= 1000) return `numeric(${precision},${scale})`;
  return report(
    compilation,
    'INVALID_TYPE',
    given.span,
    `PostgreSQL takes a precision of 1 to 1000 and a scale of -1000 to 1000; "${field.name}" has others.`,
  );
}
