import { rolesIn } from '../ir/elaborate.ts';
import { insertRows } from '../ir/sample/insert.ts';
import { FILL, sampleSchema } from '../ir/sample/sample.ts';
import type { Schema } from '../ir/schema.ts';
import type { Rehearsal } from '../rehearse/rehearsal.ts';
import { rehearse } from '../rehearse/rehearse.ts';
import type { World } from './command.ts';
import type { PlannedChange } from './plan-from.ts';
import { generate } from './transform.ts';

export interface RehearsalOptions {
  /** A server to rehearse on, in a database made for it; `null` for the embedded one. */
  readonly url: string | null;
  /** Rows to make for each table of the baseline. */
  readonly rows: number;
  readonly timeoutMs: number | null;
  readonly digests: boolean;
}

/** Rehearses a planned change with the tests of its target on rows made for its baseline. */
export async function rehearsePlan(
  planned: PlannedChange,
  options: RehearsalOptions,
  world: World,
): Promise<Rehearsal> {
  const { plan, from, to, effects } = planned;
  const startMs = world.clock.elapsedMs();
  const engine =
    options.url === null
      ? await world.openScratch({ pgtap: true })
      : await world.openShadow(options.url, [...rolesIn(from), ...rolesIn(to)]);
  try {
    const files = await generate(to, ['pgtap']);
    return await rehearse(
      {
        plan,
        from,
        to,
        predicted: new Map(plan.steps.map((step, i) => [step.id, effects[i]?.locks ?? []])),
        tests: files.filter(({ path }) => path.endsWith('.sql')),
        ...baselineRows(from, options.rows),
        digests: options.digests,
      },
      engine,
      {
        nowMs: world.clock.elapsedMs,
        progress: world.log.progress,
        deadlineMs: options.timeoutMs === null ? null : startMs + options.timeoutMs,
      },
    );
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

function baselineRows(
  from: Schema,
  count: number,
): { readonly fill: readonly string[]; readonly unfilled: readonly string[] } {
  const { tables, unsolved } = sampleSchema(from, FILL(count));
  return {
    fill: tables.map(({ model, rows }) => insertRows(model, rows)),
    unfilled: unsolved.map(({ table, reason }) => `${table.slice('table:'.length)}: ${reason}`),
  };
}
