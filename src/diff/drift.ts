import { alteredFacts } from '../ir/altered-facts.ts';
import type { CarriedObject, Schema } from '../ir/schema.ts';
import type { Change } from './change.ts';
import { subjectOf } from './change.ts';
import { diff } from './diff.ts';

/** One object in which a live database is not what its schema says. */
export interface Difference {
  readonly kind: 'unexpected' | 'missing' | 'different';
  readonly object: string;
  /** The names of the facts that differ, when the difference is `different`. */
  readonly facts: readonly string[];
  readonly sentence: string;
}

/**
 * Where a live database departs from its schema.
 *
 * @param expected The schema, and @param found the database. One server must have elaborated both.
 * @param carried Objects of the database that no schema can express. Each is unexpected, except sequences that
 *   belong to a column.
 */
export function driftOf(
  expected: Schema,
  found: Schema,
  carried: readonly CarriedObject[],
): readonly Difference[] {
  const managed = diff(expected, found).filter((change) => subjectOf(change).kind !== 'carried');
  return [
    ...managed.map((change) => difference(change, carried)),
    ...carried.filter(({ what }) => what !== 'owned sequence').map(({ id }) => unexpected(id)),
  ];
}

function difference(change: Change, carried: readonly CarriedObject[]): Difference {
  if (change.kind === 'create') return unexpected(change.after.id);
  if (change.kind === 'alter') return different(change.after.id, alteredFacts(change.before, change.after));
  const { id } = change.before;
  const other = carried.find((object) => id === `table:${object.id.slice(`carried:${object.what} `.length)}`);
  if (other) return different(id, ['kind'], `the database has ${other.what} of that name`);
  return {
    kind: 'missing',
    object: id,
    facts: [],
    sentence: `missing     ${id}: the schema has it, the database does not`,
  };
}

const unexpected = (object: string): Difference => ({
  kind: 'unexpected',
  object,
  facts: [],
  sentence: `unexpected  ${object}: the database has it, the schema does not`,
});

const different = (object: string, facts: readonly string[], how = facts.join(', ')): Difference => ({
  kind: 'different',
  object,
  facts,
  sentence: `different   ${object}: ${how}`,
});
