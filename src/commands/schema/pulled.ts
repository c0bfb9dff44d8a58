import { InputRefused } from '../../base/diagnostic.ts';
import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { type CarriedPart, carriedParts, writeCarried } from '../../ir/carried/script.ts';
import type { Schema } from '../../ir/schema.ts';
import { saySchema } from '../../pull/say-schema.ts';

/** A database as files: what the schema language says of it, and what it can't. */
export interface Pulled {
  readonly sdl: string;
  readonly parts: readonly CarriedPart[];
}

/** @throws {InputRefused} when nothing in it is a table that the schema language can say. */
export function pulledFrom(schema: Schema): Pulled {
  const { text, unsaid } = saySchema(schema);
  if (text === '')
    throw new InputRefused(
      [
        {
          code: 'INVALID_SOURCE',
          message: 'The database has no table that the schema language can say.',
          span: null,
          hint: 'Check the name of the database in --dsn; `wesley pull --format ir` gives what is there.',
        },
      ],
      { exit: EXIT.generation },
    );
  const reasons = new Map(unsaid.map(({ object, reason }) => [object, reason]));
  return { sdl: text, parts: carriedParts(schema, reasons) };
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
