import { alteredFacts } from '../ir/altered-facts.ts';
import { carriedId } from '../ir/object-id.ts';
import type { CarriedObject, Schema } from '../ir/schema.ts';
import type { Change } from './change.ts';
import { subjectOf } from './change.ts';
import { diff } from './diff.ts';

/** One object in which a live database is not what it should be. */
export interface Difference {
  readonly kind: 'unexpected' | 'missing' | 'different';
  readonly object: string;
  /** The names of the facts that differ, when the difference is `different`. */
  readonly facts: readonly string[];
  readonly sentence: string;
}

/**
 * Where a live database departs from its schema. What is carried belongs to both, so it never differs.
 *
 * @param expected The schema with what is carried, and @param found the database. One server must have elaborated both.
 */
export function driftOf(expected: Schema, found: Schema): readonly Difference[] {
  return diff(expected, found).map((change) => difference(change, found));
}

function difference(change: Change, found: Schema): Difference {
  if (change.kind === 'create') return unexpected(change.after.id);
  if (change.kind === 'alter') return different(change.after.id, alteredFacts(change.before, change.after));
  const object = subjectOf(change);
  const other = 'schema' in object ? carriedOfName(object.schema, object.name, found) : undefined;
  if (other) return different(object.id, ['kind'], `the database has a ${other.what} of that name`);
  return {
    kind: 'missing',
    object: object.id,
    facts: [],
    sentence: `missing     ${object.id}: the schema has it, the database does not`,
  };
}

const carriedOfName = (schema: string, name: string, { objects }: Schema): CarriedObject | undefined =>
  objects
    .filter((object) => object.kind === 'carried')
    .find((object) => object.id === carriedId(object.what, schema, name));

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
