import { InputRefused } from '../../base/diagnostic.ts';
import { EXIT, type ExitCode } from '../../base/exit.ts';
import { closest } from '../../base/suggest.ts';
import { leadingFlags } from './command-name.ts';
import { groupHelp, programHelp } from './help.ts';
import { COMMANDS } from './registry.ts';

/**
 * What to do with a command line that names no command: show help, or say what was meant.
 *
 * @param show Prints a help text.
 * @throws {InputRefused} with code `USAGE`.
 */
export async function noCommand(
  args: readonly string[],
  show: (help: string) => Promise<void>,
): Promise<ExitCode> {
  const has = (flag: string): boolean => args.includes(flag);
  const words = args.slice(leadingFlags(args));
  const word = words.find((arg) => !arg.startsWith('-'));
  const wantsHelp = has('--help') || has('-h');
  if (word === undefined && (wantsHelp || words.length === 0)) {
    if (!wantsHelp && has('--json')) throw usage('There is no command.', 'See wesley --help.');
    await show(await programHelp());
    return wantsHelp ? EXIT.ok : EXIT.input;
  }
  if (words[0]?.startsWith('-')) throw earlyFlag(words[0], words);
  const inGroup = Object.keys(COMMANDS).filter((name) => name.startsWith(`${word} `));
  if (inGroup.length > 0 && wantsHelp) {
    await show(await groupHelp(inGroup));
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

const usage = (message: string, hint: string): InputRefused =>
  new InputRefused([{ code: 'USAGE', message, span: null, hint }]);
