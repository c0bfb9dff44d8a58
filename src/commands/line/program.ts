import { EXIT, type ExitCode } from '../../base/exit.ts';
import { realWorld } from '../../shell/world.ts';
import { commandName, textAfter } from './command-name.ts';
import { readInput } from './input.ts';
import { COMMANDS } from './registry.ts';

const VERSION = /^(--version|-v|-V)$/;

/** Commands that cannot do without the SQL parser. */
const ON_PARSER = new Set(['check', 'plan', 'transform']);

/** Commands that leave nothing behind and work without a pause: nobody would hear an event before they end. */
const AT_ONCE = new Set(['check', 'plan', 'transform', 'explain', 'schema']);

// zod makes a function of each schema, which pays off after some hundred values; a command reads one of each. This is
// where zod keeps what `z.config({ jitless: true })` sets (v4/core/core.js): to call that would load zod.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

/** Runs a command line to its end. @returns what the process is to end with. */
export async function runProgram(args: readonly string[]): Promise<ExitCode> {
  const has = (flag: string): boolean => args.includes(flag);
  const world = realWorld({
    cwd: textAfter(args, '--cwd'),
    quiet: has('--quiet'),
    debug: has('--debug'),
    color: !has('--no-color'),
  });
  const ending = () => import('../outputs/ending.ts');
  // What nobody waits for: the runtime would print it as it is.
  for (const event of ['uncaughtException', 'unhandledRejection'])
    process.on(event, async (error: unknown) => process.exit((await ending()).showBug(error)));
  let code: ExitCode;
  try {
    code = await run(args, world);
  } catch (error) {
    code = (await ending()).tellEnd(error, { json: has('--json'), debug: has('--debug'), out: world.out });
  }
  const lost = await world.written();
  if (lost !== null) await tellLost(lost);
  // What was found is nowhere to be read.
  return lost !== null && (code === EXIT.ok || code === EXIT.findings) ? EXIT.world : code;
}

const tellLost = async (why: string): Promise<void> =>
  (await import('../../shell/terminal.ts')).tellError(
    `error[file-unwritable]: can't write the result: ${why}\n`,
  );

async function run(args: readonly string[], world: ReturnType<typeof realWorld>): Promise<ExitCode> {
  const has = (flag: string): boolean => args.includes(flag);
  const isLook = (arg: string): boolean => /^--(quiet|debug|color|no-color)$/.test(arg);
  if (args.some((arg) => VERSION.test(arg)) && args.every((arg) => VERSION.test(arg) || isLook(arg))) {
    world.out(`wesley ${world.version.version} (${world.version.commit})\n`);
    return EXIT.ok;
  }
  if ((await world.files.exists('.')) !== 'folder') throw await noFolder(world.cwd);
  const show = async (help: string): Promise<void> =>
    world.out(
      has('--json') ? (await import('../../base/json-text.ts')).jsonText({ tool: 'wesley', help }) : help,
    );
  const found = commandName(args, (name) => Object.hasOwn(COMMANDS, name));
  if (!found) return await (await import('./no-command.ts')).noCommand(args, show);
  const wantsHelp = has('--help') || has('-h');
  // It is compiled on another core while this one loads the command and reads its files.
  if (ON_PARSER.has(found.name) && !wantsHelp) world.loadSqlParser().catch(() => {});
  heedSignals(found.name, has);
  const load = COMMANDS[found.name];
  if (!load) return EXIT.bug;
  const command = (await load()).default;
  if (wantsHelp) {
    await show(await (await import('./help.ts')).commandHelp(command));
    return EXIT.ok;
  }
  return await command.run(readInput(command, found.rest), world);
}

async function noFolder(cwd: string): Promise<Error> {
  const { Failure } = await import('../../base/failure.ts');
  return new Failure('file-unreadable', `--cwd: there is no folder ${cwd}`);
}

/** Ends with a code of ours. Where nothing is registered the system ends the process, whatever it does. */
function heedSignals(name: string, has: (flag: string) => boolean): void {
  // To the first process of a container the system delivers only what it has asked for.
  if (AT_ONCE.has(name) && !has('--fix') && !has('--watch') && process.pid !== 1) return;
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(EXIT.interrupted));
}
