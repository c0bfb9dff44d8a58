import { InputRefused } from '../../../base/diagnostic.ts';
import { EXIT } from '../../../base/exit.ts';
import { Failure } from '../../../base/failure.ts';
import { firstInvalidByte, utf8Text } from '../../../base/utf8.ts';
import { forwardPart, inRunningOrder, undoes } from '../../../check/migration-file.ts';
import type { MigrationFile } from '../../../check/runners/runner.ts';
import type { ReportedFile } from '../../../reports/report.ts';
import type { Files } from '../../../world/files.ts';
import type { World } from '../../../world/world.ts';
import { migrationsIn, realOf, strangeness } from '../../inputs/sql-files.ts';

/** A file with its text, or what kept it from being read. */
type SourceFile = ({ readonly kind: 'text' } & MigrationFile) | Extract<ReportedFile, { kind: 'unread' }>;

/** Files that run one after another on one database. */
export type Series = readonly SourceFile[];

/** Standard input, and what a shell puts in the place of `<(…)`. */
export const isPiped = (path: string): boolean => /^(?:-|\/dev\/stdin|\/dev\/fd\/\d+)$/.test(path);

/** What is checked: the files at `paths`; without any path, what is staged. */
export const checkedSeries = async (world: World, paths: readonly string[]): Promise<readonly Series[]> =>
  paths.length === 0 ? [await staged(world)] : await seriesOf(world, paths);

/** A file given by name is a series of one; a folder runs in its own order. */
async function seriesOf(world: World, paths: readonly string[]): Promise<readonly Series[]> {
  const series: Series[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    const real = realOf(path, world);
    // A second name, as `./m/` beside `m`, adds nothing.
    if (!seen.has(real)) series.push(await sourcesAt(world, path));
    seen.add(real);
  }
  return series;
}

/** Of a database that is described by SQL files: their texts in order, and what can't be read of them. */
export async function textsOf(
  world: World,
  paths: readonly string[],
): Promise<{
  paths: readonly string[];
  texts: readonly string[];
  unreadable: readonly ReportedFile[];
}> {
  const sources = (await seriesOf(world, paths)).flat();
  return {
    paths: sources.map((source) => source.path),
    texts: sources.flatMap((source) => (source.kind === 'text' ? [forwardPart(source.text)] : [])),
    unreadable: sources.filter((source) => source.kind === 'unread'),
  };
}

/** What a commit would add: the staged text, which need not be the one on disk. Files that undo others are left out. */
async function staged(world: World): Promise<Series> {
  const all = await world.stagedFiles('.sql');
  const forward = inRunningOrder(all.filter(({ path }) => !undoes(`/${path}`)));
  if (forward.length === 0) world.log.info('no .sql file is staged');
  const series: SourceFile[] = [];
  for (const file of forward) {
    if (file.kind === 'file') series.push(await sourceAt(world.files, file.path, file.bytes));
    else world.log.info(`${file.path}: not checked: it is staged as a ${file.kind}`);
  }
  return series;
}

async function sourcesAt(world: World, path: string): Promise<Series> {
  if (isPiped(path)) return [await sourceAt(world.files, path, path === '-' ? '/dev/stdin' : path)];
  const kind = await world.files.exists(path);
  if (kind === 'file') return [await sourceAt(world.files, path)];
  if (kind === null) return [unread(path, 'there is no such file or folder', EXIT.world)];
  if (kind === 'other') return [unread(path, strangeness(kind), EXIT.world)];
  const { paths, undoing, unreadable } = await migrationsIn(path, world);
  if (undoing > 0) world.log.info(`${path}: files that undo others are no part of its history: ${undoing}`);
  const series: SourceFile[] = unreadable.map((one) => unread(one.path, one.message, EXIT.world));
  if (paths.length + series.length === 0)
    return [unread(path, 'there is no .sql file in this folder', EXIT.input)];
  for (const file of paths) series.push(await sourceAt(world.files, file));
  return series;
}

/** @param from The bytes, or the path that they are read from. */
async function sourceAt(files: Files, path: string, from: Uint8Array | string = path): Promise<SourceFile> {
  try {
    const bytes = typeof from === 'string' ? await files.readBytes(from) : from;
    return decode(path, bytes, await settingsBeside(path, files));
  } catch (error) {
    if (error instanceof Failure) return unread(path, error.message, EXIT.world);
    if (error instanceof InputRefused) return unread(path, `${path}.conf: ${error.message}`, EXIT.input);
    throw error;
  }
}

// Only Flyway has such files, and the names of its migrations have two underscores.
async function settingsBeside(path: string, files: Files): Promise<string | null> {
  const beside = `${path}.conf`;
  return path.includes('__') && (await files.exists(beside)) === 'file' ? await files.read(beside) : null;
}

function decode(path: string, bytes: Uint8Array, settings: string | null): SourceFile {
  const text = utf8Text(bytes, 'drop');
  if (text !== null) return { kind: 'text', path, text, settings };
  return unread(
    path,
    `not UTF-8 from byte ${firstInvalidByte(bytes)} on: save the file as UTF-8`,
    EXIT.input,
  );
}

const unread = (
  path: string,
  message: string,
  exit: typeof EXIT.world | typeof EXIT.input,
): Extract<ReportedFile, { kind: 'unread' }> => ({ kind: 'unread', path, exit, message });
