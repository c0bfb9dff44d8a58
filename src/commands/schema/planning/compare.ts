import { carriedDriftOf } from '../../../diff/carried-drift.ts';
import { type Difference, driftOf } from '../../../diff/drift.ts';
import { aroundTables } from '../../../ir/around-tables.ts';
import { isRight } from '../../../ir/carried/rights.ts';
import { carriedParts } from '../../../ir/carried/script.ts';
import { carriedBy, withCarried } from '../../../ir/carried/with-carried.ts';
import { comparable } from '../../../ir/comparable.ts';
import type { CarriedObject, ObjectId, Schema } from '../../../ir/schema.ts';
import { sameFacts, withoutCarriedFacts } from '../../../ir/schema-of.ts';
import type { Engine } from '../../../world/engine.ts';
import type { World } from '../../../world/world.ts';
import type { Config } from '../../inputs/config-schema.ts';
import type { LoadedSchema } from '../../inputs/schema.ts';
import { extentOf } from './extent.ts';
import { refuseContradictions } from './plan-from.ts';

export interface Comparison {
  /** Where what is managed is not as declared. */
  readonly differences: readonly Difference[];
  /** What is left alone: whole objects, without the parts of tables and without rights. */
  readonly carried: readonly ObjectId[];
  /** Where what is carried is not as `carried.sql` has it; `null` where there is no such file. */
  readonly carriedDifferences: readonly Difference[] | null;
}

/** A live database against the schema that it should have. */
export async function compareLive(
  live: Schema,
  declared: LoadedSchema,
  { manage }: Config,
  world: World,
): Promise<Comparison> {
  refuseContradictions(declared, manage);
  const extent = await extentOf(live, declared.schema, manage);
  const expected = withCarried(declared.schema, live, extent);
  let scratch: Engine | null = null;
  try {
    const [wanted, found] = await comparable(expected, live, async () => {
      scratch = await world.openScratch({ pgtap: false });
      return scratch.session;
    });
    const carried = carriedBy(live, declared.schema, extent).filter(
      (object) => !('table' in object) && !isRight(object),
    );
    const recorded = declared.schema.objects.filter((object) => object.kind === 'carried');
    return {
      differences: driftOf(wanted, found),
      carried: carried.map(({ id }) => id),
      carriedDifferences:
        recorded.length === 0 ? null : await carriedDifferences(recorded, live, declared.schema),
    };
  } finally {
    await (scratch as Engine | null)?.[Symbol.asyncDispose]();
  }
}

async function carriedDifferences(
  recorded: readonly CarriedObject[],
  live: Schema,
  declared: Schema,
): Promise<readonly Difference[]> {
  const unsaid = await unsaidOf(live, declared);
  const parts = carriedParts(live, new Map(unsaid.map(({ object, reason }) => [object, reason])));
  const said = new Set(
    [...declared.objects, ...unsaid.map(({ object }) => ({ id: object }))].map(({ id }) => id),
  );
  const undeclared = live.objects.filter(
    ({ id, kind }) => (kind === 'table' || kind === 'enum' || kind === 'sequence') && !said.has(id),
  );
  return carriedDriftOf(
    recorded,
    parts.map(({ object }) => object),
    undeclared.map(({ id }) => id),
  );
}

/** What the language can't say of a database. What is declared as it is there has been said, so only the rest is tried. */
async function unsaidOf(live: Schema, declared: Schema) {
  const said = new Map(declared.objects.map((object) => [object.id, object]));
  const left = live.objects.filter((object) => {
    const other = said.get(object.id);
    return object.kind !== 'carried' && !(other && sameFacts(withoutCarriedFacts(object), other));
  });
  if (left.length === 0) return [];
  const tables = left.flatMap((o) => ('table' in o ? [o.table] : o.kind === 'table' ? [o.id] : []));
  const { saySchema } = await import('../../../pull/say-schema.ts');
  const { unsaid } = saySchema(tables.length === left.length ? aroundTables(live, new Set(tables)) : live);
  const ids = new Set(left.map(({ id }) => id));
  return unsaid.filter(({ object }) => ids.has(object));
}
