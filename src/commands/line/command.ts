import type { ExitCode } from '../../base/exit.ts';
import type { World } from '../../world/world.ts';

/** One flag of a command, as citty describes it. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly description: string;
  /** What stands for the value in the usage: `FILE`. */
  readonly valueHint?: string;
  readonly default?: string | boolean;
  readonly required?: boolean;
  /** May be given several times; `Input.all` has every value. */
  readonly repeatable?: boolean;
}

interface Positional {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  /** Takes every further argument. */
  readonly rest?: boolean;
}

/** The command line after it was checked against the command's flags. */
export interface Input {
  /** A string flag's (last) value or its default; `null` when absent. */
  text(flag: string): string | null;
  /** Every value of a repeatable flag, in order. */
  all(flag: string): readonly string[];
  on(flag: string): boolean;
  readonly positionals: readonly string[];
}

export interface Command {
  /** `transform`, `cert create`. */
  readonly name: string;
  /** One line for `--help`: a verb, what it reads, what it gives. */
  readonly summary: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly positionals: readonly Positional[];
  /** Whole command lines that work as they stand. */
  readonly examples: readonly string[];
  run(input: Input, world: World): Promise<ExitCode>;
}

export const defineCommand = (command: Command): Command => command;
