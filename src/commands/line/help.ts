import { renderUsage } from 'citty';
import type { Command } from './command.ts';
import { cittyArgs, GLOBAL_FLAGS } from './input.ts';
import { COMMANDS } from './registry.ts';

/** Help of one command: citty's usage, then examples. */
export async function commandHelp(command: Command): Promise<string> {
  const positionals = command.positionals.map(({ name, description, required }) => [
    name,
    { type: 'positional', description, required },
  ]);
  const usage = await renderUsage({
    meta: { name: `wesley ${command.name}`, description: command.summary },
    args: { ...Object.fromEntries(positionals), ...cittyArgs({ ...command.flags, ...GLOBAL_FLAGS }) },
  });
  const examples = command.examples.map((example) => `  ${example}`).join('\n');
  return `${plain(usage)}\n\nEXAMPLES\n\n${examples}\n`;
}

/** Help of commands that share their first word: each in a line. */
export const groupHelp = async (names: readonly string[]): Promise<string> =>
  `${(await rowsOf(names)).join('\n')}\n`;

async function rowsOf(names: readonly string[]): Promise<readonly string[]> {
  const commands = await Promise.all(names.map(async (name) => (await COMMANDS[name]?.())?.default));
  const width = Math.max(...names.map((name) => name.length));
  return commands.map((command) => `  ${(command?.name ?? '').padEnd(width)}  ${command?.summary ?? ''}`);
}

/** Help of the whole program: what it is for, each command in a line, how to start. */
export async function programHelp(): Promise<string> {
  const rows = await rowsOf(Object.keys(COMMANDS));
  return `wesley: from a GraphQL schema to a signed go-live on PostgreSQL.

USAGE  wesley COMMAND [flags]     wesley COMMAND --help     wesley --version

${rows.join('\n')}

START
  wesley init                                     write a first schema.graphql
  wesley transform --schema schema.graphql        see what it becomes
  wesley plan --schema schema.graphql --explain   see how it would go live
`;
}

// citty colours its usage unasked; help goes to stdout, which may be a file.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
const plain = (text: string): string => text.replace(/\u001B\[[0-9;]*m/g, '').trimEnd();
