import type { Session } from '../world/engine.ts';
import { columnsOf, likenessOf, type Part } from './alike.ts';
import { alteredFacts } from './altered-facts.ts';
import { aroundTables } from './around-tables.ts';
import { elaborate, SchemaRefused } from './elaborate.ts';
import type { ObjectId, Schema, SchemaObject } from './schema.ts';
import { sameFacts } from './schema-of.ts';
import { cutTo } from './scope.ts';

/**
 * Two schemas in the words of one server, as far as they need it: equal texts mean the same on any server, so only tables
 * whose parts differ are created in a scratch database and read back. Of parts that are printed alike one is enough, when its
 * two forms turn out to be the same.
 *
 * Where an object is the same in both, it is one object, as the first declares it.
 *
 * @param scratch Opens the scratch database; not called when every text is equal.
 * @throws {SchemaRefused} when PostgreSQL refuses an object of either.
 */
export async function comparable(
  a: Schema,
  b: Schema,
  scratch: () => Promise<Session>,
): Promise<readonly [Schema, Schema]> {
  const doubts = doubtsBetween(a, b);
  if (doubts.length === 0) return [a, sharing(b, a)];
  const session = await scratch();
  const first = firstOfEach(doubts);
  let [one, other] = await bothPrinted(a, b, tablesOf(first), session);
  const same = sameParts(one, other);
  const settled = new Set(first.filter(({ part }) => same.has(part.id)).map(({ likeness }) => likeness));
  const loaded = tablesOf(first);
  const left = doubts.filter(({ part, likeness }) => !settled.has(likeness) && !loaded.has(part.table));
  if (left.length > 0) [one, other] = await bothPrinted(one, other, tablesOf(left), session);
  const equal = new Set(doubts.flatMap(({ part, likeness }) => (settled.has(likeness) ? [part.id] : [])));
  return [one, sharing(other, one, (id) => equal.has(id))];
}

/** A part that both schemas have in different words, and what all parts have that are printed alike. */
interface Doubt {
  readonly part: Part;
  readonly likeness: string;
}

function doubtsBetween(a: Schema, b: Schema): readonly Doubt[] {
  const others = new Map(b.objects.map((object) => [object.id, object]));
  const pairs = a.objects.flatMap((object) => {
    const other = others.get(object.id);
    if (!('table' in object) || !other || !('table' in other) || sameFacts(object, other)) return [];
    return [{ part: object, other }];
  });
  if (pairs.length === 0) return [];
  const [of, inOther] = [columnsOf(a), columnsOf(b)];
  return pairs.map(({ part, other }) => ({
    part,
    likeness: alteredFacts(part, other).every((fact) => EXPRESSIONS.has(fact))
      ? `${likenessOf(part, of)} ${likenessOf(other, inOther)}`
      : part.id,
  }));
}

// Facts that PostgreSQL parses and prints.
const EXPRESSIONS: ReadonlySet<string> = new Set([
  'check',
  'default',
  'expression',
  'generated',
  'keys',
  'using',
  'where',
]);

const firstOfEach = (doubts: readonly Doubt[]): readonly Doubt[] => [
  ...new Map(doubts.toReversed().map((doubt) => [doubt.likeness, doubt])).values(),
];

const tablesOf = (doubts: readonly Doubt[]): ReadonlySet<ObjectId> =>
  new Set(doubts.map(({ part }) => part.table));

function sameParts(a: Schema, b: Schema): ReadonlySet<ObjectId> {
  const others = new Map(b.objects.map((object) => [object.id, object]));
  return new Set(
    a.objects.flatMap((object) => {
      const other = others.get(object.id);
      return other && sameFacts(object, other) ? [object.id] : [];
    }),
  );
}

const bothPrinted = async (
  a: Schema,
  b: Schema,
  tables: ReadonlySet<ObjectId>,
  session: Session,
): Promise<[Schema, Schema]> => [await printed(a, tables, session), await printed(b, tables, session)];

/** A schema with the very objects of another where they are the same: then nobody compares them again. */
function sharing(schema: Schema, other: Schema, isSame = (_: ObjectId): boolean => false): Schema {
  const there = new Map(other.objects.map((object) => [object.id, object]));
  return {
    objects: schema.objects.map((object) => {
      const same = there.get(object.id);
      return same && (isSame(object.id) || sameFacts(object, same)) ? same : object;
    }),
  };
}

// One transaction makes them all, and the engine has room for the locks of only so many.
const BATCH = 100;

async function printed(schema: Schema, tables: ReadonlySet<ObjectId>, session: Session): Promise<Schema> {
  const anew = new Map<ObjectId, SchemaObject>();
  const sorted = [...tables].toSorted();
  for (let first = 0; first < sorted.length; first += BATCH) {
    const batch = new Set(sorted.slice(first, first + BATCH));
    for (const object of (await elaborated(schema, batch, session)).objects)
      if ('table' in object && batch.has(object.table)) anew.set(object.id, object);
  }
  return { objects: schema.objects.map((object) => anew.get(object.id) ?? object) };
}

/** Some tables of a schema in the words of the server. A part may lack what only more of it has: a view in a policy, for one. */
async function elaborated(schema: Schema, tables: ReadonlySet<ObjectId>, session: Session): Promise<Schema> {
  const parts = [() => aroundTables(schema, tables), () => cutTo(schema, [...tables])];
  for (const part of parts) {
    try {
      return await elaborate(part(), session);
    } catch (error) {
      if (!(error instanceof SchemaRefused)) throw error;
    }
  }
  return elaborate(schema, session);
}
