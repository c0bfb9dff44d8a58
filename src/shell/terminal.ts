import { fstatSync, statSync } from 'node:fs';
import { painted } from '../base/paint.ts';
import { forTerminal } from '../base/plain-text.ts';
import type { Log, OutputForm } from '../world/terminal.ts';

/** A result in the form in which it may be written to stdout. */
export function printable(text: string, form: OutputForm, isTerminal: boolean): string {
  if (form === 'document' && !isTerminal) return text;
  return form === 'painted' ? painted(text) : forTerminal(text);
}

/** Writes to stderr at once. What a terminal would act on is made visible. */
export const tellError = (text: string): void => void process.stderr.write(forTerminal(text));

/** Whether a file descriptor is a terminal. `node:tty` takes 2 ms to load, so it is asked only about devices. */
export function isTerminal(descriptor: number): boolean {
  try {
    const device = fstatSync(descriptor);
    if (!device.isCharacterDevice() || device.rdev === statSync('/dev/null', { throwIfNoEntry: false })?.rdev)
      return false;
  } catch {
    // The descriptor is closed.
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}

export interface LogOptions {
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly color: boolean;
  /** Whether stderr is a terminal. */
  readonly isTerminal: boolean;
}

/** Messages for people while a command works, on stderr through consola, which is loaded with the first message. */
export function logOn(options: LogOptions): Log & { hasSpoken(): boolean } {
  let instance: Promise<typeof import('consola/basic').consola> | null = null;
  let queue = Promise.resolve();
  let hasSpoken = false;
  const consola = (): NonNullable<typeof instance> => {
    instance ??= import('consola/basic').then(({ createConsola }) =>
      createConsola({
        level: options.debug ? 4 : options.quiet ? 0 : 3,
        stdout: process.stderr,
        stderr: process.stderr,
        formatOptions: { colors: options.color, date: false },
      }),
    );
    return instance;
  };
  const say = (level: 'info' | 'success' | 'warn' | 'error' | 'debug') => (text: string) => {
    hasSpoken = true;
    queue = queue.then(async () => (await consola())[level](forTerminal(text)));
  };
  const live = options.isTerminal && !options.quiet;
  return {
    info: say('info'),
    success: say('success'),
    warn: say('warn'),
    error: say('error'),
    debug: say('debug'),
    hasSpoken: () => hasSpoken,
    progress(text) {
      hasSpoken = true;
      if (live) process.stderr.write(`\r\u001B[K  ${forTerminal(text)}`);
      else if (!options.quiet) tellError(`  ${text}\n`);
    },
    async flush() {
      if (live) process.stderr.write('\r\u001B[K');
      await queue;
    },
  };
}
