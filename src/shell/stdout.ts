import { writeSync } from 'node:fs';

const STDOUT = 1;

/** Standard output of this process. */
export interface Stdout {
  /** Writes after everything before. */
  write(text: string): void;
  /** Waits for all of it. What kept some of it from being written, or `null`. */
  written(): Promise<string | null>;
}

/**
 * Two ways that the runtime offers are not used: `process.stdout` takes 4 ms to come to life, and `Bun.write` reserves
 * space by fallocate(), which puts NUL bytes into a file that is appended to.
 */
export function openStdout(): Stdout {
  let lost: string | null = null;
  let later: Promise<void> | null = null;
  const write = (text: string): void => {
    const bytes = new TextEncoder().encode(text);
    const left = later ? bytes : rest(bytes);
    if (left.length > 0) later = (later ?? Promise.resolve()).then(() => writeSlowly(left));
  };
  /** Gives back what a pipe that does not wait has no room for yet. */
  const rest = (bytes: Uint8Array): Uint8Array => {
    let left = bytes;
    try {
      while (left.length > 0) left = left.subarray(writeSync(STDOUT, left));
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (code === 'EAGAIN') return left;
      // EPIPE, as in `wesley … | head`: the reader has seen enough and closed the pipe. That is no loss.
      if (code !== 'EPIPE') lost ??= message;
      return left.subarray(left.length);
    }
    return left;
  };
  const writeSlowly = async (bytes: Uint8Array): Promise<void> => {
    for (let left = rest(bytes); left.length > 0; left = rest(left)) await Bun.sleep(2);
  };
  return {
    write,
    written: async () => {
      await later;
      return lost;
    },
  };
}
