import type { EnumType } from '../../sdl/document.ts';
import { quoteQualified, snakeCase } from '../../sql/identifier.ts';
import { objectId } from '../object-id.ts';
import type { EnumObject } from '../schema.ts';
import { type Compilation, declaredBy, report } from './compilation.ts';

const SCHEMA = 'public';
// PostgreSQL stores an enum label as a `name`.
const MAX_LABEL_BYTES = 63;

/** An SDL enum as a PostgreSQL one; its labels are the SDL's values, unchanged. */
export function compileEnum(compilation: Compilation, type: EnumType): EnumObject {
  for (const value of type.values) {
    if (value.name.length > MAX_LABEL_BYTES)
      report(
        compilation,
        'NAME_TOO_LONG',
        value.span,
        `The enum value "${value.name}" exceeds 63 bytes.`,
        'Shorten it.',
      );
  }
  const name = snakeCase(type.name);
  return {
    kind: 'enum',
    id: objectId('enum', SCHEMA, name),
    schema: SCHEMA,
    name,
    values: type.values.map((value) => value.name),
    comment: type.description,
    declared: declaredBy(type, type.name),
  };
}

/** The type's name as `format_type` prints it when its schema is not in the search_path. */
export const enumTypeName = (type: EnumObject): string => quoteQualified(type.schema, type.name);
