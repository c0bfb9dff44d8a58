import { EXIT } from '../../../base/exit.ts';
import { Failure } from '../../../base/failure.ts';
import type { CheckedFile } from '../../../check/checked-file.ts';
import { branchOf, type History, historyFrom } from '../../../check/history.ts';
import { forwardPart } from '../../../check/migration-file.ts';
import type { MigrationFile } from '../../../check/runners/runner.ts';
import type { ReportedFile } from '../../../reports/report.ts';
import type { Fixer } from './fix-files.ts';
import type { CheckOptions } from './options.ts';
import type { Series, SourceFile } from './paths.ts';
import { ruleIds } from './rule-names.ts';

/** What is done with each file. */
export interface FileChecker {
  readonly fix: Fixer | null;
  readonly check: (history: History, text: string) => CheckedFile;
}

/** Checks every series by itself on the database that `base` describes. */
export async function checkSeries(
  options: CheckOptions,
  series: readonly Series[],
  base: readonly string[],
  checker: FileChecker,
): Promise<readonly ReportedFile[]> {
  const described = historyFrom(base, {
    major: options.postgres,
    ruleIds,
    rules: [],
    fileIsTransaction: false,
  });
  const reported: ReportedFile[] = [];
  for (const sources of series) {
    const history = series.length === 1 ? described : branchOf(described);
    for (const source of sources) reported.push(await checkSource(source, history, options, checker));
  }
  return reported;
}

async function checkSource(
  source: SourceFile,
  history: History,
  { settingsFor }: CheckOptions,
  checker: FileChecker,
): Promise<ReportedFile> {
  if (source.kind === 'unread') return source;
  const { path } = source;
  const settings = settingsFor({ ...source, text: forwardPart(source.text) });
  const { rules, sections, runner } = settings;
  const { text, failure } = await mended(source, { ...history, rules, sections }, checker);
  // What is put into a file moves the places where its parts begin.
  const now = text === source.text ? settings : settingsFor({ ...source, text: forwardPart(text) });
  // What runs later knows what this file makes, written or not.
  const checked = checker.check({ ...history, rules, sections: now.sections }, forwardPart(text));
  if (failure) return { kind: 'unread', path, exit: EXIT.world, message: failure.message };
  return { kind: 'checked', path, runner, checked: { ...checked, text } };
}

/** The text that a file has after `--fix`; its own where it can't be written. */
async function mended(
  { path, text }: MigrationFile,
  history: History,
  { fix }: FileChecker,
): Promise<{ readonly text: string; readonly failure: Failure | null }> {
  try {
    return { text: fix ? await fix(path, text, history) : text, failure: null };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return { text, failure };
  }
}
