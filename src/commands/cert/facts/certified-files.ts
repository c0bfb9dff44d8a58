import type { Digest } from '../../../base/digest.ts';
import { formatInstant } from '../../../base/instant.ts';
import { jsonText } from '../../../base/json-text.ts';
import { GENERATED } from '../../../certificate/artifacts.ts';
import { formatChain, headOf } from '../../../evidence/chain.ts';
import { chainOf } from '../../../evidence/record.ts';
import { planFiles } from '../../../plan/document/files.ts';
import { planJson } from '../../../plan/document/json.ts';
import type { PlannedChange } from '../../../plan/planned.ts';
import type { Rehearsal } from '../../../rehearse/rehearsal.ts';
import { jsonReport } from '../../../reports/json.ts';
import type { ReportedFile } from '../../../reports/report.ts';
import { generate, withMap } from '../../../targets/generate.ts';
import { TARGETS } from '../../../targets/index.ts';
import type { World } from '../../../world/world.ts';
import type { Config } from '../../inputs/config-schema.ts';
import type { LoadedSchema } from '../../inputs/schema.ts';
import { testedOf } from '../../schema/planning/rehearse-plan.ts';

export interface Certified {
  readonly id: string;
  readonly planned: PlannedChange;
  readonly rehearsal: Rehearsal;
  readonly checked: readonly ReportedFile[];
  /** PostgreSQL's major version that `checked` is for. */
  readonly major: number;
  readonly target: LoadedSchema;
  readonly config: Config;
  readonly labels: { readonly from: string; readonly to: string };
}

/** Everything a certificate certifies, by path in its folder; `deploy` reads nothing else. */
export async function certifiedFiles(
  certified: Certified,
  world: World,
): Promise<{ readonly files: ReadonlyMap<string, Uint8Array>; readonly evidence: Digest }> {
  const { planned, rehearsal, target, config, labels } = certified;
  const digests = new Map(rehearsal.steps.map((step) => [step.id, step.schemaAfter]));
  const plan = planFiles(planned.plan, planJson(planned, labels, digests));
  // The snapshot is of the whole database, as the digests are; all else is for what the schema declares.
  const declared = Object.keys(TARGETS).filter((name) => name !== 'ir' && name !== 'pgtap');
  const artifacts = [
    ...(await generate(planned.managed, declared)),
    // The tests that were run.
    ...(await generate(testedOf(planned), ['pgtap'])),
  ];
  const generated = [...(await withMap(planned.managed, artifacts)), ...(await generate(planned.to, ['ir']))];
  const texts: readonly (readonly [string, string])[] = [
    ['schema.graphql', target.text],
    ['config.json', jsonText(config)],
    [
      'check.json',
      jsonReport({ postgres: certified.major, files: certified.checked, cwd: '', color: false }),
    ],
    ['realm.json', jsonText(rehearsal)],
    ...plan.map(({ path, text }) => [path === 'plan.json' ? path : `plan/${path}`, text] as const),
    ...generated.map(({ path, text }) => [`${GENERATED}${path}`, text] as const),
  ];
  const files = new Map(texts.map(([path, text]) => [path, new TextEncoder().encode(text)]));
  const chain = chainOf(files, formatInstant(world.clock.nowMs()));
  files.set('evidence.jsonl', new TextEncoder().encode(formatChain(chain)));
  return { files, evidence: headOf(chain) };
}
