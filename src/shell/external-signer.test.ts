import { expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toBase64 } from '../base/base64.ts';
import { signExternally } from './external-signer.ts';

const message = new TextEncoder().encode('DSSEv1 …');
const env = { PATH: process.env['PATH'], WESLEY_PASSPHRASE: 'elementary' };
const heard: string[] = [];
const said = (text: string): void => void heard.push(text);
const ask = (script: string, timeoutMs = 5000): Promise<Uint8Array> =>
  signExternally(['sh', '-c', script], message, { timeoutMs, env, workTree: null, said });

const raw = new Uint8Array(64).fill(65);

test('takes 64 raw bytes, or their base64', async () => {
  expect(await ask(`printf %s ${'A'.repeat(64)}`)).toEqual(raw);
  expect(await ask(`echo ${toBase64(raw)}`)).toEqual(raw);
});

test('hands over the bytes and no passphrase', async () => {
  const script = `test "$(cat)" = 'DSSEv1 …' && test -z "$WESLEY_PASSPHRASE" && printf %s ${'A'.repeat(64)}`;
  expect(await ask(script)).toEqual(raw);
});

test.each<[string, string, number]>([
  ['says nothing', ':', 5000],
  ['says too little', 'printf AAAA', 5000],
  ['says too much', 'head -c 9000 /dev/zero', 5000],
  ['signs twice', `echo ${toBase64(raw)}; echo ${toBase64(raw)}`, 5000],
  ['fails after an answer', `printf %s ${'A'.repeat(64)}; exit 3`, 5000],
  ['is killed', 'kill -9 $$', 5000],
  ['never answers', 'exec sleep 60', 100],
])('refuses a signer that %s', async (_, script, timeoutMs) => {
  await expect(ask(script, timeoutMs)).rejects.toMatchObject({ code: 'key-unreadable' });
});

test('runs no program of the work tree by a bare name', async () => {
  const workTree = mkdtempSync(join(tmpdir(), 'wesley-signer-'));
  writeFileSync(join(workTree, 'kms-sign'), `#!/bin/sh\nprintf %s ${'A'.repeat(64)}\n`, { mode: 0o755 });
  const PATH = `${workTree}:${process.env['PATH']}`;
  try {
    const sign = (argv: readonly string[], tree: string | null): Promise<Uint8Array> =>
      signExternally(argv, message, { timeoutMs: 5000, env: { PATH }, workTree: tree, said });
    expect(await sign(['kms-sign'], null)).toEqual(raw);
    expect(await sign([join(workTree, 'kms-sign')], workTree)).toEqual(raw);
    await expect(sign(['kms-sign'], workTree)).rejects.toMatchObject({ code: 'key-unreadable' });
  } finally {
    rmSync(workTree, { recursive: true });
  }
});

test('refuses a signer that is not there', async () => {
  const missing = signExternally(['/no/such/signer'], message, {
    timeoutMs: 1000,
    env,
    workTree: null,
    said,
  });
  await expect(missing).rejects.toMatchObject({ code: 'key-unreadable' });
});

test('what it says on its standard error is handed on as it comes, prompts included', async () => {
  heard.length = 0;
  await ask(`printf 'PIN: ' >&2; printf %s ${'A'.repeat(64)}`);
  expect(heard.join('')).toBe('PIN: ');
});
