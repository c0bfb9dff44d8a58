import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Glob } from 'bun';
import { COUNTS } from './bench-check.ts';

/** What a figure may be at most. */
export interface Goals {
  /** Of the wall time of the build that is compared with. */
  readonly ratio?: number;
  /** Of the wall time of another tool on the same input. */
  readonly peer?: readonly [name: string, ratio: number];
  readonly ms?: number;
  readonly mb?: number;
}

/** A whole process to time. */
export interface Case {
  readonly name: string;
  /** Of ours, what stands behind the executable; of another tool, the whole command. */
  readonly argv: readonly string[];
  readonly isOurs: boolean;
  readonly goals?: Goals;
  /** Runs for each of the others, where one takes seconds. */
  readonly share?: number;
  /** A folder that is removed before each run. */
  readonly fresh?: string;
}

const ROOT = join(import.meta.dir, '..');
export const SAAS = join(ROOT, 'fixtures/schemas/saas/schema.graphql');
const MANY = join(ROOT, 'fixtures/changes/many-at-once');

const ours = (name: string, argv: readonly string[], more: Partial<Case> = {}): Case => ({
  name,
  argv,
  isOurs: true,
  ...more,
});

export function ourCases(folder: string, realFiles: number): readonly Case[] {
  const into = (name: string): string => join(folder, 'generated', name);
  // Each into a folder of its own: tests of another schema would be removed first.
  const transform = (schema: string): readonly string[] => [
    ...[
      'transform',
      '--quiet',
      '--schema',
      schema,
      '--out',
      into(basename(dirname(schema)) + basename(schema)),
    ],
  ];
  const rehearse = ['rehearse', '--quiet', '--schema', join(MANY, 'after.graphql'), '--from'];
  const plan = ['plan', '--quiet', '--schema', '500-changed.graphql', '--from', '500.graphql'];
  const verify = [
    'cert',
    'verify',
    '--in',
    'SHIPME.md',
    '--trust',
    'trust.json',
    '--cwd',
    join(folder, 'ship'),
  ];
  const checks = COUNTS.map((count) =>
    ours(`check ${count} files`, ['check', `m${count}`], {
      share: count === 10_000 ? 9 : 3,
      ...(count === 1000 ? { goals: { peer: ['squawk 1000 files, native', 1.5] } } : {}),
    }),
  );
  const real = ours('check real files', ['check', 'real'], {
    share: 3,
    goals: { peer: ['squawk real files, native', 0.3], mb: 250 },
  });
  return [
    ours('--version', ['--version']),
    ours('check 50 lines', ['check', 'fifty.sql'], {
      goals: { ratio: 0.6, peer: ['squawk 50 lines, by npm', 0.45], mb: 45 },
    }),
    ...(realFiles > 0 ? [real] : []),
    ...checks,
    ours('check --base 5000 files', ['check', 'fifty.sql', '--base', 'history'], {
      share: 3,
      goals: { ratio: 0.7 },
    }),
    ours('transform saas', transform(SAAS), { goals: { ratio: 0.6 } }),
    ours('transform 100 tables', transform('100.graphql')),
    ours('transform 500 tables', transform('500.graphql'), {
      share: 3,
      fresh: into('.500.graphql'),
      goals: { ratio: 0.4, mb: 250 },
    }),
    ours('transform 5000 tables', transform('5000.graphql'), { share: 9 }),
    ours('plan one change in 500 tables', plan, { share: 3, goals: { ratio: 0.5 } }),
    ours('rehearse saas from empty', [...rehearse, 'empty'], { share: 3, goals: { ratio: 0.6, mb: 450 } }),
    ours('rehearse saas, 48 steps', [...rehearse, join(MANY, 'before.graphql')], { share: 3 }),
    ours('cert verify', verify, { goals: { ms: 60 } }),
  ];
}

/** Other tools on the same files, where they install and run here. */
export async function peerCases(folder: string, realFiles: number): Promise<readonly Case[]> {
  const place = join(folder, 'peers');
  mkdirSync(place);
  await Bun.write(join(place, 'package.json'), '{"private":true}');
  const installed = Bun.spawnSync(['npm', 'install', '--no-audit', '--no-fund', 'squawk-cli'], {
    cwd: place,
    stdout: 'ignore',
    stderr: 'pipe',
    timeout: 60_000,
  });
  if (!installed.success) {
    process.stderr.write(`squawk-cli does not install here: ${installed.stderr.toString().slice(0, 200)}\n`);
    return [];
  }
  const binary = [...new Glob('node_modules/@squawk-cli/*/bin/squawk*').scanSync(place)][0] ?? '';
  const native = (name: string, files: readonly string[], share = 1): Case => ({
    name,
    argv: [join(place, binary), ...files],
    isOurs: false,
    share,
  });
  const all = (name: string): readonly string[] =>
    readdirSync(join(folder, name)).map((file) => join(name, file));
  return [
    {
      name: 'squawk 50 lines, by npm',
      argv: [join(place, 'node_modules/.bin/squawk'), 'fifty.sql'],
      isOurs: false,
    },
    native('squawk 50 lines, native', ['fifty.sql']),
    native('squawk 1000 files, native', all('m1000'), 3),
    ...(realFiles > 0 ? [native('squawk real files, native', all('real'), 3)] : []),
  ];
}

/** Removes what a case asks to begin without. */
export function prepare({ fresh }: Case): void {
  if (fresh !== undefined) rmSync(fresh, { recursive: true, force: true });
}
