import { checkFile, type History, historyFrom } from '../locks/check.ts';
import { forwardPart } from '../locks/migration-file.ts';
import { readBaseline, tellFixed, withoutKnown, writeBaseline } from './baseline.ts';
import { type Series, type SourceFile, seriesOf, textsOf } from './check-paths.ts';
import { chosenRules, ruleIds } from './chosen-rules.ts';
import { defineCommand, type Input, type World } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { FORMATS } from './reports/index.ts';
import type { ReportedFile } from './reports/report.ts';

const MAJORS = ['14', '15', '16', '17', '18'];
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
    pg: { type: 'string', valueHint: 'N', default: '18', description: 'PostgreSQL major version, 14 to 18' },
    format: { type: 'string', valueHint: 'F', default: 'human', description: FORMAT_NAMES },
    out: { type: 'string', valueHint: 'FILE', description: 'write the report there instead of to stdout' },
    json: { type: 'boolean', description: 'the same as --format json' },
    'fail-on': { type: 'string', valueHint: 'LEVEL', default: 'error', description: 'error or warning' },
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
    'in-transaction': { type: 'boolean', description: 'each file runs inside one transaction' },
  },
  positionals: [
    {
      name: 'PATH',
      description: 'SQL files or folders, a folder being a history; what is staged in git when left out',
      required: false,
      rest: true,
    },
  ],
  examples: [
    'wesley check',
    'wesley check migrations --base schema.sql',
    'wesley check m.sql --pg 16 --json',
    'wesley check migrations --format sarif --out check.sarif',
  ],

  async run(input, world) {
    const refusal = misuse(input);
    if (refusal) {
      world.log.error(refusal);
      return EXIT.input;
    }
    await world.loadSqlParser();
    const base = await textsOf(world, input.all('base'));
    const series = await seriesOf(world, input.positionals);
    const files = [
      ...series.flatMap((sources) => checkSeries(input, sources, base.texts)),
      ...base.unreadable,
    ];
    const fresh = await withoutBaseline(world, input, files);
    await publish(world, input, fresh);
    return verdict(fresh, input);
  },
});

async function withoutBaseline(
  world: World,
  input: Input,
  files: readonly ReportedFile[],
): Promise<readonly ReportedFile[]> {
  const [read, write] = [input.text('baseline'), input.text('write-baseline')];
  const known = read === null ? [] : await readBaseline(world, read);
  tellFixed(world, files, known);
  return withoutKnown(files, write === null ? known : await writeBaseline(world, write, files), world.cwd);
}

function misuse(input: Input): string | null {
  if (!MAJORS.includes(input.text('pg') ?? ''))
    return `--pg takes ${MAJORS.join(', ')}, not \`${input.text('pg')}\``;
  if (!Object.hasOwn(FORMATS, input.text('format') ?? ''))
    return `--format takes ${FORMAT_NAMES}, not \`${input.text('format')}\``;
  const level = input.text('fail-on') ?? '';
  if (level !== 'error' && level !== 'warning') return `--fail-on takes error or warning, not \`${level}\``;
  return null;
}

const formatOf = (input: Input): string => (input.on('json') ? 'json' : (input.text('format') ?? 'human'));

async function publish(world: World, input: Input, files: readonly ReportedFile[]): Promise<void> {
  const out = input.text('out');
  const format = FORMATS[formatOf(input)];
  const color = world.color && out === null;
  const text = format?.({ postgres: Number(input.text('pg')), files, cwd: world.cwd, color }) ?? '';
  if (out === null) world.out(text);
  else await world.files.write(out, text);
}

const newHistory = (input: Input, base: readonly string[]): History =>
  historyFrom(base, {
    major: Number(input.text('pg')),
    rules: chosenRules(input),
    ruleIds,
    fileIsTransaction: input.on('in-transaction'),
  });

function checkSeries(input: Input, sources: Series, base: readonly string[]): readonly ReportedFile[] {
  const history = newHistory(input, base);
  return sources.map((source) => checkSource(source, history));
}

function checkSource(source: SourceFile, history: History): ReportedFile {
  if (source.kind === 'unread') return source;
  const { path, text } = source;
  return { kind: 'checked', path, checked: { ...checkFile(history, forwardPart(text)), text } };
}

function verdict(files: readonly ReportedFile[], input: Input): ExitCode {
  const unread = files.flatMap((file) => (file.kind === 'unread' ? [file.exit] : []));
  if (unread.includes(EXIT.world)) return EXIT.world;
  const broken = files.some(
    (file) => file.kind === 'checked' && file.checked.problems.some(({ kind }) => kind === 'syntax'),
  );
  if (broken || unread.length > 0) return EXIT.input;
  const findings = files.flatMap((file) => (file.kind === 'checked' ? file.checked.findings : []));
  const counts =
    input.text('fail-on') === 'warning' ? findings : findings.filter(({ rule }) => rule.severity === 'error');
  return counts.length > 0 ? EXIT.findings : EXIT.ok;
}
