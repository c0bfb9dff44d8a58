import { Failure } from '../base/failure.ts';
import { firstInvalidByte } from '../base/utf8.ts';
import { type CheckedFile, checkFile, type History, historyFrom } from '../locks/check.ts';
import { byRunningOrder, forwardPart, undoes } from '../locks/migration-file.ts';
import { readBaseline, tellFixed, withoutKnown, writeBaseline } from './baseline.ts';
import { chosenRules, ruleIds } from './chosen-rules.ts';
import { defineCommand, type Files, type Input, type World } from './command.ts';
import { EXIT, type ExitCode } from './exit.ts';
import type { Fixer } from './fix-files.ts';
import { FORMATS } from './reports/index.ts';
import type { ReportedFile } from './reports/report.ts';
import { migrationsIn } from './sql-files.ts';

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
    fix: { type: 'boolean', description: 'rewrite the files into the safe form where a rule has one' },
    'dry-run': { type: 'boolean', description: 'with --fix: show what would change, and write nothing' },
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
    'wesley check m.sql --fix --dry-run',
  ],

  async run(input, world) {
    const refusal = misuse(input);
    if (refusal) {
      world.log.error(refusal);
      return EXIT.input;
    }
    await world.loadSqlParser();
    const way = await wayOf(world, input);
    const base = await textsOf(world, input.all('base'));
    const files: ReportedFile[] = [];
    if (input.positionals.length === 0) files.push(...(await checkStaged(world, input, base.texts, way)));
    for (const path of input.positionals)
      files.push(...(await checkPath(world, input, path, base.texts, way)));
    files.push(...base.unreadable);
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
  if (input.on('dry-run') && !input.on('fix')) return '--dry-run goes with --fix';
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
  if (out === null && !input.on('dry-run')) world.out(text);
  else if (out !== null) await world.files.write(out, text);
}

const newHistory = (input: Input, base: readonly string[]): History =>
  historyFrom(base, {
    major: Number(input.text('pg')),
    rules: chosenRules(input),
    ruleIds,
    fileIsTransaction: input.on('in-transaction'),
  });

/** What is done with each file. */
interface Way {
  readonly fix: Fixer | null;
  readonly check: (history: History, text: string) => CheckedFile;
}

// Whoever mends nothing does not wait for the code that does.
async function wayOf(world: World, input: Input): Promise<Way> {
  const fix = input.on('fix') ? await (await import('./fix-files.ts')).fixerFor(world, input) : null;
  if (formatOf(input) !== 'json') return { fix, check: checkFile };
  return { fix, check: (await import('../locks/fix/fix.ts')).checkFixable };
}

/** What a commit would add: the staged text, which need not be the one on disk. Files that undo others are left out. */
async function checkStaged(
  world: World,
  input: Input,
  base: readonly string[],
  way: Way,
): Promise<ReportedFile[]> {
  const staged = await world.stagedFiles('.sql');
  const forward = staged
    .filter(({ path }) => !undoes(`/${path}`))
    .toSorted((a, b) => byRunningOrder(a.path, b.path));
  if (forward.length === 0) world.log.info('no .sql file is staged');
  const history = newHistory(input, base);
  return forward.map(({ path, bytes }) => checkText(path, decode(path, bytes), history, way));
}

/** A file given by name is a history of one; a folder runs in its own order. */
async function checkPath(
  world: World,
  input: Input,
  path: string,
  base: readonly string[],
  way: Way,
): Promise<ReportedFile[]> {
  const history = newHistory(input, base);
  const { paths, problem } = await sqlFiles(world, path);
  if (problem) return [problem];
  const reported: ReportedFile[] = [];
  for (const file of paths) reported.push(await checkOne(world.files, file, history, way));
  return reported;
}

async function checkOne(files: Files, path: string, history: History, way: Way): Promise<ReportedFile> {
  const read = await readText(files, path);
  if ('problem' in read || !way.fix) return checkText(path, read, history, way);
  return checkText(path, { text: await way.fix(path, read.text, history) }, history, way);
}

function checkText(path: string, read: ReadText, history: History, { check }: Way): ReportedFile {
  if ('problem' in read) return read.problem;
  const checked = check(history, forwardPart(read.text));
  return { kind: 'checked', path, checked: { ...checked, text: read.text } };
}

async function sqlFiles(
  world: World,
  path: string,
): Promise<{ paths: readonly string[]; problem: ReportedFile | null }> {
  const kind = await world.files.exists(path);
  if (kind === 'file') return { paths: [path], problem: null };
  if (kind !== 'folder') return { paths: [], problem: unreadable(path, 'there is no such file or folder') };
  const { paths, undoing } = await migrationsIn(path, world.files);
  if (undoing > 0) world.log.info(`${path}: files that undo others are no part of its history: ${undoing}`);
  if (paths.length === 0)
    return {
      paths,
      problem: { kind: 'unread', path, exit: EXIT.input, message: 'there is no .sql file in this folder' },
    };
  return { paths, problem: null };
}

const unreadable = (path: string, message: string): ReportedFile => ({
  kind: 'unread',
  path,
  exit: EXIT.world,
  message,
});

type ReadText = { readonly text: string } | { readonly problem: ReportedFile };

async function readText(files: Files, path: string): Promise<ReadText> {
  let bytes: Uint8Array;
  try {
    bytes = await files.readBytes(path);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { problem: unreadable(path, error.message) };
  }
  return decode(path, bytes);
}

function decode(path: string, bytes: Uint8Array): ReadText {
  const byte = firstInvalidByte(bytes);
  if (byte === null) return { text: new TextDecoder().decode(bytes) };
  const message = `not UTF-8 from byte ${byte} on: save the file as UTF-8`;
  return { problem: { kind: 'unread', path, exit: EXIT.input, message } };
}

async function textsOf(
  world: World,
  paths: readonly string[],
): Promise<{ texts: readonly string[]; unreadable: readonly ReportedFile[] }> {
  const texts: string[] = [];
  const problems: ReportedFile[] = [];
  for (const path of paths) {
    const { paths: files, problem } = await sqlFiles(world, path);
    if (problem) problems.push(problem);
    for (const file of files) {
      const read = await readText(world.files, file);
      if ('problem' in read) problems.push(read.problem);
      else texts.push(forwardPart(read.text));
    }
  }
  return { texts, unreadable: problems };
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
