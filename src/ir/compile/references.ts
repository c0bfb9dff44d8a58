import { closest } from '../../base/suggest.ts';
import type { Directive, Field } from '../../sdl/document.ts';
import type { ColumnObject } from '../schema.ts';
import { spanOfArgument, text, texts } from './arguments.ts';
import { compileField } from './columns.ts';
import { type Compilation, find, report, type TableDraft } from './compilation.ts';

/** What `@wes_fk` points at: a table and, where they are named, the SDL fields of its key. */
export interface Reference {
  readonly table: TableDraft;
  /** `null`: the primary key. */
  readonly fields: readonly string[] | null;
}

/** Resolves `ref: "Type.field"`, or `ref: "Type"` with `refFields`. `null` after a report. */
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
  return table.type.fields.filter((field) => find(field, 'wes_pk')).map((field) => field.name);
}

// Foreign keys being followed: `a` references `b.id`, which is itself a reference to `a`.
const following = new WeakMap<Compilation, Set<Field>>();

/** The one column that a relation field's foreign key references. `null` after a report. */
export function referencedColumn(
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
