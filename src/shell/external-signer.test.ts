import { expect, test } from 'bun:test';
import { toBase64 } from '../base/base64.ts';
import { signExternally } from './external-signer.ts';

const message = new TextEncoder().encode('DSSEv1 …');
const env = { PATH: process.env['PATH'], WESLEY_PASSPHRASE: 'elementary' };
const ask = (script: string, timeoutMs = 5000): Promise<Uint8Array> =>
  signExternally(['sh', '-c', script], message, { timeoutMs, env });

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

test('refuses a signer that is not there', async () => {
  const missing = signExternally(['/no/such/signer'], message, { timeoutMs: 1000, env });
  await expect(missing).rejects.toMatchObject({ code: 'key-unreadable' });
});
