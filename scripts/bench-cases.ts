import { cpSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Glob } from 'bun';
import { COUNTS, writeMigrations } from './bench-check.ts';

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
const SAAS = join(ROOT, 'fixtures/schemas/saas/schema.graphql');
const MANY = join(ROOT, 'fixtures/changes/many-at-once');

/** A schema of many tables: ten columns, two indexes, a check, and keys in chains of ten tables. */
function manyTables(count: number, changed: boolean): string {
  const tables = Array.from({ length: count }, (_, i) =>
    [
      `type Table${i} @wes_table @wes_index(fields: ["name", "createdAt"]) @wes_index(fields: ["status"]) {`,
      '  id: BigInt! @wes_pk',
      '  name: String! @wes_column(length: 80)',
      '  status: Status! @wes_default(value: DRAFT)',
      '  amount: Decimal! @wes_column(precision: 12, scale: 2) @wes_check(expr: "amount >= 0")',
      '  active: Boolean! @wes_default(value: true)',
      '  note: String',
      '  data: JSON',
      '  createdAt: DateTime! @wes_default(expr: "now()")',
      '  day: Date',
      ...(i % 10 > 0 ? [`  parentId: BigInt! @wes_fk(ref: "Table${i - 1}.id", onDelete: CASCADE)`] : []),
      ...(changed && i === count >> 1 ? ['  extra: String'] : []),
      '}',
    ].join('\n'),
  );
  return ['enum Status { DRAFT OPEN CLOSED }', ...tables].join('\n');
}

/** Up to a thousand migrations of real projects, where WESLEY_CORPUS has them; their number. */
function copyRealFiles(folder: string): number {
  const corpus = join(process.env['WESLEY_CORPUS'] ?? '/nowhere', 'realworld');
  if (!statSync(corpus, { throwIfNoEntry: false })) return 0;
  mkdirSync(join(folder, 'real'));
  const files = [...new Glob('**/*.sql').scanSync({ cwd: corpus, absolute: true })].toSorted().slice(0, 1000);
  for (const [i, file] of files.entries())
    cpSync(file, join(folder, 'real', `${String(i).padStart(5, '0')}.sql`));
  return files.length;
}

/** A certificate that two keys have signed. */
function certify(executable: string, folder: string): void {
  mkdirSync(folder);
  const key = (role: string): readonly string[] => [
    'keys',
    'new',
    '--role',
    role,
    '--no-passphrase',
    '--out',
  ];
  const sign = (role: string, file: string): readonly string[] => [
    ...['cert', 'sign', '--signer', role, '--key', file, '--in', 'SHIPME.md'],
  ];
  const commands = [
    [...key('HOLMES'), 'a.pem'],
    [...key('WAT-SUM'), 'b.pem'],
    ['trust', 'init', '--key', 'a.pem.pub', '--key', 'b.pem.pub', '--out', 'trust.json'],
    ['certify', '--env', 'dev', '--schema', SAAS, '--dsn', 'pglite:db', '--out', 'SHIPME.md'],
    sign('HOLMES', 'a.pem'),
    sign('WAT-SUM', 'b.pem'),
  ];
  for (const command of commands) {
    const { exitCode, stderr } = Bun.spawnSync([executable, ...command], { cwd: folder, stderr: 'pipe' });
    if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}: ${stderr}`);
  }
}

/** Writes all inputs into a folder. @returns how many real migrations there are. */
export async function writeInputs(executable: string, folder: string): Promise<number> {
  for (const count of [100, 500, 5000])
    await Bun.write(join(folder, `${count}.graphql`), manyTables(count, false));
  await Bun.write(join(folder, '500-changed.graphql'), manyTables(500, true));
  await writeMigrations(folder);
  certify(executable, join(folder, 'ship'));
  return copyRealFiles(folder);
}

const ours = (name: string, argv: readonly string[], more: Partial<Case> = {}): Case => ({
  name,
  argv,
  isOurs: true,
  ...more,
});

export function ourCases(folder: string, realFiles: number): readonly Case[] {
  const generated = join(folder, 'generated');
  const transform = (schema: string): readonly string[] => [
    ...['transform', '--quiet', '--schema', schema, '--out', generated],
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
      fresh: generated,
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
