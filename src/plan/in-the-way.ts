import type { Change } from '../diff/change.ts';
import type { Schema, SchemaObject } from '../ir/schema.ts';
import { quoteQualified } from '../sql/identifier.ts';
import type { Refusal } from './recipe.ts';

// Kinds of objects that share a namespace with tables and indexes (pg_class), and with enums (pg_type).
const RELATIONS = ['view', 'materialized view', 'foreign table', 'composite type', 'sequence', 'table'];
const TYPES = [
  ...RELATIONS.filter((what) => what !== 'sequence'),
  'domain',
  'range type',
  'base type',
  'enum',
];

/** Refuses to create an object when the database has something else of its name. */
export function refuseWhatIsInTheWay(changes: readonly Change[], live: Schema): readonly Refusal[] {
  const taken = new Map<string, { readonly object: SchemaObject; readonly what: string }[]>();
  for (const object of live.objects) {
    const found = nameOf(object);
    if (found !== null)
      taken.set(found.name, [...(taken.get(found.name) ?? []), { object, what: found.what }]);
  }
  return changes.flatMap((change) => {
    if (change.kind !== 'create' || change.after.kind === 'carried' || !('schema' in change.after)) return [];
    const { id, kind, schema, name } = change.after;
    const kinds = kind === 'enum' ? TYPES : kind === 'table' ? [...RELATIONS, ...TYPES] : RELATIONS;
    const other = taken.get(quoteQualified(schema, name))?.find(({ what }) => kinds.includes(what));
    if (!other) return [];
    const message = `${id} can't be created: the database has ${/^[aeiou]/.test(other.what) ? 'an' : 'a'} ${other.what} of that name.`;
    return [
      {
        code: 'NAME_TAKEN',
        object: id,
        message,
        hint: 'Give it another name; what is there is not planned, and left alone.',
      },
    ];
  });
}

/** What an object is called as SQL, when it is of a kind that takes a name away from others. */
function nameOf(object: SchemaObject): { readonly what: string; readonly name: string } | null {
  if (object.kind === 'carried')
    return { what: object.what, name: object.id.slice(`carried:${object.what} `.length) };
  if (object.kind !== 'sequence' && object.kind !== 'table' && object.kind !== 'enum') return null;
  return { what: object.kind, name: quoteQualified(object.schema, object.name) };
}
