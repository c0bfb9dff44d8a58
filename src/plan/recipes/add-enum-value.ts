import { qualified } from '../../ir/ddl.ts';
import type { EnumObject } from '../../ir/schema.ts';
import { quoteLiteral } from '../../sql/identifier.ts';
import { type Altered, altered } from '../claims.ts';
import { defineRecipe, quickStep } from '../recipe.ts';

export default defineRecipe<Altered<'enum'>>({
  id: 'add-enum-value',
  summary: 'A value is added in its own transaction: PostgreSQL lets nobody use it before that has ended.',
  source: 'https://www.postgresql.org/docs/18/sql-altertype.html#SQL-ALTERTYPE-NOTES',
  claims: altered('enum', ['values'], ({ before, after }) => {
    const kept = after.values.filter((value) => before.values.includes(value));
    return kept.join('\0') === before.values.join('\0');
  }),
  steps({ before, after }) {
    const added = after.values.filter((value) => !before.values.includes(value));
    return added.map((value) =>
      quickStep({
        phase: 'expand',
        object: after.id,
        makes: [after.id],
        sql: `ALTER TYPE ${qualified(after)} ADD VALUE ${quoteLiteral(value)}${placeOf(value, after, before)};`,
        hazards: [
          {
            code: 'CANNOT_BE_UNDONE',
            message: `PostgreSQL can't remove a value from an enum: after a rollback ${value} stays.`,
          },
        ],
        undo: { impossible: "PostgreSQL can't remove a value from an enum" },
      }),
    );
  },
});

/** AFTER the value before it, which exists by then; the first value is placed BEFORE the first of the old ones. */
function placeOf(value: string, after: EnumObject, before: EnumObject): string {
  const at = after.values.indexOf(value);
  const previous = after.values[at - 1];
  if (previous !== undefined) return ` AFTER ${quoteLiteral(previous)}`;
  const [first] = before.values;
  return first === undefined ? '' : ` BEFORE ${quoteLiteral(first)}`;
}
