import { type Diagnostic, InputRefused } from '../../base/diagnostic.ts';
import { closest } from '../../base/suggest.ts';
import type { Command, Flag, Input } from './command.ts';

/** Flags that every command takes. */
export const GLOBAL_FLAGS: Readonly<Record<string, Flag>> = {
  json: { type: 'boolean', description: 'print one JSON document on stdout' },
  quiet: { type: 'boolean', description: 'no progress and no hints on stderr' },
  debug: { type: 'boolean', description: 'more detail on stderr' },
  color: {
    type: 'boolean',
    description: 'colours on a terminal; --no-color or NO_COLOR turns them off',
    default: true,
  },
  cwd: { type: 'string', description: 'work in this folder', valueHint: 'DIR' },
  config: {
    type: 'string',
    description: 'configuration file (default: wesley.config.ts or .json)',
    valueHint: 'FILE',
  },
  help: { type: 'boolean', description: 'show this help' },
};

/**
 * Reads a command line against a command's flags. citty renders the help of the same flags; its parser lets unknown
 * ones pass, keeps only the last of a repeated one and takes `--no-passphrase` for the negation of another flag.
 *
 * @throws {InputRefused} with code `USAGE`.
 */
export function readInput(command: Command, args: readonly string[]): Input {
  const flags: Record<string, Flag> = { ...GLOBAL_FLAGS, ...command.flags };
  const { values, positionals } = scan(command, flags, args);
  for (const [name, flag] of Object.entries(flags)) {
    const given = values.get(name) ?? [];
    if (given.length > 1 && !flag.repeatable)
      usage(command, `--${name} is given ${given.length} times.`, 'Give it once.');
    if (flag.required && given.length === 0)
      usage(command, `--${name} is missing.`, `Add --${name} ${flag.valueHint ?? 'VALUE'}.`);
  }
  checkPositionals(command, positionals);
  return {
    text: (name) => values.get(name)?.at(-1) ?? defaultText(flags[name]),
    all: (name) => values.get(name) ?? [],
    on: (name) => values.has(name),
    positionals,
  };
}

const defaultText = (flag: Flag | undefined): string | null =>
  typeof flag?.default === 'string' ? flag.default : null;

interface Scanned {
  readonly values: Map<string, string[]>;
  readonly positionals: readonly string[];
}

function scan(command: Command, flags: Readonly<Record<string, Flag>>, args: readonly string[]): Scanned {
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') return { values, positionals: [...positionals, ...rest] };
    if (arg === '-' || !arg.startsWith('-')) {
      positionals.push(arg);
      continue;
    }
    const [name, inline] = splitFlag(command, flags, arg);
    const value =
      flags[name]?.type === 'string' ? textAfter(command, flags, name, inline ?? rest.shift()) : 'true';
    if (value === 'true' && inline !== null && flags[name]?.type === 'boolean')
      usage(command, `--${name} takes no value.`, `Write --${name} alone.`);
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return { values, positionals };
}

// An empty path would be the working folder, or the root with a name behind it.
const PLACES = new Set(['PATH', 'FILE', 'DIR']);

function textAfter(
  command: Command,
  flags: Readonly<Record<string, Flag>>,
  name: string,
  value: string | undefined,
): string {
  const isEmpty = value === '' && PLACES.has(flags[name]?.valueHint ?? '');
  if (value !== undefined && !value.startsWith('--') && !isEmpty) return value;
  return usage(command, `--${name} needs a value.`, `Write --${name} ${flags[name]?.valueHint ?? 'VALUE'}.`);
}

function splitFlag(
  command: Command,
  flags: Readonly<Record<string, Flag>>,
  arg: string,
): readonly [string, string | null] {
  const equals = arg.indexOf('=');
  const written = equals < 0 ? arg : arg.slice(0, equals);
  const name = written.replace(/^--?/, '').replace(/^no-(?=color$)/, '');
  const short = name === 'h' ? 'help' : name;
  if (arg.startsWith('--') || short === 'help') {
    if (Object.hasOwn(flags, short)) return [short, equals < 0 ? null : arg.slice(equals + 1)];
  }
  const guess = closest(name, Object.keys(flags));
  return usage(
    command,
    `Unknown flag "${written}" of \`wesley ${command.name}\`.`,
    guess ? `Did you mean "--${guess}"?` : 'See --help.',
  );
}

function checkPositionals(command: Command, positionals: readonly string[]): void {
  const missing = command.positionals.find(
    (positional, i) => positional.required && positionals[i] === undefined,
  );
  if (missing) usage(command, `${missing.name} is missing.`, `wesley ${command.name} ${missing.name}`);
  const empty = positionals.indexOf('');
  if (empty >= 0) {
    const { name = 'an argument' } = command.positionals[empty] ?? command.positionals.at(-1) ?? {};
    usage(command, `${name} is empty.`, `Name it: wesley ${command.name} ${name}`);
  }
  const most = command.positionals.some((positional) => positional.rest)
    ? Number.POSITIVE_INFINITY
    : command.positionals.length;
  const extra = positionals[most];
  if (extra !== undefined) usage(command, `Unexpected argument "${extra}".`, 'See --help.');
}

function usage(command: Command, message: string, hint: string): never {
  const diagnostic: Diagnostic = {
    code: 'USAGE',
    message: `${message} (wesley ${command.name})`,
    span: null,
    hint,
  };
  throw new InputRefused([diagnostic]);
}

/** A command's flags as citty describes arguments, for its help. */
export function cittyArgs(flags: Readonly<Record<string, Flag>>): Record<string, never> {
  const args = Object.entries(flags).map(([name, flag]) => [
    name,
    { type: flag.type, description: flag.description, valueHint: flag.valueHint, default: flag.default },
  ]);
  return Object.fromEntries(args) as Record<string, never>;
}
