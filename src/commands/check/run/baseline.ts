import { relative, resolve } from 'node:path/posix';
import { jsonText } from '../../../base/json-text.ts';
import { fingerprintsOf } from '../../../reports/fingerprint.ts';
import { count, isWhole, type ReportedFile } from '../../../reports/report.ts';
import type { World } from '../../../world/world.ts';
import { folderOf, type Known, VERSION } from './baseline-file.ts';

/** Writes every finding of `files`, sorted, so that a baseline in git changes only where findings do. */
export async function writeBaseline(
  world: World,
  path: string,
  files: readonly ReportedFile[],
): Promise<readonly Known[]> {
  const root = folderOf(path, world.cwd);
  const known = knownIn(files, root, world.cwd).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const findings = known.map(({ root: _, ...written }) => written);
  await world.files.write(path, jsonText({ tool: 'wesley', baseline: VERSION, findings }));
  world.log.info(`wrote ${count(findings.length, 'finding')} to ${path}`);
  return known;
}

const keyOf = ({ path, rule, fingerprint }: Known): string => JSON.stringify([path, rule, fingerprint]);

const knownIn = (files: readonly ReportedFile[], root: string, cwd: string): readonly Known[] =>
  files.flatMap((file) => {
    if (file.kind === 'unread') return [];
    const path = pathFrom(root, file.path, cwd);
    const names = namesFrom(root, file, cwd);
    return file.checked.findings.map(({ rule }, i) => ({
      path,
      rule: rule.id,
      fingerprint: names[i] ?? '',
      root,
    }));
  });

/** The fingerprints of a file's findings, for whoever stands in `root`. */
const namesFrom = (root: string, file: ReportedFile, cwd: string): readonly string[] =>
  fingerprintsOf({ ...file, path: pathFrom(root, file.path, cwd) }, '');

const pathFrom = (root: string, path: string, cwd: string): string => relative(root, resolve(cwd, path));

/** What the file of `--baseline` knows; nothing without one. It is read, and its reader loaded, only where it is given. */
export const baselineAt = async (world: World, path: string | null): Promise<readonly Known[]> =>
  path === null ? [] : (await import('./read-baseline.ts')).readBaseline(world, path);

/** The files without the findings that a baseline has. */
export function withoutKnown(
  files: readonly ReportedFile[],
  baseline: readonly Known[],
  cwd: string,
): readonly ReportedFile[] {
  const known = new Set(baseline.map(({ fingerprint }) => fingerprint));
  const root = baseline[0]?.root ?? cwd;
  return files.map((file) => {
    if (file.kind === 'unread') return file;
    const names = namesFrom(root, file, cwd);
    const findings = file.checked.findings.filter((_, i) => !known.has(names[i] ?? ''));
    return { ...file, checked: { ...file.checked, findings } };
  });
}

/** Says which findings of a baseline are gone, so that it can be written anew and they cannot come back unseen. */
export async function tellFixed(
  world: World,
  files: readonly ReportedFile[],
  baseline: readonly Known[],
): Promise<void> {
  const root = baseline[0]?.root ?? world.cwd;
  const present = new Set(knownIn(files, root, world.cwd).map(({ fingerprint }) => fingerprint));
  const missing = baseline.filter(({ fingerprint }) => !present.has(fingerprint));
  const gone = await goneAmong(world, new Set(missing.map(({ path }) => resolve(root, path))));
  // Of a file that was not checked, or not in full, nobody knows what is fixed.
  const checked = new Set(files.filter(isWhole).map(({ path }) => resolve(world.cwd, path)));
  const fixed = missing.flatMap(({ path, rule }) => {
    const at = resolve(root, path);
    return checked.has(at) || gone.has(at) ? [{ rule, at }] : [];
  });
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
