import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { EXPIRES_MS } from '../../certificate/testing.ts';
import keysNew from '../keys/new.ts';
import trustAdd from '../trust/add.ts';
import trustRevoke from '../trust/revoke.ts';
import certSign from './sign.ts';
import {
  at,
  certified,
  closeShop,
  type Flags,
  openShop,
  run,
  sign,
  TRUST,
  text,
  verify,
} from './testing-shop.ts';

beforeEach(openShop);
afterEach(closeShop);

const refusedBy = async (flags: Flags, options = {}): Promise<string> => {
  const before = existsSync(at('SHIPME.md')) ? text('SHIPME.md') : null;
  const ran = await run(certSign, { json: true, ...flags }, options);
  expect(ran.exit).toBe(8);
  if (before !== null) expect(text('SHIPME.md')).toBe(before);
  return JSON.parse(ran.out).code;
};
const HOLMES = { signer: 'HOLMES', key: 'holmes.pem' };

test('refuses to sign twice in one role, or with one key in both', async () => {
  await sign('HOLMES', 'holmes.pem');
  expect(await refusedBy(HOLMES)).toBe('E_SIGNED_ALREADY');
  writeFileSync(at('again.pem'), text('holmes.pem').replace('HOLMES', 'WAT-SUM'), { mode: 0o600 });
  expect(await refusedBy({ signer: 'WAT-SUM', key: 'again.pem' })).toBe('E_SIGNED_ALREADY');
});

test('refuses a key that is another role’s', async () => {
  expect(await refusedBy({ signer: 'HOLMES', key: 'wat-sum.pem' })).toBe('E_ROLE_MISMATCH');
  const bare = text('wat-sum.pem').replace(/^Wesley-Role.*\n/, '');
  writeFileSync(at('bare.pem'), bare, { mode: 0o600 });
  writeFileSync(at('bare.pem.pub'), text('wat-sum.pem.pub'));
  expect(await refusedBy({ signer: 'HOLMES', key: 'bare.pem' })).toBe('E_ROLE_MISMATCH');
  rmSync(at('bare.pem.pub'));
  expect(await refusedBy({ signer: 'HOLMES', key: 'bare.pem', ...TRUST })).toBe('E_ROLE_MISMATCH');
});

test('refuses a key that the trust store does not know', async () => {
  await run(keysNew, { role: 'HOLMES', out: 'stranger.pem', 'no-passphrase': true });
  expect(await refusedBy({ signer: 'HOLMES', key: 'stranger.pem', ...TRUST })).toBe('E_SIGNER_UNKNOWN');
});

test('refuses what has expired, was tampered with, or lost its files', async () => {
  expect(await refusedBy(HOLMES, { nowMs: EXPIRES_MS })).toBe('E_EXPIRED');
  expect(await refusedBy(HOLMES, { nowMs: 0 })).toBe('E_NOT_YET_VALID');
  writeFileSync(at(`${certified}/plan.json`), '{}');
  expect(await refusedBy(HOLMES)).toBe('E_ARTIFACT_CHANGED');
  writeFileSync(at('SHIPME.md'), text('SHIPME.md').replace('production', 'staging'));
  expect(await refusedBy(HOLMES)).toBe('E_HEADER');
  rmSync(at('SHIPME.md'));
  expect(await refusedBy(HOLMES)).toBe('E_CERTIFICATE_MISSING');
});

test('refuses to sign beside a bad signature, where a trust store shows it', async () => {
  await sign('HOLMES', 'holmes.pem');
  const forged = text('SHIPME.md').replace(/"sig":"..../, '"sig":"AAAA');
  writeFileSync(at('SHIPME.md'), forged);
  expect(await refusedBy({ signer: 'WAT-SUM', key: 'wat-sum.pem', ...TRUST })).toBe('E_SIGNATURE_BAD');
});

test('takes the signature of another program, when it is the key’s', async () => {
  const digest = 'openssl pkeyutl -sign -rawin -inkey "$0" -in /dev/stdin';
  const flags = (pem: string): Flags => ({
    signer: 'HOLMES',
    key: 'holmes.pem.pub',
    'signer-cmd': JSON.stringify([
      'sh',
      '-c',
      `cat > "$0.msg"; ${digest.replace('/dev/stdin', '"$0.msg"')}`,
      at(pem),
    ]),
  });
  const env = { PATH: process.env['PATH'] ?? '' };
  expect(await refusedBy(flags('wat-sum.pem'), { env })).toBe('E_SIGNATURE_BAD');
  expect((await run(certSign, flags('holmes.pem'), { env })).exit).toBe(0);
  expect((await sign('WAT-SUM', 'wat-sum.pem')).exit).toBe(0);
  expect((await verify()).exit).toBe(0);
});

test.each(['openssl', '[]', '{}', '[1]', '[""]', '["a",["b"]]'])(
  '--signer-cmd %p is refused',
  async (command) => {
    const flags = { signer: 'HOLMES', key: 'holmes.pem.pub', 'signer-cmd': command };
    await expect(run(certSign, flags)).rejects.toMatchObject({ code: 'key-unreadable' });
  },
);

test('refuses under a trust store that is named and missing, and with a revoked key', async () => {
  expect(await refusedBy({ ...HOLMES, trust: 'none.json' })).toBe('E_TRUST_MISSING');
  await run(keysNew, { role: 'HOLMES', out: 'second.pem', 'no-passphrase': true });
  await run(trustAdd, { ...TRUST, key: 'second.pem.pub', out: 'trust-2.json' });
  const keyId = text('holmes.pem.pub').split(' ')[2] ?? '';
  await run(trustRevoke, { trust: 'trust-2.json', 'key-id': keyId, out: 'trust-3.json' });
  expect(await refusedBy({ ...HOLMES, trust: 'trust-3.json' })).toBe('E_KEY_REVOKED');
});

test('wants a role that looks like one', async () => {
  expect((await run(certSign, { signer: 'holmes', key: 'holmes.pem' })).exit).toBe(2);
});
