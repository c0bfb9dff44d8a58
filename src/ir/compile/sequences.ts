import type { Directive, Field } from '../../sdl/document.ts';
import { derivedName, quoteLiteral, quoteQualified } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { ColumnObject, ObjectId, SequenceObject } from '../schema.ts';
import {
  type GivenOptions,
  isSequenceType,
  sequenceOptions,
  unusualOptions,
  wrongOptions,
} from '../sequence-options.ts';
import { flag, spanOfArgument, text, whole } from './arguments.ts';
import { canonicalType } from './column-types.ts';
import { type Compilation, declaredAt, findAll, report, type TableDraft } from './compilation.ts';

const given = (directive: Directive): GivenOptions => ({
  start: whole(directive, 'start') ?? undefined,
  increment: whole(directive, 'increment') ?? undefined,
  min: whole(directive, 'min') ?? undefined,
  max: whole(directive, 'max') ?? undefined,
  cache: whole(directive, 'cache') ?? undefined,
  cycle: flag(directive, 'cycle') ?? undefined,
});

/** Whether the column is one that a sequence can number. Reports what is wrong. */
function canBeNumbered(compilation: Compilation, directive: Directive, field: Field, type: string): boolean {
  const called = `@${directive.name} on "${field.name}"`;
  if (!isSequenceType(type)) {
    const message = `${called} needs a whole number, and the column is ${type}.`;
    const hint = 'Use Int or BigInt, or @wes_column(type: "smallint").';
    return report(compilation, 'INVALID_SEQUENCE', directive.span, message, hint) !== null;
  }
  if (field.type.nonNull) return true;
  const message = `${called} makes the column NOT NULL, and the field may be null.`;
  return (
    report(compilation, 'INVALID_SEQUENCE', field.type.span, message, 'Write "!" after its type.') !== null
  );
}

/** `@wes_identity`. `null` after a diagnostic was reported. */
export function identityOf(
  compilation: Compilation,
  directive: Directive,
  field: Field,
  { type, usualName }: { readonly type: string; readonly usualName: string },
): Pick<ColumnObject, 'identity' | 'identitySequence'> | null {
  if (!canBeNumbered(compilation, directive, field, type)) return null;
  const options = sequenceOptions(type, given(directive));
  if (refuseOptions(compilation, directive, type, options)) return null;
  const name = text(directive, 'name') ?? usualName;
  const unusual = {
    ...unusualOptions(type, options),
    ...(name === usualName ? {} : { name }),
  };
  return {
    identity: flag(directive, 'always') === false ? 'by default' : 'always',
    ...(Object.keys(unusual).length > 0 ? { identitySequence: unusual } : {}),
  };
}

function refuseOptions(
  compilation: Compilation,
  directive: Directive,
  type: string,
  options: SequenceObject | ReturnType<typeof sequenceOptions>,
): boolean {
  const wrong = wrongOptions(type, options);
  if (wrong === null) return false;
  const message = `PostgreSQL takes no such sequence: ${wrong}.`;
  report(
    compilation,
    'INVALID_SEQUENCE',
    directive.span,
    message,
    'Change start, increment, min, max or cache.',
  );
  return true;
}

/** What a column with `nextval` has as its default, as PostgreSQL prints it. */
export const nextval = (schema: string, name: string): string =>
  `nextval(${quoteLiteral(quoteQualified(schema, name))}::regclass)`;

/** `@wes_serial`: a sequence of the column's type that belongs to the column. `null` after a diagnostic. */
export function serialOf(
  compilation: Compilation,
  directive: Directive,
  field: Field,
  { table, column, type }: { readonly table: TableDraft; readonly column: string; readonly type: string },
): SequenceObject | null {
  if (!canBeNumbered(compilation, directive, field, type)) return null;
  const name = text(directive, 'name') ?? derivedName([table.name, column], 'seq');
  return {
    kind: 'sequence',
    id: objectId('sequence', table.schema, name),
    schema: table.schema,
    name,
    type,
    ...sequenceOptions(type, {}),
    ownedBy: objectId('column', table.schema, table.name, column),
    comment: null,
    declared: declaredAt(directive, `${table.type.name}.${field.name}`),
  };
}

/** `@wes_sequence` of a type: it stands in the table's schema, and may belong to one of its columns. */
export function compileSequences(compilation: Compilation, table: TableDraft): void {
  for (const directive of findAll(table.type, 'wes_sequence')) {
    const owner = text(directive, 'ownedBy');
    const column = owner === null ? null : table.columns.get(owner);
    if (column === undefined) {
      const message = `"${table.type.name}" has no column "${owner}".`;
      report(compilation, 'UNKNOWN_COLUMN', spanOfArgument(directive, 'ownedBy'), message, 'Name a field.');
      continue;
    }
    const of = { schema: table.schema, ownedBy: column?.id ?? null, sdlName: table.type.name };
    const sequence = sequenceOf(compilation, directive, of);
    if (sequence) table.parts.push(sequence);
  }
}

/** `@wes_sequence` of the schema. */
export const looseSequences = (compilation: Compilation): readonly SequenceObject[] =>
  findAll(compilation.document, 'wes_sequence').flatMap((directive) => {
    if (text(directive, 'ownedBy') !== null) {
      const message = 'A sequence of the schema belongs to no column.';
      const hint = 'Move @wes_sequence to the type of the column.';
      report(compilation, 'INVALID_SEQUENCE', spanOfArgument(directive, 'ownedBy'), message, hint);
    }
    const of = { schema: 'public', ownedBy: null, sdlName: 'schema' };
    return sequenceOf(compilation, directive, of) ?? [];
  });

function sequenceOf(
  compilation: Compilation,
  directive: Directive,
  of: { readonly schema: string; readonly ownedBy: ObjectId | null; readonly sdlName: string },
): SequenceObject | null {
  const type = canonicalType(text(directive, 'type') ?? 'bigint') ?? '';
  if (!isSequenceType(type)) {
    const message = `A sequence is of type smallint, integer or bigint, not "${text(directive, 'type')}".`;
    return report(compilation, 'INVALID_SEQUENCE', spanOfArgument(directive, 'type'), message);
  }
  const options = sequenceOptions(type, given(directive));
  if (refuseOptions(compilation, directive, type, options)) return null;
  const schema = text(directive, 'schema') ?? of.schema;
  const name = text(directive, 'name') ?? '';
  if (of.ownedBy !== null && schema !== of.schema) {
    const message = `The sequence "${name}" is in the schema "${schema}", and PostgreSQL wants it in that of its table.`;
    return report(compilation, 'INVALID_SEQUENCE', spanOfArgument(directive, 'schema'), message);
  }
  return {
    kind: 'sequence',
    id: objectId('sequence', schema, name),
    schema,
    name,
    type,
    ...options,
    ownedBy: of.ownedBy,
    comment: text(directive, 'comment'),
    declared: declaredAt(directive, of.sdlName),
  };
}
