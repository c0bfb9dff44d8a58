import { rules } from '../../../../rules/index.ts';
import { InputRefused } from '../../../base/diagnostic.ts';
import { closest } from '../../../base/suggest.ts';
import type { Rule } from '../../../check/rule.ts';
import { runnerNamed, runnerNames } from '../../../check/runners/index.ts';
import type { MigrationFile } from '../../../check/runners/runner.ts';
import { chosenRules } from '../../../check/settings/chosen-rules.ts';
import {
  type FileSettings,
  overridesIn,
  type RuleLevels,
  type Run,
  runOf,
} from '../../../check/settings/file-settings.ts';
import type { SmallTable } from '../../../impact/stats.ts';
import { FORMATS } from '../../../reports/index.ts';
import { relativePath } from '../../../reports/report.ts';
import type { World } from '../../../world/world.ts';
import { loadConfig } from '../../inputs/config.ts';
import type { Input } from '../../line/command.ts';
import { misuse } from '../../line/misuse.ts';
import { majorOf } from '../../line/postgres-major.ts';
import { checkRuleNames, rulesNamed } from './rule-names.ts';

/** What `check` was asked for: the flags, then the configuration, then what holds where neither says anything. */
export interface CheckOptions {
  readonly postgres: number;
  readonly failOn: string;
  readonly format: string;
  readonly base: readonly string[];
  readonly baseline: string | null;
  readonly stats: string | null;
  readonly small: SmallTable | null;
  /** What holds for one file. */
  settingsFor(file: MigrationFile): Run & { readonly rules: readonly Rule[] };
}

/** @throws {InputRefused} when the configuration or a flag names what is not there. */
export async function checkOptions(input: Input, world: World): Promise<CheckOptions> {
  const config = await loadConfig(input, world);
  const { check } = config;
  const base = input.all('base');
  // Who writes a baseline begins anew: the configured one need not be there yet.
  const isWriting = input.text('write-baseline') !== null;
  for (const { rules: levels = {}, runner } of [check, ...(check.overrides ?? [])]) {
    checkRuleNames(levels);
    if (runner !== undefined) runnerOrRefusal(runner, 'INVALID_CONFIG');
  }
  const stats = input.text('stats') ?? check.stats ?? null;
  const named = input.text('runner');
  if (named !== null) runnerOrRefusal(named, 'USAGE');
  const overridesFor = overridesIn(check);
  const chosen = rulesNamed(input);
  const withoutOverrides = chosenRules(rules, chosen, rulesOf([check]));
  const forAll = { runner: named, inTransaction: input.on('in-transaction') };
  return {
    postgres: majorOf(input.text('pg'), config),
    failOn: oneOf(input, 'fail-on', ['error', 'warning']) ?? check.failOn ?? 'error',
    format: input.on('json') ? 'json' : (oneOf(input, 'format', Object.keys(FORMATS)) ?? 'human'),
    base: base.length > 0 ? base : (check.base ?? []),
    baseline: input.text('baseline') ?? (isWriting ? null : (check.baseline ?? null)),
    stats,
    small: smallFrom(input.text('small-table'), stats) ?? check.smallTable ?? null,
    settingsFor: (file) => {
      const overrides = overridesFor(relativePath(file.path, world.cwd));
      const layers = [check, ...overrides];
      const own = overrides.length === 0 ? withoutOverrides : chosenRules(rules, chosen, rulesOf(layers));
      return { rules: own, ...runOf(file, forAll, layers) };
    },
  };
}

const rulesOf = (layers: readonly FileSettings[]): readonly RuleLevels[] =>
  layers.map(({ rules: levels = {} }) => levels);

function runnerOrRefusal(name: string, code: 'USAGE' | 'INVALID_CONFIG'): void {
  if (runnerNamed(name)) return;
  const guess = closest(name, runnerNames);
  const hint = guess ? `Did you mean "${guess}"?` : `Use one of ${runnerNames.join(', ')}.`;
  const message = `There is no runner "${name}" that check knows.`;
  throw new InputRefused([{ code, message, span: null, hint }]);
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/** A size as PostgreSQL's settings write it: `10MB`. */
function smallFrom(size: string | null, stats: string | null): SmallTable | null {
  if (size === null) return null;
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?(B|kB|MB|GB|TB)$/.exec(size) ?? [];
  if (digits === undefined) {
    const hint = 'Write --small-table 10MB. A number of rows goes into the configuration.';
    throw misuse(`--small-table takes a size, not "${size}".`, hint);
  }
  if (stats === null)
    throw misuse('--small-table needs to know sizes.', 'Add --stats FILE, which `wesley stats` writes.');
  return { bytes: Number(digits) * (UNITS[unit] ?? 1) };
}

function oneOf(input: Input, flag: string, values: readonly string[]): string | null {
  const value = input.text(flag);
  if (value === null || values.includes(value)) return value;
  throw misuse(`--${flag}: "${value}" is none of its values.`, `Write one of ${values.join(', ')}.`);
}
