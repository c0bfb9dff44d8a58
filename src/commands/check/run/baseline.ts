import { relative } from 'node:path/posix';
import { InputRefused } from '../../../base/diagnostic.ts';
import {
  baselineText,
  fixedAmong,
  folderOf,
  type Known,
  knownIn,
  missingFrom,
} from '../../../reports/baseline.ts';
import { count, type ReportedFile } from '../../../reports/report.ts';
import type { World } from '../../../world/world.ts';

/** Writes every finding of `files`. */
export async function writeBaseline(
  world: World,
  path: string,
  files: readonly ReportedFile[],
): Promise<readonly Known[]> {
  const known = knownIn(files, folderOf(path, world.cwd), world.cwd);
  await world.files.write(path, baselineText(known));
  world.log.info(`wrote ${count(known.length, 'finding')} to ${path}`);
  return known;
}

/**
 * What the file of `--baseline` knows; nothing without one. It is read, and its reader loaded, only where it is given.
 *
 * @throws {Failure} `file-unreadable`; @throws {InputRefused} when it is no baseline.
 */
export async function baselineAt({ files, cwd }: World, path: string | null): Promise<readonly Known[]> {
  if (path === null) return [];
  const { readBaseline } = await import('../../../reports/read-baseline.ts');
  const known = readBaseline(await files.read(path), path, cwd);
  if (typeof known !== 'string') return known;
  const message = `${path} is no baseline: ${known}`;
  const hint = `Write it with \`wesley check --write-baseline ${path}\`.`;
  throw new InputRefused([{ code: 'INVALID_BASELINE', message, span: null, hint }]);
}

/** Says which findings of a baseline are gone, so that it can be written anew and they cannot come back unseen. */
export async function tellFixed(
  world: World,
  files: readonly ReportedFile[],
  baseline: readonly Known[],
): Promise<void> {
  const missing = missingFrom(files, baseline, world.cwd);
  const gone = await goneAmong(world, new Set(missing.map(({ at }) => at)));
  const fixed = fixedAmong(missing, files, gone, world.cwd);
  for (const { rule, at } of fixed) {
    const why = gone.has(at) ? ', which is gone' : '';
    world.log.info(`fixed: ${rule} in ${relative(world.cwd, at)}${why}`);
  }
  if (fixed.length > 0)
    world.log.info(
      `the baseline still holds ${count(fixed.length, 'finding')} that are fixed: write it anew`,
    );
}

async function goneAmong({ files, cwd }: World, paths: Iterable<string>): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  for (const path of paths) if ((await files.exists(relative(cwd, path))) === null) gone.add(path);
  return gone;
}
