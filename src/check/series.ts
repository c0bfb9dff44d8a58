import { Failure } from '../base/failure.ts';
import { checkFile } from './check.ts';
import type { CheckedFile } from './checked-file.ts';
import { branchOf, type History, historyFrom } from './history.ts';
import { forwardPart, undoes } from './migration-file.ts';
import type { Rule } from './rule.ts';
import type { MigrationFile } from './runners/runner.ts';
import type { Run } from './settings/file-settings.ts';

/** Mends one file of a history, and gives the text that it has then. @throws {Failure} where it can't be written. */
export type Fixer = (path: string, text: string, history: History) => Promise<string>;

/** What is done with each file. */
export interface FileChecker {
  readonly fix: Fixer | null;
  readonly check: (history: History, text: string) => CheckedFile;
}

/** What holds for a series. */
interface SeriesOptions {
  /** PostgreSQL's major version. */
  readonly postgres: number;
  /** The ids of all rules that there are, asked or not. */
  readonly ruleIds: readonly string[];
  settingsFor(file: MigrationFile): Run & { readonly rules: readonly Rule[] };
}

/** A file that was checked, or one that `fix` could not write. */
type Outcome =
  | {
      readonly kind: 'checked';
      readonly path: string;
      readonly runner: string | null;
      readonly checked: CheckedFile;
    }
  | { readonly kind: 'unwritten'; readonly path: string; readonly message: string };

type Text = { readonly kind: 'text' } & MigrationFile;

/**
 * Checks every series by itself on the database that `base` describes.
 *
 * @param series Files that run one after another. What could not be read of them is passed on as it is.
 */
export async function checkSeries<Unread extends { readonly kind: 'unread' }>(
  options: SeriesOptions,
  series: readonly (readonly (Text | Unread)[])[],
  base: readonly string[],
  checker: FileChecker,
): Promise<readonly (Outcome | Unread)[]> {
  const { postgres, ruleIds } = options;
  const described = historyFrom(base, { major: postgres, ruleIds, rules: [], fileIsTransaction: false });
  const outcomes: (Outcome | Unread)[] = [];
  for (const sources of series) {
    const history = series.length === 1 ? described : branchOf(described);
    for (const source of sources)
      outcomes.push(source.kind === 'unread' ? source : await checkSource(source, history, options, checker));
  }
  return outcomes;
}

async function checkSource(
  source: Text,
  history: History,
  { settingsFor }: SeriesOptions,
  checker: FileChecker,
): Promise<Outcome> {
  const { path } = source;
  const settings = settingsFor({ ...source, text: forwardPart(source.text) });
  const { rules, sections, runner } = settings;
  const { text, failure } = await mended(source, { ...history, rules, sections }, checker);
  // What is put into a file moves the places where its parts begin.
  const now = text === source.text ? settings : settingsFor({ ...source, text: forwardPart(text) });
  // What runs later knows what this file makes, written or not.
  const checked = checker.check({ ...history, rules, sections: now.sections }, forwardPart(text));
  if (failure) return { kind: 'unwritten', path, message: failure.message };
  return { kind: 'checked', path, runner, checked: { ...checked, text } };
}

/** The text that a file has after `fix`; its own where it can't be written. */
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

interface CheckedScript {
  readonly path: string;
  readonly checked: CheckedFile;
}

/** The scripts of a plan, judged by the same rules as a stranger's, on the database that `base` describes; those that undo are left out. */
export function checkScripts(
  scripts: readonly { readonly path: string; readonly text: string }[],
  base: string,
  options: Pick<History, 'major' | 'rules'>,
): readonly CheckedScript[] {
  const history = historyFrom([base], { ...options, fileIsTransaction: false });
  return scripts
    .filter(({ path }) => path.endsWith('.sql') && !undoes(`/${path}`))
    .map(({ path, text }) => ({ path, checked: checkFile(history, text) }));
}
