import type { EnumType, EnumValue } from '../../sdl/document.ts';
import { identifierBytes, quoteQualified, snakeCase } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { EnumObject } from '../schema.ts';
import { spanOfArgument, text } from './arguments.ts';
import { type Compilation, declaredBy, find, report } from './compilation.ts';

// PostgreSQL stores an enum label as a `name`.
const MAX_LABEL_BYTES = 63;

/** An SDL enum as a PostgreSQL one; its labels are the SDL's values, unless `@wes_label` gives them. */
export function compileEnum(compilation: Compilation, type: EnumType): EnumObject {
  const given = find(type, 'wes_enum');
  const schema = (given && text(given, 'schema')) ?? 'public';
  const name = (given && text(given, 'name')) ?? snakeCase(type.name);
  const id = objectId('enum', schema, name);
  const labels = new Map<string, string>();
  for (const value of type.values) {
    const label = labelOf(compilation, value);
    if ([...labels.values()].includes(label))
      report(
        compilation,
        'NAME_COLLISION',
        value.span,
        `Two values of "${type.name}" have the label "${label}".`,
      );
    labels.set(value.name, label);
  }
  compilation.labels.set(id, labels);
  return {
    kind: 'enum',
    id,
    schema,
    name,
    values: [...labels.values()],
    comment: type.description,
    declared: declaredBy(type, type.name),
  };
}

function labelOf(compilation: Compilation, value: EnumValue): string {
  const given = find(value, 'wes_label');
  const label = (given && text(given, 'value')) ?? value.name;
  const span = given ? spanOfArgument(given, 'value') : value.span;
  if (label.includes('\0'))
    report(compilation, 'INVALID_NAME', span, 'PostgreSQL takes no NUL byte in a label.');
  if (identifierBytes(label) > MAX_LABEL_BYTES) {
    const message = `The enum value "${label}" exceeds 63 bytes.`;
    report(compilation, 'NAME_TOO_LONG', span, message, 'Shorten it.');
  }
  return label;
}

/** The type's name as `format_type` prints it when its schema is not in the search_path. */
export const enumTypeName = (type: EnumObject): string => quoteQualified(type.schema, type.name);
