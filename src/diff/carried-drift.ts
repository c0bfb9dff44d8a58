import type { CarriedObject, ObjectId } from '../ir/schema.ts';
import type { Difference } from './drift.ts';

/**
 * Where what a database carries is not as it was written down.
 *
 * @param recorded What `carried.sql` has, and @param found what a pull would write now.
 * @param undeclared Objects that the schema language could say, and that neither file has.
 */
export function carriedDriftOf(
  recorded: readonly CarriedObject[],
  found: readonly CarriedObject[],
  undeclared: readonly ObjectId[],
): readonly Difference[] {
  const [before, now] = [recorded, found].map(
    (objects) => new Map(objects.map(({ id, definition }) => [id, definition.trim()])),
  ) as [Map<ObjectId, string>, Map<ObjectId, string>];
  const ids = [...new Set([...before.keys(), ...now.keys(), ...undeclared])].toSorted();
  return ids.flatMap((object): readonly Difference[] => {
    if (!before.has(object))
      return [told('unexpected', object, 'it was not there when carried.sql was written')];
    if (!now.has(object)) return [told('missing', object, 'carried.sql has it, the database does not')];
    return before.get(object) === now.get(object) ? [] : [told('different', object, 'definition')];
  });
}

const told = (kind: Difference['kind'], object: ObjectId, how: string): Difference => ({
  kind,
  object,
  facts: kind === 'different' ? ['definition'] : [],
  sentence: `${kind.padEnd(10)}  ${object}: ${how}`,
});
