import { rolesIn, SchemaRefused } from '../../../ir/elaborate.ts';
import type { Schema } from '../../../ir/schema.ts';
import { schemaOf } from '../../../ir/schema-of.ts';
import type { PlannedChange } from '../../../plan/planned.ts';
import type { Rehearsal } from '../../../rehearse/rehearsal.ts';
import { rehearse } from '../../../rehearse/rehearse.ts';
import type { TestFile } from '../../../rehearse/tap.ts';
import { fillOf } from '../../../rows/fill.ts';
import { generate } from '../../../targets/generate.ts';
import type { GeneratedFile } from '../../../targets/target.ts';
import type { Engine } from '../../../world/engine.ts';
import type { World } from '../../../world/world.ts';
import type { LoadedSchema } from '../../inputs/schema.ts';
import { effectsOf, refusedAt } from './plan-from.ts';
import { tableCount } from './read-sides.ts';
import { scopeNotes } from './scope-notes.ts';

export interface RehearsalOptions {
  /** A server to rehearse on, in a database made for it; `null` for the embedded one. */
  readonly url: string | null;
  /** Rows to make for each table of the baseline. */
  readonly rows: number;
  readonly timeoutMs: number | null;
  readonly digests: boolean;
  /** An embedded database with pgTAP that is open already; it is closed here. */
  readonly scratch?: Engine;
}

/** Rehearses a planned change with the tests of its target on rows made for its baseline. */
export async function rehearsePlan(
  planned: PlannedChange,
  options: RehearsalOptions,
  target: LoadedSchema,
  world: World,
): Promise<Rehearsal> {
  const { plan, from, to, managed } = planned;
  const startMs = world.clock.elapsedMs();
  // The tests and the rows are made while the server starts.
  const opening = openStage(planned, options, world);
  // Whether it failed is asked below; a failure that nobody has asked about yet would end the process.
  opening.catch(() => {});
  try {
    const ours = new Set(managed.objects.map(({ id }) => id));
    const testsOf = async (schema: Schema): Promise<readonly TestFile[]> =>
      (await generate(schema, ['pgtap'])).filter(({ path }) => path.endsWith('.sql')).map(testFile);
    const tests = await testsOf(testedOf(planned));
    const before = from.objects.filter((o) => o.kind === 'enum' || ours.has('table' in o ? o.table : o.id));
    const rows = fillOf(from, options.rows, (table) => ours.has(table));
    const stage = await opening;
    // What is predicted is what this server is asked to show, whichever version the plan is for.
    const effects = stage.major === planned.major ? planned.effects : effectsOf(plan, from, stage.major);
    const rehearsal = await rehearse(
      {
        plan,
        from,
        to,
        predicted: new Map(
          plan.steps.flatMap((step, i) => (effects[i] ? [[step.id, effects[i]] as const] : [])),
        ),
        tests,
        testsBefore: () => testsOf(schemaOf(before)),
        ...rows,
        digests: options.digests,
      },
      stage,
      {
        nowMs: world.clock.elapsedMs,
        progress: world.log.progress,
        deadlineMs: options.timeoutMs === null ? null : startMs + options.timeoutMs,
      },
    );
    return { ...rehearsal, notes: [...rehearsal.notes, ...scopeNotes(planned)] };
  } catch (error) {
    throw error instanceof SchemaRefused ? refusedAt(error, target) : error;
  } finally {
    await (await opening)[Symbol.asyncDispose]();
  }
}

const testFile = ({ path, text, places }: GeneratedFile): TestFile => ({
  path,
  text,
  table: places.find(({ object }) => object.startsWith('table:'))?.object ?? null,
});

/** What the tests are about: what is managed of the tables that are there. */
export const testedOf = ({ managed, to, scope }: PlannedChange): Schema => {
  if (scope === null) return managed;
  const there = new Set(to.objects.map(({ id }) => id));
  return { objects: managed.objects.filter(({ id }) => there.has(id)) };
};

async function openStage(
  { from, to }: PlannedChange,
  options: RehearsalOptions,
  world: World,
): Promise<Engine> {
  if (options.url === null)
    return options.scratch ?? world.openScratch({ pgtap: true, tables: tableCount(from) });
  await options.scratch?.[Symbol.asyncDispose]();
  return world.openShadow(options.url, [...rolesIn(from), ...rolesIn(to)]);
}
