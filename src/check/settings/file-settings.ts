import { runnerNamed, runnerOf } from '../runners/index.ts';
import { type MigrationFile, type Section, whole } from '../runners/runner.ts';
import { pathMatcher } from './path-globs.ts';

/** How a rule is asked. */
export type RuleLevel = 'off' | 'warning' | 'error';

/** Levels by rule; `*` stands for every rule that is not named beside it. */
export type RuleLevels = Readonly<Record<string, RuleLevel>>;

/** What may differ from file to file. */
export interface FileSettings {
  readonly rules?: RuleLevels | undefined;
  readonly inTransaction?: boolean | undefined;
  /** Who runs the files, where they do not show it. */
  readonly runner?: string | undefined;
}

/** Settings for the files whose path matches one of the globs. */
export type Override = FileSettings & { readonly paths: readonly string[] };

/** How files are run whatever their settings say. */
export interface RunForAll {
  readonly runner: string | null;
  readonly inTransaction: boolean;
}

export interface Run {
  readonly sections: readonly Section[];
  /** By whom it is run; `null` where nothing shows it. */
  readonly runner: string | null;
}

/** The overrides for a file, by its path. */
export function overridesIn({
  overrides = [],
}: {
  readonly overrides?: readonly Override[] | undefined;
}): (path: string) => readonly FileSettings[] {
  const matched = overrides.map((settings) => ({ settings, globs: settings.paths.map(pathMatcher) }));
  return (path) =>
    matched.flatMap(({ settings, globs }) => (globs.some((matches) => matches(path)) ? [settings] : []));
}

/** How a file is run: as all are, else as the last layer that says anything, else as the file itself shows. */
export function runOf(file: MigrationFile, all: RunForAll, layers: readonly FileSettings[]): Run {
  const set = layers.findLast(
    ({ inTransaction, runner }) => inTransaction !== undefined || runner !== undefined,
  );
  if (all.inTransaction || (all.runner === null && set?.inTransaction !== undefined)) {
    const isWrapped = all.inTransaction || set?.inTransaction === true;
    return { sections: whole(isWrapped ? 'transaction' : 'apart'), runner: null };
  }
  const named = all.runner ?? set?.runner;
  const runner = named === undefined ? runnerOf(file) : runnerNamed(named);
  return { sections: runner?.sections(file) ?? whole('apart'), runner: runner?.name ?? null };
}
