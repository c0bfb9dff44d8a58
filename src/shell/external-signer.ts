import { spawn } from 'node:child_process';
import { fromBase64 } from '../base/base64.ts';
import { Failure } from '../base/failure.ts';
import { programPath } from './git/program.ts';

const SIGNATURE_BYTES = 64;
const MAX_OUTPUT_BYTES = 4096;

/**
 * Lets another program sign: a key service, a smart card. The program gets the bytes on standard input, and none of
 * our passphrases. It answers with 64 raw bytes or their base64. No shell is involved.
 *
 * @param argv Program and arguments. A bare name is looked up in PATH, but never inside a work tree.
 * @param workTree The work tree around the working folder, if there is one.
 * @param timeoutMs The program is killed after this time: a prompt that nobody sees must not block a job.
 * @param said Receives what the program writes to standard error.
 * @throws {Failure} `key-unreadable` for anything but one signature.
 */
export async function signExternally(
  argv: readonly string[],
  message: Uint8Array,
  {
    timeoutMs,
    env,
    workTree,
    said,
  }: {
    readonly timeoutMs: number;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly workTree: string | null;
    readonly said: (text: string) => void;
  },
): Promise<Uint8Array> {
  const [program = '', ...args] = argv;
  const answer = await run(program, args, {
    message,
    timeoutMs,
    env: { ...withoutPassphrases(env), PATH: programPath(env['PATH'], workTree) },
    said,
  });
  const signature =
    answer.length === SIGNATURE_BYTES ? answer : fromBase64(new TextDecoder().decode(answer).trim());
  if (signature?.length !== SIGNATURE_BYTES)
    throw new Failure(
      'key-unreadable',
      `${program} answered with ${answer.length} bytes that are no signature`,
    );
  return signature;
}

const withoutPassphrases = (env: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('WESLEY_')));

interface Call {
  readonly message: Uint8Array;
  readonly timeoutMs: number;
  readonly env: NodeJS.ProcessEnv;
  readonly said: (text: string) => void;
}

function run(
  program: string,
  args: readonly string[],
  { message, timeoutMs, env, said }: Call,
): Promise<Uint8Array> {
  const failure = (reason: string, cause?: unknown): Failure =>
    new Failure('key-unreadable', `${program} has not signed: ${reason}`, { cause });
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { env, stdio: 'pipe', shell: false });
    // Passed on at once, not line by line: a prompt has no line feed at its end.
    const decoder = new TextDecoder();
    child.stderr.on('data', (chunk: Buffer) => said(decoder.decode(chunk, { stream: true })));
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = (reason: string): void => {
      child.kill('SIGKILL');
      reject(failure(reason));
    };
    const timer = setTimeout(() => stop(`no answer within ${timeoutMs} ms`), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT_BYTES) stop('too long an answer');
      else chunks.push(chunk);
    });
    child.on('error', (cause) => {
      clearTimeout(timer);
      reject(failure((cause as NodeJS.ErrnoException).code ?? 'it cannot be started', cause));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) resolve(new Uint8Array(Buffer.concat(chunks)));
      else reject(failure(`it ended with ${code}`));
    });
    // A signer that does not read its input closes the pipe early. Its answer is judged all the same.
    child.stdin.on('error', () => undefined);
    child.stdin.end(message);
  });
}
