import { InputRefused } from '../../base/diagnostic.ts';
import { jsonText } from '../../base/json-text.ts';
import { circleIn } from '../../ir/carried/circle.ts';
import { contradicted, type Manage } from '../../ir/carried/manage.ts';
import { type CarriedPart, carriedParts, writeCarried } from '../../ir/carried/script.ts';
import type { ObjectId, Schema } from '../../ir/schema.ts';
import { saySchema } from '../../pull/say-schema.ts';

/** A database as files: what the schema language says of it, and what it can't. */
export interface Pulled {
  readonly sdl: string;
  readonly parts: readonly CarriedPart[];
}

/**
 * @param manage What it takes out is not declared, but carried.
 * @throws {InputRefused} when nothing in it is a table that the schema language can say, or when views need each other.
 */
export function pulledFrom(schema: Schema, manage: Manage): Pulled {
  const circle = circleIn(schema);
  if (circle !== null)
    throw refused(
      `These need each other, so that no order makes them: ${circle.join(', ')}.`,
      'Make one of them anew without the other; `wesley pull --format ir` gives what is there.',
    );
  const out = takenOut(schema, manage);
  const { text, unsaid } = saySchema({ objects: schema.objects.filter(({ id }) => !out.has(id)) });
  if (text === '')
    throw refused(
      'There is no table in it that the schema language can say, so there is nothing to manage yet.',
      'Write a schema.graphql of your own, and `wesley plan --from SOURCE`; `wesley pull --format ir` gives what is there.',
    );
  const reasons = new Map([...unsaid.map(({ object, reason }) => [object, reason] as const), ...out]);
  return { sdl: text, parts: carriedParts(schema, reasons) };
}

const refused = (message: string, hint: string): InputRefused =>
  new InputRefused([{ code: 'INVALID_SOURCE', message, span: null, hint }]);

/** Tables that the configuration takes out, with their parts. */
function takenOut({ objects }: Schema, manage: Manage): ReadonlyMap<ObjectId, string> {
  const tables = new Set(contradicted(objects, manage).map(({ id }) => id));
  return new Map(
    objects.flatMap((object) =>
      tables.has('table' in object ? object.table : object.id)
        ? [[object.id, '"manage" of the configuration takes it out'] as const]
        : [],
    ),
  );
}

/** The files of an adopted database. The configuration names nothing that is not found without it. */
export const filesOf = (
  { sdl, parts }: Pulled,
  major: number,
): readonly { readonly path: string; readonly text: string }[] => [
  { path: 'schema.graphql', text: sdl },
  ...(parts.length === 0 ? [] : [{ path: 'carried.sql', text: writeCarried(parts) }]),
  {
    path: 'wesley.config.json',
    text: jsonText({
      schema: 'schema.graphql',
      ...(parts.length === 0 ? {} : { carried: 'carried.sql' }),
      postgres: major,
    }),
  },
];

/** What stands in `carried.sql`: how many objects of each kind, and why. */
export function carriedLines(parts: readonly CarriedPart[]): readonly string[] {
  const groups = Map.groupBy(parts, ({ object, reason }) => `${object.what}\0${reason}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const names = group.map(({ object }) => object.id.slice(`carried:${object.what} `.length));
    const shown = names.slice(0, 3).join(', ');
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    return [`${names.length} × ${first.object.what} (${shown}${more}): ${first.reason}`];
  });
}
