import type { Change } from '../diff/change.ts';
import type { UnmanagedObject } from '../ir/schema.ts';
import type { Refusal } from './recipe.ts';

// What shares a namespace with a table or an index, and what with an enum: pg_class and pg_type.
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

/** Objects that would be created where the database has something of the name that a schema can't express. */
export function refuseWhatIsInTheWay(
  changes: readonly Change[],
  unmanaged: readonly UnmanagedObject[],
): readonly Refusal[] {
  const taken = new Map(
    unmanaged.map((object) => [object.id.slice(`unmanaged:${object.what} `.length), object]),
  );
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
