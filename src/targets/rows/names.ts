import type { EnumObject, ObjectId, Schema, TableObject } from '../../ir/schema.ts';

/** TypeScript names for the tables and enums of a schema. */
export interface TypeNames {
  /** `Invoice`: the row as it is read. */
  readonly row: ReadonlyMap<ObjectId, string>;
  /** `NewInvoice`: the row as it is inserted. */
  readonly insert: ReadonlyMap<ObjectId, string>;
  readonly enum: ReadonlyMap<ObjectId, string>;
}

// Names that TypeScript refuses for a type or a constant, and globals that the generated files use.
const TAKEN = [
  'any arguments as async await bigint boolean break case catch class const continue debugger declare default delete do',
  'else enum eval export extends false finally for from function get if implements import in instanceof interface is',
  'keyof let module namespace never new null number object of package private protected public readonly require return',
  'set static string super switch symbol this throw true try type typeof undefined unknown var void while with yield',
  'Array BigInt Date Exclude Extract Infinity Json NaN NonNullable Number Omit Partial Pick Readonly ReadonlyArray Record RegExp',
  'Required Uint8Array z',
].flatMap((line) => line.split(' '));

/** Gives every table and enum a distinct name: the SDL's, or one made from the database's. */
export function typeNames(schema: Schema): TypeNames {
  const taken = new Set(TAKEN);
  const tables = schema.objects.filter((object) => object.kind === 'table');
  const enums = schema.objects.filter((object) => object.kind === 'enum');
  const claim = (wanted: string): string => {
    let name = wanted;
    while (taken.has(name)) name += '_';
    taken.add(name);
    return name;
  };
  const named = <T extends TableObject | EnumObject>(
    objects: readonly T[],
    prefix = '',
  ): Map<ObjectId, string> =>
    new Map(objects.map((object) => [object.id, claim(`${prefix}${baseName(object)}`)]));
  return { row: named(tables), enum: named(enums), insert: named(tables, 'New') };
}

function baseName(object: TableObject | EnumObject): string {
  if (object.declared) return object.declared.sdlName;
  const words = `${object.schema === 'public' ? '' : object.schema} ${object.name}`.match(
    /[\p{L}\p{N}]+/gu,
  ) ?? ['Table'];
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return /^\p{L}/u.test(name) ? name : `T${name}`;
}

/** A column's name as a key in an interface: without quotes if possible. */
export const propertyKey = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : quoted(name);

/**
 * A column's name as a key in an object literal. A plain `"__proto__"` would set the prototype, so that name is
 * computed.
 */
export const literalKey = (name: string): string =>
  name === '__proto__' ? `[${quoted(name)}]` : propertyKey(name);

/**
 * A string in single quotes, on one line. U+2028 and U+2029 are escaped: they would end a comment, and JSON leaves
 * them as they are.
 */
export function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** A description as a doc comment; the description can't end the comment. Empty without a description. */
export function docComment(text: string | null, indent = ''): readonly string[] {
  if (text === null || text.trim() === '') return [];
  const lines = text.replaceAll('*/', '*\\/').split(/\r\n|[\n\r\u2028\u2029]/);
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`];
}
