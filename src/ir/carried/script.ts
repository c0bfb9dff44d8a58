import {
  type CreateStatement,
  createAll,
  createRest,
  FACTS,
  lookupIn,
  PLACEMENT,
  UNLOGGED,
} from '../create-all.ts';
import { addConstraintSql } from '../ddl.ts';
import type { CarriedObject, ObjectId, Schema } from '../schema.ts';
import { notNullNamesSql } from './not-null-names.ts';

/** A part of `carried.sql`: the statements that make one object, or one aspect of it, and why the SDL can't say it. */
export interface CarriedPart {
  readonly object: CarriedObject;
  readonly reason: string;
}

/**
 * What the SDL can't say of a database, in the order in which it can be made.
 *
 * @param unsaid Objects that the SDL could say but for a reason.
 */
export function carriedParts(whole: Schema, unsaid: ReadonlyMap<ObjectId, string>): readonly CarriedPart[] {
  const schema = withoutSaid(whole, unsaid);
  const carried = new Map(schema.objects.flatMap((o) => (o.kind === 'carried' ? [[o.id, o]] : [])));
  const parts = new Map<ObjectId, CarriedPart>();
  for (const statement of [...createAll(schema), ...createRest(schema)]) {
    const reason = reasonFor(statement, unsaid, carried);
    if (reason === null) continue;
    const own = carried.get(statement.object);
    const id: ObjectId = own?.id ?? `carried:${statement.stage} ${statement.object}`;
    const before = parts.get(id)?.object.definition;
    const object = own ?? {
      ...PART,
      id,
      what: statement.stage,
      definition: before === undefined ? statement.sql : `${before}\n${statement.sql}`,
      needs: statement.needs,
    };
    parts.set(id, { object, reason });
  }
  for (const part of [...keysAlone(schema, unsaid), ...notNullPart(schema, unsaid)])
    parts.set(part.object.id, part);
  const unprintable = [...carried.values()]
    .filter(({ id }) => !parts.has(id))
    .map((object) => ({ object, reason: 'PostgreSQL prints no SQL that makes it' }));
  return [...parts.values(), ...unprintable];
}

/** A schema without the parts of tables of which nothing is carried: they would be written only to be left out. */
function withoutSaid(schema: Schema, unsaid: ReadonlyMap<ObjectId, string>): Schema {
  const tables = new Set<ObjectId>();
  for (const object of schema.objects) {
    const of = 'table' in object ? object.table : object.id;
    if (unsaid.has(object.id) || 'carried' in object) tables.add(of);
    if (object.kind === 'table') for (const parent of object.carried?.inherits ?? []) tables.add(parent);
  }
  return { objects: schema.objects.filter((o) => !('table' in o) || tables.has(o.table)) };
}

/** Keys and checks that the SDL can't say, of tables that it says: CREATE TABLE has no statement of its own for them. */
function keysAlone(schema: Schema, unsaid: ReadonlyMap<ObjectId, string>): readonly CarriedPart[] {
  const lookup = lookupIn(schema);
  return schema.objects.flatMap((object) => {
    const reason = unsaid.get(object.id);
    if (object.kind !== 'constraint' || reason === undefined || unsaid.has(object.table)) return [];
    // These have statements of their own.
    if (object.type === 'foreign key' || (object.type === 'check' && !object.validated)) return [];
    const definition = addConstraintSql(object, lookup);
    return [
      {
        object: { ...PART, id: `carried:key ${object.id}` as const, what: 'key', definition, needs: [] },
        reason,
      },
    ];
  });
}

function notNullPart(schema: Schema, unsaid: ReadonlyMap<ObjectId, string>): readonly CarriedPart[] {
  const definition = notNullNamesSql(schema, unsaid);
  const id: ObjectId = `carried:${FACTS} names of NOT NULL`;
  return definition === null
    ? []
    : [
        {
          object: { ...PART, id, what: FACTS, definition, needs: [] },
          reason: 'no directive names a NOT NULL',
        },
      ];
}

const PART = { kind: 'carried', roles: [], comment: null, declared: null } as const;

function reasonFor(
  { object, stage }: CreateStatement,
  unsaid: ReadonlyMap<ObjectId, string>,
  carried: ReadonlyMap<ObjectId, CarriedObject>,
): string | null {
  const own = carried.get(object);
  if (own) return `no directive says ${/^[aeiou]/.test(own.what) ? 'an' : 'a'} ${own.what}`;
  const reason = unsaid.get(object);
  if (reason !== undefined) return reason;
  return [UNLOGGED, FACTS, PLACEMENT].includes(stage) ? 'no directive says how it is stored' : null;
}

const HEAD = `-- What schema.graphql can't say of the database that it was read from, in the order in which it can be made.
-- Leave it beside schema.graphql: \`wesley transform\` puts each part into schema.sql where it belongs, between and after the
-- tables, and rehearsals make it before they begin. SQL may be changed; the lines that begin with the marker are read back.
`;

/** `carried.sql`. */
export function writeCarried(parts: readonly CarriedPart[]): string {
  const marker = markerFor(parts);
  const blocks = parts.map(({ object, reason }) => {
    const { what, id, needs, roles, definition, standIn } = object;
    return `\n-- ${printable(id)}: ${printable(reason)}\n${marker} ${JSON.stringify({ what, id, needs, roles, standIn })}\n${definition}\n`;
  });
  return `${HEAD}-- marker: ${marker}\n${blocks.join('')}`;
}

const printable = (text: string): string => text.replace(/[\r\n]+/g, ' ').replace(/^carried:/, '');

/** The start of a line that no definition has. */
function markerFor(parts: readonly CarriedPart[]): string {
  for (let n = 1; ; n++) {
    const marker = `-- carried ${n}`;
    if (!parts.some(({ object }) => object.definition.includes(marker))) return marker;
  }
}

/** Reads `carried.sql`; a sentence says what is wrong with it. A file without a marker is one part, for after all else. */
export function readCarriedSql(written: string): readonly CarriedObject[] | string {
  const text = written.replaceAll('\r\n', '\n');
  const [, marker] = /^-- marker: (-- carried \d+)\s*$/m.exec(text) ?? [];
  if (marker === undefined)
    return text.trim() === ''
      ? []
      : [{ ...PART, id: 'carried:other script', what: 'other', definition: text.trim(), needs: [] }];
  const objects: CarriedObject[] = [];
  for (const block of `\n${text}`.split(`\n${marker} `).slice(1)) {
    const [head = '', ...lines] = block.split('\n');
    const said = headOf(head);
    if (typeof said === 'string') return said;
    // The next part's title ends this one.
    const definition = lines
      .join('\n')
      .replace(/\n\n-- [^\n]*$/, '')
      .trim();
    objects.push({ ...PART, ...said, definition });
  }
  return objects;
}

type Head = Pick<CarriedObject, 'what' | 'id' | 'needs' | 'roles' | 'standIn'>;

function headOf(line: string): Head | string {
  try {
    const { what, id, needs, roles, standIn } = JSON.parse(line) as Record<string, unknown>;
    const areTexts = (list: unknown): list is readonly string[] =>
      Array.isArray(list) && list.every((one) => typeof one === 'string');
    if (typeof what === 'string' && typeof id === 'string' && areTexts(needs) && areTexts(roles))
      return {
        what,
        id: id as ObjectId,
        needs: needs as readonly ObjectId[],
        roles,
        ...(typeof standIn === 'string' ? { standIn } : {}),
      };
  } catch {}
  return `a part has no head that can be read: ${line.slice(0, 80)}`;
}
