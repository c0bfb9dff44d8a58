#!/usr/bin/env bun
import { type Diagnostic, InputRefused, renderDiagnostic } from './base/diagnostic.ts';
import { EXIT, type ExitCode } from './base/exit.ts';
import { Failure } from './base/failure.ts';
import { jsonText } from './base/json-text.ts';
import { positionAt } from './base/span.ts';
import { closest } from './base/suggest.ts';
import { readInput } from './commands/line/input.ts';
import { COMMANDS } from './commands/line/registry.ts';
import { hintOnRefusal } from './commands/outputs/refused-hint.ts';
import { restartFor } from './shell/restart.ts';
import { tellError } from './shell/terminal.ts';
import { version } from './shell/version.ts';
import { realWorld } from './shell/world.ts';
import { SqlError } from './sql/error.ts';

const given = process.argv.slice(2);
// `wesley help plan` is what many try first.
const args = given[0] === 'help' ? [...given.slice(1), '--help'] : given;

const VERSION = /^(--version|-v|-V)$/;

/** Commands that work in PGlite. */
const ON_PGLITE = new Set(['rehearse', 'certify', 'deploy', 'drift']);

/** Commands that cannot do without the SQL parser. */
const ON_PARSER = new Set(['check', 'plan', 'transform']);

/** Commands that leave nothing behind and work without a pause: nobody would hear an event before they end. */
const AT_ONCE = new Set(['check', 'plan', 'transform', 'explain', 'schema']);

/** Ends with a code of ours. Where nothing is registered the system ends the process, whatever it does. */
function heedSignals(name: string): void {
  // To the first process of a container the system delivers only what it has asked for.
  if (AT_ONCE.has(name) && !has('--fix') && !has('--watch') && process.pid !== 1) return;
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(EXIT.interrupted));
}

/** How many leading arguments are flags of every command, with their values. */
function leadingFlags(): number {
  let at = 0;
  while (/^(-h|--(help|quiet|debug|json|color|no-color|(cwd|config)(=.*)?))$/s.test(args[at] ?? ''))
    at += /^--(cwd|config)$/.test(args[at] ?? '') ? 2 : 1;
  return at;
}

/** The longest run of leading words that names a command: `cert create` before `cert`. */
function commandName(): { name: string; rest: readonly string[] } | null {
  const start = leadingFlags();
  for (const words of [2, 1]) {
    const name = args.slice(start, start + words).join(' ');
    if (Object.hasOwn(COMMANDS, name))
      return { name, rest: [...args.slice(0, start), ...args.slice(start + words)] };
  }
  return null;
}

function textAfter(flag: string): string | null {
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  const arg = args[at];
  return arg?.includes('=') ? arg.slice(flag.length + 1) : (args[at + 1] ?? null);
}

const has = (flag: string): boolean => args.includes(flag);
const isLook = (arg: string): boolean => /^--(quiet|debug|color|no-color)$/.test(arg);

const world = realWorld({
  cwd: args.some((arg) => /^--cwd(=|$)/.test(arg)) ? textAfter('--cwd') : null,
  quiet: has('--quiet'),
  debug: has('--debug'),
  color: !has('--no-color'),
});

/** Whether one of the arguments is a folder: of migrations, or of what came before them. */
async function namesFolder(given: readonly string[]): Promise<boolean> {
  for (const arg of given) if ((await world.files.exists(arg)) === 'folder') return true;
  return false;
}

async function run(): Promise<ExitCode> {
  if (args.some((arg) => VERSION.test(arg)) && args.every((arg) => VERSION.test(arg) || isLook(arg))) {
    world.out(`wesley ${version.version} (${version.commit})\n`);
    return EXIT.ok;
  }
  if ((await world.files.exists('.')) !== 'folder')
    throw new Failure('file-unreadable', `--cwd: there is no folder ${world.cwd}`);
  const found = commandName();
  if (!found) return await noCommand();
  if (ON_PGLITE.has(found.name)) restartFor('pglite');
  if (found.name === 'check' && (await namesFolder(found.rest))) restartFor('many-files');
  const wantsHelp = has('--help') || has('-h');
  // It is compiled on another core while this one loads the command and reads its files.
  if (ON_PARSER.has(found.name) && !wantsHelp) world.loadSqlParser().catch(() => {});
  heedSignals(found.name);
  const load = COMMANDS[found.name];
  if (!load) return EXIT.bug;
  const command = (await load()).default;
  if (wantsHelp) {
    showHelp(await (await import('./commands/line/help.ts')).commandHelp(command));
    return EXIT.ok;
  }
  return await command.run(readInput(command, found.rest), world);
}

const showHelp = (help: string): void => world.out(has('--json') ? jsonText({ tool: 'wesley', help }) : help);

const usage = (message: string, hint: string): InputRefused =>
  new InputRefused([{ code: 'USAGE', message, span: null, hint }]);

async function noCommand(): Promise<ExitCode> {
  const { groupHelp, programHelp } = await import('./commands/line/help.ts');
  const words = args.slice(leadingFlags());
  const word = words.find((arg) => !arg.startsWith('-'));
  const wantsHelp = has('--help') || has('-h');
  if (word === undefined && (wantsHelp || words.length === 0)) {
    if (!wantsHelp && has('--json')) throw usage('There is no command.', 'See wesley --help.');
    showHelp(await programHelp());
    return wantsHelp ? EXIT.ok : EXIT.input;
  }
  if (words[0]?.startsWith('-')) throw earlyFlag(words[0], words);
  const inGroup = Object.keys(COMMANDS).filter((name) => name.startsWith(`${word} `));
  if (inGroup.length > 0 && wantsHelp) {
    showHelp(await groupHelp(inGroup));
    return EXIT.ok;
  }
  throw unknownWords(words, inGroup);
}

/** Words that name no command, with those that were meant. */
function unknownWords(words: readonly string[], inGroup: readonly string[]): InputRefused {
  const word = words.find((arg) => !arg.startsWith('-'));
  const guess =
    closest(words.slice(0, 2).join(' '), Object.keys(COMMANDS)) ?? closest(word ?? '', Object.keys(COMMANDS));
  const hint =
    inGroup.length > 0
      ? `Use one of: ${inGroup.join(', ')}.`
      : guess
        ? `Did you mean "wesley ${guess}"?`
        : 'See wesley --help.';
  const message = inGroup.length > 0 ? `"wesley ${word}" needs one more word.` : `Unknown command "${word}".`;
  return usage(message, hint);
}

/** A flag that stands where the command is expected. */
function earlyFlag(flag: string, words: readonly string[]): InputRefused {
  const command = words.find((word) => Object.keys(COMMANDS).some((name) => name.split(' ')[0] === word));
  const [message, hint] =
    command === undefined
      ? [`Unknown flag "${flag}".`, 'See wesley --help.']
      : [`"${flag}" stands before the command.`, `Write wesley ${command} first, and its flags behind it.`];
  return usage(message, hint);
}

function showRefusal({ diagnostics, texts, exit }: InputRefused): ExitCode {
  for (const diagnostic of diagnostics) {
    tellError(`${renderDiagnostic(diagnostic, (source) => texts.get(source) ?? null, Bun.stringWidth)}\n`);
  }
  if (has('--json')) {
    const rows = diagnostics.map((diagnostic) => jsonDiagnostic(diagnostic, texts));
    world.out(jsonText({ tool: 'wesley', diagnostics: rows }));
  }
  return exit as ExitCode;
}

function jsonDiagnostic(
  { code, message, span, hint }: Diagnostic,
  texts: ReadonlyMap<string, string>,
): object {
  const text = span && texts.get(span.source);
  const place = span && text !== undefined && text !== null ? positionAt(text, span.start) : null;
  return {
    code,
    message,
    file: span?.source ?? null,
    line: place?.line ?? null,
    column: place?.column ?? null,
    hint,
  };
}

function showFailure(failure: Failure): ExitCode {
  const cause = failure.cause instanceof Error && has('--debug') ? `\n  cause: ${failure.cause.message}` : '';
  tellError(
    `error[${failure.code}]: ${failure.message}${cause}${failure.hint ? `\n  help: ${failure.hint}` : ''}\n`,
  );
  if (has('--json')) {
    const { code, message, hint } = failure;
    world.out(
      jsonText({
        tool: 'wesley',
        diagnostics: [{ code, message, file: null, line: null, column: null, hint }],
      }),
    );
  }
  return EXIT.world;
}

/** A server's refusal that no command expected: the database failed, and says why itself. */
function asFailure({ message, sqlState, hint }: SqlError): Failure {
  const help = hint ?? (sqlState === '42501' ? RIGHT_MISSING : null);
  return new Failure('database-failed', `${message} (${sqlState})`, help === null ? {} : { hint: help });
}

/** insufficient_privilege. https://www.postgresql.org/docs/18/errcodes-appendix.html */
const RIGHT_MISSING =
  'Grant it to the role of the URL. What Wesley has deployed is read with USAGE on the schema wesley and SELECT on its tables.';

function showBug(error: unknown): ExitCode {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  tellError(
    `wesley ${version.version} (${version.commit}) met a bug of its own. Please report this:\n${stack}\n`,
  );
  return EXIT.bug;
}

function endWith(error: unknown): ExitCode {
  if (error instanceof InputRefused) return showRefusal(error);
  // By name: its module belongs to the catalog reader, which most commands never load.
  if (error instanceof Error && error.name === 'SchemaRefused') {
    const hint = error.cause instanceof SqlError ? hintOnRefusal(error.cause) : null;
    return showFailure(new Failure('database-failed', error.message, hint === null ? {} : { hint }));
  }
  return error instanceof Failure ? showFailure(error) : showBug(error);
}

// A reader that went away, as in `wesley … | head`, is no failure of ours, and must not end a deployment half-way.
process.stdout.on('error', () => {});

// What nobody waits for: the runtime would print it as it is.
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error: unknown) => process.exit(showBug(error)));

let code: ExitCode;
try {
  code = await run();
} catch (error) {
  code = endWith(error instanceof SqlError ? asFailure(error) : error);
}
const lost = await world.written();
if (lost !== null) tellError(`error[file-unwritable]: can't write the result: ${lost}\n`);
// What was found is nowhere to be read.
const isLost = lost !== null && (code === EXIT.ok || code === EXIT.findings);
process.exit(isLost ? EXIT.world : code);
