import { readSync } from 'node:fs';
import { Failure } from '../base/failure.ts';
import type { GuardedFiles } from '../world/guarded-files.ts';
import type { Purpose } from '../world/passphrase.ts';

const MAX_BYTES = 4096;

/** The terminal. `ask` does not show what is typed. */
export interface Terminal {
  readonly isInteractive: boolean;
  ask(prompt: string): Promise<string>;
}

export interface PassphraseSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly guarded: Pick<GuardedFiles, 'read'>;
  readonly terminal: Terminal;
}

/**
 * The passphrase of a key: from WESLEY_PASSPHRASE_FD, WESLEY_PASSPHRASE_FILE, WESLEY_PASSPHRASE or the terminal, in
 * this order. Fails at once when none of them is there: a job without a terminal must not wait for one. Standard
 * input is read only when WESLEY_PASSPHRASE_FD is 0.
 *
 * @throws {Failure} `key-unreadable`
 */
export async function readPassphrase(sources: PassphraseSources, purpose: Purpose): Promise<string> {
  const set = purpose === 'change' ? sources.env['WESLEY_NEW_PASSPHRASE'] : fromEnvironment(sources);
  const given = set ?? (await fromTerminal(sources.terminal, purpose));
  if (given === null) {
    const hint = 'Set WESLEY_PASSPHRASE_FD, WESLEY_PASSPHRASE_FILE or WESLEY_PASSPHRASE.';
    throw new Failure('key-unreadable', 'the key needs a passphrase, and there is no terminal to ask', {
      hint,
    });
  }
  if (given === '') throw new Failure('key-unreadable', 'the passphrase is empty');
  return given;
}

function fromEnvironment({ env, guarded }: PassphraseSources): string | null {
  const descriptor = env['WESLEY_PASSPHRASE_FD'];
  if (descriptor !== undefined) return firstLine(readDescriptor(descriptor));
  const file = env['WESLEY_PASSPHRASE_FILE'];
  if (file !== undefined) {
    const bytes = guarded.read(file, { maxBytes: MAX_BYTES, links: 'follow' });
    if (bytes === null) throw new Failure('key-unreadable', `WESLEY_PASSPHRASE_FILE: ${file} does not exist`);
    return firstLine(bytes);
  }
  return env['WESLEY_PASSPHRASE'] ?? null;
}

const firstLine = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).split(/\r?\n/)[0] ?? '';

function readDescriptor(text: string): Uint8Array {
  const bytes = new Uint8Array(MAX_BYTES);
  let length = 0;
  try {
    if (!/^[0-9]{1,4}$/.test(text)) throw new Error('no number');
    while (length < bytes.length) {
      const count = readSync(Number(text), bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
      if (bytes.subarray(0, length).includes(10)) break;
    }
  } catch (cause) {
    throw new Failure('key-unreadable', `WESLEY_PASSPHRASE_FD is no descriptor open for reading: ${text}`, {
      cause,
    });
  }
  return bytes.subarray(0, length);
}

async function fromTerminal(terminal: Terminal, purpose: Purpose): Promise<string | null> {
  if (!terminal.isInteractive) return null;
  const first = await terminal.ask(purpose === 'open' ? 'Passphrase: ' : 'New passphrase: ');
  if (purpose !== 'open' && (await terminal.ask('Again: ')) !== first)
    throw new Failure('key-unreadable', 'the two passphrases differ');
  return first;
}

interface Typed {
  readonly text: string;
  readonly end: 'entered' | 'interrupted' | null;
}

/** The typed text after one more key. */
function afterKey({ text, end }: Typed, key: string): Typed {
  if (end !== null) return { text, end };
  if (key === '\r' || key === '\n') return { text, end: 'entered' };
  if (key === '\u0003' || key === '\u0004') return { text: '', end: 'interrupted' };
  return { text: key === '\u007f' ? text.slice(0, -1) : text + key, end };
}

/** The terminal of this process: prompts on standard error, and does not echo keys. */
export const processTerminal: Terminal = {
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  async ask(prompt) {
    const { stdin, stderr } = process;
    stderr.write(prompt);
    stdin.setRawMode(true);
    try {
      return await readLine(stdin);
    } finally {
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
    }
  },
};

function readLine(stdin: NodeJS.ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: Typed = { text: '', end: null };
    const onData = (data: Buffer): void => {
      typed = [...data.toString('utf8')].reduce(afterKey, typed);
      if (typed.end === null) return;
      stdin.off('data', onData);
      if (typed.end === 'entered') resolve(typed.text);
      else reject(new Failure('key-unreadable', 'no passphrase was typed'));
    };
    stdin.on('data', onData);
    stdin.resume();
  });
}
