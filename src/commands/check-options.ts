import { InputRefused } from '../base/diagnostic.ts';
import type { History } from '../locks/check.ts';
import type { SmallTable } from '../locks/stats.ts';
import { checkRuleNames, chosenRules } from './chosen-rules.ts';
import type { Input, World } from './command.ts';
import { loadConfig } from './config.ts';
import type { CheckConfig, FileSettings } from './config-schema.ts';
import { majorOf } from './postgres-major.ts';
import { FORMATS } from './reports/index.ts';
import { relativePath } from './reports/report.ts';

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
  settingsFor(path: string): Pick<History, 'rules' | 'fileIsTransaction'>;
}

/** @throws {InputRefused} when the configuration or a flag names what is not there. */
export async function checkOptions(input: Input, world: World): Promise<CheckOptions> {
  const config = await loadConfig(input, world);
  const { check } = config;
  const base = input.all('base');
  // Who writes a baseline begins anew: the configured one need not be there yet.
  const isWriting = input.text('write-baseline') !== null;
  for (const { rules = {} } of [check, ...(check.overrides ?? [])]) checkRuleNames(rules);
  const withoutOverrides = settingsFrom(input, [check]);
  return {
    postgres: majorOf(input.text('pg'), config),
    failOn: oneOf(input, 'fail-on', ['error', 'warning']) ?? check.failOn ?? 'error',
    format: input.on('json') ? 'json' : (oneOf(input, 'format', Object.keys(FORMATS)) ?? 'human'),
    base: base.length > 0 ? base : (check.base ?? []),
    baseline: input.text('baseline') ?? (isWriting ? null : (check.baseline ?? null)),
    stats: input.text('stats') ?? check.stats ?? null,
    small: smallFrom(input.text('small-table')) ?? check.smallTable ?? null,
    settingsFor: (path) => {
      const overrides = overridesFor(relativePath(path, world.cwd), check);
      return overrides.length === 0 ? withoutOverrides : settingsFrom(input, [check, ...overrides]);
    },
  };
}

const overridesFor = (path: string, { overrides = [] }: CheckConfig): readonly FileSettings[] =>
  overrides.filter(({ paths }) => paths.some((glob) => new Bun.Glob(glob).match(path)));

/** @param layers The one that wins last. */
function settingsFrom(
  input: Input,
  layers: readonly FileSettings[],
): ReturnType<CheckOptions['settingsFor']> {
  const last = layers.findLast(({ inTransaction }) => inTransaction !== undefined);
  return {
    rules: chosenRules(
      input,
      layers.map(({ rules = {} }) => rules),
    ),
    fileIsTransaction: input.on('in-transaction') || last?.inTransaction === true,
  };
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/** A size as PostgreSQL's settings write it: `10MB`. */
function smallFrom(size: string | null): SmallTable | null {
  if (size === null) return null;
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?) ?(B|kB|MB|GB|TB)$/.exec(size) ?? [];
  if (digits !== undefined) return { bytes: Number(digits) * (UNITS[unit] ?? 1) };
  const message = `--small-table takes a size, not "${size}".`;
  const hint = 'Write --small-table 10MB. A number of rows goes into the configuration.';
  throw new InputRefused([{ code: 'USAGE', message, span: null, hint }]);
}

function oneOf(input: Input, flag: string, values: readonly string[]): string | null {
  const value = input.text(flag);
  if (value === null || values.includes(value)) return value;
  const hint = `Write one of ${values.join(', ')}.`;
  throw new InputRefused([{ code: 'USAGE', message: `--${flag}: "${value}" is none.`, span: null, hint }]);
}
