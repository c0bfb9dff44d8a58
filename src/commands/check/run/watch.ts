import { InputRefused } from '../../../base/diagnostic.ts';
import { EXIT, type ExitCode } from '../../../base/exit.ts';
import { Failure } from '../../../base/failure.ts';
import { CLEAR } from '../../../base/paint.ts';
import type { World } from '../../../world/world.ts';
import type { Input } from '../../line/command.ts';
import { misuse } from '../../line/misuse.ts';
import type { CheckOptions } from './options.ts';

/** @throws {InputRefused} where watching makes no sense. */
export function refuseWatch(input: Input, { format }: CheckOptions): void {
  if (input.positionals.length === 0)
    throw misuse('--watch needs files or folders.', 'Write wesley check migrations --watch.');
  if (format !== 'human' && input.text('out') === null)
    throw misuse(`--watch would print one ${format} document after another.`, 'Add --out FILE.');
}

/** Checks, and checks again whenever something that was read changes, until it is interrupted. */
export async function watchAndCheck(
  input: Input,
  world: World,
  { base, baseline, stats }: CheckOptions,
  check: () => Promise<ExitCode>,
): Promise<ExitCode> {
  const read = [...input.positionals, ...base, ...[baseline, stats].filter((path) => path !== null)];
  const written = [input.text('out'), input.text('write-baseline')].filter((path) => path !== null);
  const watch = await world.watch({ paths: read, ending: '.sql', ignored: written });
  let exit: ExitCode;
  do {
    if (world.isTerminal) world.out(CLEAR, 'painted');
    world.out(`wesley check ${input.positionals.join(' ')}\n\n`);
    exit = await checkOnce(world, check);
  } while (await watch.changed());
  return exit;
}

/** What can't be read now may be there after the next change. */
async function checkOnce(world: World, check: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof Failure || error instanceof InputRefused)) throw error;
    world.log.error(error.message);
    return error instanceof InputRefused ? EXIT.input : EXIT.world;
  }
}
