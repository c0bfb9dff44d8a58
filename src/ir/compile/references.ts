import { closest } from '../../base/suggest.ts';
import type { Directive } from '../../sdl/document.ts';
import { spanOfArgument, text, texts } from './arguments.ts';
import { type Compilation, find, report, type TableDraft } from './compilation.ts';

/** The target of `@wes_fk`: a table and, if they are named, the SDL fields of one of its keys. */
export interface Reference {
  readonly table: TableDraft;
  /** `null` means the primary key. */
  readonly fields: readonly string[] | null;
}

/** Resolves `ref: "Type.field"`, or `ref: "Type"` with `refFields`. `null` after a diagnostic was reported. */
export function resolveReference(compilation: Compilation, key: Directive): Reference | null {
  const ref = text(key, 'ref') ?? '';
  const span = spanOfArgument(key, 'ref');
  const [typeName = '', field, ...more] = ref.split('.');
  const table = compilation.tables.get(typeName);
  if (!table || more.length > 0) {
    const guess = closest(typeName, [...compilation.tables.keys()]);
    return report(
      compilation,
      'UNKNOWN_REFERENCE',
      span,
      `The foreign key references "${ref}"; no type "${typeName}" has @wes_table.`,
      guess ? `Did you mean "${guess}${field ? `.${field}` : ''}"?` : 'Write "Type.field".',
    );
  }
  const given = texts(key, 'refFields');
  if (field !== undefined && given !== null) {
    return report(
      compilation,
      'UNKNOWN_REFERENCE',
      span,
      `The foreign key names "${ref}" and refFields too.`,
      'Write ref: "Type" with refFields, or ref: "Type.field".',
    );
  }
  const fields = field === undefined ? given : [field];
  const unknown = fields?.find((name) => !table.type.fields.some((candidate) => candidate.name === name));
  if (unknown === undefined) return { table, fields };
  const guess = closest(
    unknown,
    table.type.fields.map((candidate) => candidate.name),
  );
  return report(
    compilation,
    'UNKNOWN_REFERENCE',
    span,
    `"${typeName}" has no field "${unknown}".`,
    guess ? `Did you mean "${typeName}.${guess}"?` : null,
  );
}

/** The SDL fields of a table's primary key. */
export function primaryKeyFields(table: TableDraft): readonly string[] {
  const onType = find(table.type, 'wes_pk');
  if (onType) return texts(onType, 'fields') ?? [];
  const external = find(table.type, 'wes_external');
  const key = external && texts(external, 'key');
  if (key) return key;
  return table.type.fields.filter((field) => find(field, 'wes_pk')).map((field) => field.name);
}
