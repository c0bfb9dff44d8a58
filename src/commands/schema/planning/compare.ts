import { carriedDriftOf } from '../../../diff/carried-drift.ts';
import { type Difference, driftOf } from '../../../diff/drift.ts';
import { isRight } from '../../../ir/carried/rights.ts';
import { carriedParts } from '../../../ir/carried/script.ts';
import { carriedBy, withCarried } from '../../../ir/carried/with-carried.ts';
import { comparable } from '../../../ir/comparable.ts';
import type { CarriedObject, ObjectId, Schema } from '../../../ir/schema.ts';
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
  const { saySchema } = await import('../../../pull/say-schema.ts');
  const { unsaid } = saySchema(live);
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
