import type { Change } from '../diff/change.ts';
import type { CarriedObject } from '../ir/schema.ts';
import type { Refusal } from './recipe.ts';

// Kinds of objects that share a namespace with tables and indexes (pg_class), and with enums (pg_type).
const RELATIONS = [
  'view',
  'materialized view',
  'foreign table',
  'partitioned table',
  'inherited table',
  'sequence',
  'owned sequence',
  'composite type',
];
const TYPES = [...RELATIONS, 'domain'];

/** Refuses to create an object when the database has something of its name that a schema can't express. */
export function refuseWhatIsInTheWay(
  changes: readonly Change[],
  carried: readonly CarriedObject[],
): readonly Refusal[] {
  const taken = new Map(carried.map((object) => [object.id.slice(`carried:${object.what} `.length), object]));
  return changes.flatMap((change) => {
    if (change.kind !== 'create') return [];
    const { id, kind } = change.after;
    const other = taken.get(id.slice(kind.length + 1));
    const collides =
      other &&
      (kind === 'enum' ? TYPES : kind === 'table' || kind === 'index' ? RELATIONS : []).includes(other.what);
    if (!collides) return [];
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
