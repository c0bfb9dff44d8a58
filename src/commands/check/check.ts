import { EXIT, type ExitCode } from '../../base/exit.ts';
import { checkFile } from '../../check/check.ts';
import { checkSeries, type FileChecker } from '../../check/series.ts';
import { withoutKnown } from '../../reports/baseline.ts';
import { FORMATS } from '../../reports/index.ts';
import { isWhole, type ReportedFile } from '../../reports/report.ts';
import type { World } from '../../world/world.ts';
import { defineCommand, type Input } from '../line/command.ts';
import { misuse } from '../line/misuse.ts';
import { refuseOverwriting } from '../outputs/written-files.ts';
import { baselineAt, tellFixed, writeBaseline } from './run/baseline.ts';
import { type CheckOptions, checkOptions } from './run/options.ts';
import { checkedSeries, isPiped, type Series, textsOf } from './run/paths.ts';
import { ruleIds } from './run/rule-names.ts';

const FORMAT_NAMES = Object.keys(FORMATS).join(', ');

export default defineCommand({
  name: 'check',
  summary: 'Tell what every statement of SQL files locks, and report what would block traffic.',
  flags: {
    base: {
      type: 'string',
      valueHint: 'PATH',
      repeatable: true,
      description: 'SQL file or folder of the database as it is',
    },
    pg: {
      type: 'string',
      valueHint: 'N',
      description: "PostgreSQL major version, 14 to 18 (default: the configuration's, else 18)",
    },
    format: { type: 'string', valueHint: 'F', default: 'human', description: FORMAT_NAMES },
    out: { type: 'string', valueHint: 'FILE', description: 'write the report there instead of to stdout' },
    'fail-on': { type: 'string', valueHint: 'LEVEL', description: 'error (default) or warning' },
    baseline: { type: 'string', valueHint: 'FILE', description: 'findings that are not reported again' },
    'write-baseline': {
      type: 'string',
      valueHint: 'FILE',
      description: 'write all findings there as a baseline, and report none of them',
    },
    rule: {
      type: 'string',
      valueHint: 'ID',
      repeatable: true,
      description: 'ask this rule too, which is left out unless it is named',
    },
    'all-rules': { type: 'boolean', description: 'ask every rule, those of taste too' },
    exclude: { type: 'string', valueHint: 'ID', repeatable: true, description: 'do not ask this rule' },
    stats: {
      type: 'string',
      valueHint: 'FILE',
      description: 'sizes and rates that `wesley stats` wrote: says whom a statement blocks for how long',
    },
    'small-table': {
      type: 'string',
      valueHint: 'SIZE',
      description: 'with --stats: leave out findings about work on every row of smaller tables (10MB)',
    },
    watch: { type: 'boolean', description: 'check again whenever a file changes, until Ctrl-C' },
    runner: {
      type: 'string',
      valueHint: 'NAME',
      description: 'who runs the files, where they do not show it: goose, flyway, prisma, psql …',
    },
    fix: { type: 'boolean', description: 'rewrite the files into the safe form where a rule has one' },
    'dry-run': { type: 'boolean', description: 'with --fix: show what would change, and write nothing' },
    'in-transaction': { type: 'boolean', description: 'each file runs inside one transaction' },
  },
  positionals: [
    {
      name: 'PATH',
      description:
        'SQL files or folders, a folder being a history; - for standard input; what is staged in git when left out',
      required: false,
      rest: true,
    },
  ],
  examples: [
    'wesley check',
    'wesley check migrations --base schema.sql',
    'wesley check m.sql --pg 16 --json',
    'wesley check - < m.sql',
    'wesley check migrations --format sarif --out check.sarif',
    'wesley check migrations --stats stats.json --small-table 10MB',
    'wesley check migrations --watch',
    'wesley check m.sql --fix --dry-run',
  ],

  async run(input, world) {
    refuseMisuse(input);
    const options = await checkOptions(input, world);
    const check = () => checkAll(input, world, options);
    if (!input.on('watch')) return await check();
    const { refuseWatch, watchAndCheck } = await import('./run/watch.ts');
    refuseWatch(input, options);
    return await watchAndCheck(input, world, options, check);
  },
});

async function checkAll(input: Input, world: World, options: CheckOptions): Promise<ExitCode> {
  const checker = await checkerOf(world, input, options);
  const base = await textsOf(world, options.base);
  const series = await checkedSeries(world, input.positionals);
  refuseOverwriting(world, input, options, [...base.paths, ...series.flat().map(({ path }) => path)]);
  await world.loadSqlParser(bytesOf([...base.texts, ...series.flat().map(textOf)]));
  const outcomes = await checkSeries({ ...options, ruleIds }, series, base.texts, checker);
  const checked = outcomes.map((one) =>
    one.kind === 'unwritten' ? { ...one, kind: 'unread' as const, exit: EXIT.world } : one,
  );
  const files = [...(await weighed(world, options, checked)), ...base.unreadable];
  const fresh = await withoutBaseline(world, options, files, input.text('write-baseline'));
  // With --dry-run the difference is the result.
  if (!input.on('dry-run') || input.text('out') !== null)
    await publish(world, options, fresh, input.text('out'));
  return verdict(fresh, options);
}

const bytesOf = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

const textOf = (source: Series[number]): string => (source.kind === 'text' ? source.text : '');

// Whoever mends nothing does not wait for the code that does.
async function checkerOf(world: World, input: Input, options: CheckOptions): Promise<FileChecker> {
  const fix = input.on('fix')
    ? await (await import('./run/fix-files.ts')).fixerFor(world, input, options)
    : null;
  if (options.format !== 'json') return { fix, check: checkFile };
  return { fix, check: (await import('../../check/fix/fix.ts')).checkFixable };
}

function refuseMisuse(input: Input): void {
  const [fix, dry, watch] = [input.on('fix'), input.on('dry-run'), input.on('watch')];
  const message =
    dry && !fix ? '--dry-run goes with --fix.' : fix && watch ? '--fix does not go with --watch.' : null;
  if (message !== null) throw misuse(message, 'See wesley check --help.');
  if (((fix && !dry) || watch) && input.positionals.some(isPiped))
    throw misuse('Standard input can be neither rewritten nor watched.', 'Name a file, or see --dry-run.');
}

async function weighed(
  world: World,
  { stats, small }: CheckOptions,
  files: readonly ReportedFile[],
): Promise<readonly ReportedFile[]> {
  if (stats === null) return files;
  const [{ readStatsFile }, { knownTables }, { weigh }] = await Promise.all([
    import('../inputs/read-stats-file.ts'),
    import('../../impact/stats.ts'),
    import('../../check/weigh.ts'),
  ]);
  const tables = knownTables(await readStatsFile(world.files, stats));
  return files.map((file) =>
    file.kind === 'checked' ? { ...file, checked: weigh(file.checked, tables, small) } : file,
  );
}

async function withoutBaseline(
  world: World,
  { baseline }: CheckOptions,
  files: readonly ReportedFile[],
  write: string | null,
): Promise<readonly ReportedFile[]> {
  const known = await baselineAt(world, baseline);
  await tellFixed(world, files, known);
  if (write === null) return withoutKnown(files, known, world.cwd);
  if (files.every(isWhole)) return withoutKnown(files, await writeBaseline(world, write, files), world.cwd);
  world.log.error(`${write} is not written: not everything could be read`);
  return withoutKnown(files, known, world.cwd);
}

async function publish(
  world: World,
  { postgres, format }: CheckOptions,
  files: readonly ReportedFile[],
  out: string | null,
): Promise<void> {
  const color = world.color && out === null;
  const text = FORMATS[format]?.({ postgres, files, cwd: world.cwd, color }) ?? '';
  const form = format === 'human' ? 'painted' : 'document';
  if (out === null) world.out(text, form);
  else await world.files.write(out, text);
}

function verdict(files: readonly ReportedFile[], { failOn }: CheckOptions): ExitCode {
  const unread = files.flatMap((file) => (file.kind === 'unread' ? [file.exit] : []));
  if (unread.includes(EXIT.world)) return EXIT.world;
  if (!files.every(isWhole)) return EXIT.input;
  const findings = files.flatMap((file) => (file.kind === 'checked' ? file.checked.findings : []));
  const counts = failOn === 'warning' ? findings : findings.filter(({ rule }) => rule.severity === 'error');
  return counts.length > 0 ? EXIT.findings : EXIT.ok;
}
