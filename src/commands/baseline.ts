import { InputRefused } from '../base/diagnostic.ts';
import { jsonText } from '../base/json-text.ts';
import type { World } from './command.ts';
import { fingerprintsOf } from './reports/fingerprint.ts';
import { count, type ReportedFile, relativePath } from './reports/report.ts';

/** A finding that was there when the baseline was written. Line numbers are no part of it: they shift. */
interface Known {
  readonly path: string;
  readonly rule: string;
  readonly fingerprint: string;
}

const VERSION = 1;

/** @throws {Failure} `file-unreadable`; @throws {InputRefused} when it is no baseline. */
export async function readBaseline(world: World, path: string): Promise<readonly Known[]> {
  const text = await world.files.read(path);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid(path, 'it is no JSON');
  }
  const { baseline, findings } = (document ?? {}) as { baseline?: unknown; findings?: unknown };
  if (baseline !== VERSION) throw invalid(path, `its member "baseline" is not ${VERSION}`);
  if (!Array.isArray(findings) || !findings.every(isKnown))
    throw invalid(path, 'its "findings" are not all objects with path, rule and fingerprint');
  return findings;
}

const isKnown = (value: unknown): value is Known =>
  typeof value === 'object' &&
  value !== null &&
  ['path', 'rule', 'fingerprint'].every((key) => typeof Reflect.get(value, key) === 'string');

const invalid = (path: string, why: string): InputRefused =>
  new InputRefused([
    {
      code: 'INVALID_BASELINE',
      message: `${path} is no baseline: ${why}`,
      span: null,
      hint: `Write it with \`wesley check --write-baseline ${path}\`.`,
    },
  ]);

/** Writes every finding of `files`, sorted, so that a baseline in git changes only where findings do. */
export async function writeBaseline(
  world: World,
  path: string,
  files: readonly ReportedFile[],
): Promise<readonly Known[]> {
  const findings = knownIn(files, world.cwd).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await world.files.write(path, jsonText({ tool: 'wesley', baseline: VERSION, findings }));
  world.log.info(`wrote ${count(findings.length, 'finding')} to ${path}`);
  return findings;
}

const keyOf = ({ path, rule, fingerprint }: Known): string => JSON.stringify([path, rule, fingerprint]);

const knownIn = (files: readonly ReportedFile[], cwd: string): readonly Known[] =>
  files.flatMap((file) => {
    if (file.kind === 'unread') return [];
    const names = fingerprintsOf(file, cwd);
    const path = relativePath(file.path, cwd);
    return file.checked.findings.map(({ rule }, i) => ({ path, rule: rule.id, fingerprint: names[i] ?? '' }));
  });

/** The files without the findings that a baseline has. */
export function withoutKnown(
  files: readonly ReportedFile[],
  baseline: readonly Known[],
  cwd: string,
): readonly ReportedFile[] {
  const known = new Set(baseline.map(({ fingerprint }) => fingerprint));
  return files.map((file) => {
    if (file.kind === 'unread') return file;
    const names = fingerprintsOf(file, cwd);
    const findings = file.checked.findings.filter((_, i) => !known.has(names[i] ?? ''));
    return { ...file, checked: { ...file.checked, findings } };
  });
}

/** Says which findings of a baseline are gone, so that it can be written anew and they cannot come back unseen. */
export function tellFixed(world: World, files: readonly ReportedFile[], baseline: readonly Known[]): void {
  const present = new Set(knownIn(files, world.cwd).map(({ fingerprint }) => fingerprint));
  // Of a file that was not checked, or not in full, nobody knows what is fixed.
  const checked = new Set(
    files.flatMap((file) =>
      file.kind === 'checked' && file.checked.problems.every(({ kind }) => kind !== 'syntax')
        ? [relativePath(file.path, world.cwd)]
        : [],
    ),
  );
  const fixed = baseline.filter(({ path, fingerprint }) => checked.has(path) && !present.has(fingerprint));
  for (const { path, rule } of fixed) world.log.info(`fixed: ${rule} in ${path}`);
  if (fixed.length > 0)
    world.log.info(
      `the baseline still holds ${count(fixed.length, 'finding')} that are fixed: write it anew`,
    );
}
