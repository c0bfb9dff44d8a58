import { dirname, relative, resolve } from 'node:path/posix';
import { jsonText } from '../base/json-text.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { isWhole, type ReportedFile } from './report.ts';

/** A finding as a baseline has it. Line numbers are no part of it: they shift. */
interface Written {
  readonly path: string;
  readonly rule: string;
  readonly fingerprint: string;
}

/** A finding that was there when the baseline was written. */
export interface Known extends Written {
  /** The folder that its path is relative to, absolute. */
  readonly root: string;
}

/** A finding of a baseline that is there no more. */
export interface Missing {
  readonly rule: string;
  /** Its file, absolute. */
  readonly at: string;
}

/** Paths are relative to the folder of the baseline; in version 1 they were to the working folder. */
export const VERSION = 2;

/** The folder that a baseline's paths are relative to. @param cwd The working folder, absolute, here and below. */
export const folderOf = (path: string, cwd: string): string => dirname(resolve(cwd, path));

/** Every finding of `files`, for a baseline in the folder `root`; sorted, so that it changes in git only where findings do. */
export const knownIn = (files: readonly ReportedFile[], root: string, cwd: string): readonly Known[] =>
  findingsIn(files, root, cwd).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const keyOf = ({ path, rule, fingerprint }: Known): string => JSON.stringify([path, rule, fingerprint]);

const findingsIn = (files: readonly ReportedFile[], root: string, cwd: string): readonly Known[] =>
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

/** A baseline as it is written. */
export const baselineText = (known: readonly Known[]): string =>
  jsonText({
    tool: 'wesley',
    baseline: VERSION,
    findings: known.map(({ root: _, ...written }) => written),
  });

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

/** The findings of a baseline that `files` do not have: fixed, or of files that were not looked at. */
export function missingFrom(
  files: readonly ReportedFile[],
  baseline: readonly Known[],
  cwd: string,
): readonly Missing[] {
  const root = baseline[0]?.root ?? cwd;
  const present = new Set(findingsIn(files, root, cwd).map(({ fingerprint }) => fingerprint));
  return baseline
    .filter(({ fingerprint }) => !present.has(fingerprint))
    .map(({ path, rule }) => ({ rule, at: resolve(root, path) }));
}

/**
 * Those of the missing that are fixed. Of a file that was not checked, or not in full, nobody knows what is fixed.
 *
 * @param gone Files that are there no more.
 */
export function fixedAmong(
  missing: readonly Missing[],
  files: readonly ReportedFile[],
  gone: ReadonlySet<string>,
  cwd: string,
): readonly Missing[] {
  const checked = new Set(files.filter(isWhole).map(({ path }) => resolve(cwd, path)));
  return missing.filter(({ at }) => checked.has(at) || gone.has(at));
}
