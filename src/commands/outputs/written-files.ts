import type { World } from '../../world/world.ts';
import type { CheckOptions } from '../check/run/options.ts';
import { realOf } from '../inputs/sql-files.ts';
import type { Input } from '../line/command.ts';
import { misuse } from '../line/misuse.ts';

/**
 * @param sources SQL files that were read.
 * @throws {InputRefused} where a result would be written over a file that is read, by whatever name.
 */
export function refuseOverwriting(
  world: World,
  input: Input,
  { baseline, stats }: Pick<CheckOptions, 'baseline' | 'stats'>,
  sources: readonly string[],
): void {
  const read = [...sources, stats, input.text('config')];
  // A baseline may be written anew over itself.
  const kept = { out: [...read, baseline, input.text('write-baseline')], 'write-baseline': read };
  for (const [flag, others] of Object.entries(kept)) {
    const path = input.text(flag);
    if (path === null) continue;
    const target = realOf(path, world);
    if (others.some((other) => other !== null && realOf(other, world) === target))
      throw misuse(
        `--${flag} ${path} would be written over a file that this run reads or writes.`,
        'Name another file.',
      );
  }
}
