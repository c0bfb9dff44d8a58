/** The command that a command line names, and the arguments without its words. */
export interface NamedCommand {
  readonly name: string;
  readonly rest: readonly string[];
}

/** How many leading arguments are flags of every command, with their values. */
export function leadingFlags(args: readonly string[]): number {
  let at = 0;
  while (/^(-h|--(help|quiet|debug|json|color|no-color|(cwd|config)(=.*)?))$/s.test(args[at] ?? ''))
    at += /^--(cwd|config)$/.test(args[at] ?? '') ? 2 : 1;
  return at;
}

/** The longest run of leading words that `isCommand` knows: `cert create` before `cert`. */
export function commandName(
  args: readonly string[],
  isCommand: (name: string) => boolean,
): NamedCommand | null {
  const start = leadingFlags(args);
  for (const words of [2, 1]) {
    const name = args.slice(start, start + words).join(' ');
    if (isCommand(name)) return { name, rest: [...args.slice(0, start), ...args.slice(start + words)] };
  }
  return null;
}

/** What stands behind a flag, as its own argument or after `=`. */
export function textAfter(args: readonly string[], flag: string): string | null {
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  if (at < 0) return null;
  const arg = args[at];
  return arg?.includes('=') ? arg.slice(flag.length + 1) : (args[at + 1] ?? null);
}
