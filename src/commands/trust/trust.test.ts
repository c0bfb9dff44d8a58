import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync, writeFileSync } from 'node:fs';
import {
  at,
  closeShop,
  codeOf,
  type Flags,
  openShop,
  run,
  signBoth,
  TRUST,
  text,
  verify,
} from '../cert/testing-shop.ts';
import keysNew from '../keys/new.ts';
import trustAdd from './add.ts';
import trustInit from './init.ts';
import trustRevoke from './revoke.ts';

beforeEach(openShop);
afterEach(closeShop);

describe('trust init', () => {
  test.each<[string, Flags]>([
    ['one role only', { key: ['holmes.pem.pub'] }],
    ['one key twice', { key: ['holmes.pem.pub', 'holmes.pem.pub', 'wat-sum.pem.pub'] }],
    ['a lifetime that is no number', { key: ['holmes.pem.pub', 'wat-sum.pem.pub'], lifetime: 'long' }],
    ['a lifetime of a year', { key: ['holmes.pem.pub', 'wat-sum.pem.pub'], lifetime: '8760h' }],
  ])('refuses %s', async (_, flags) => {
    expect((await run(trustInit, { ...flags, out: 'new.json' })).exit).toBe(2);
    expect(existsSync(at('new.json'))).toBe(false);
  });

  test('refuses one key in two roles, and overwrites nothing', async () => {
    writeFileSync(at('both.pub'), text('holmes.pem.pub').replace('HOLMES', 'WAT-SUM'));
    expect((await run(trustInit, { key: ['holmes.pem.pub', 'both.pub'], out: 'new.json' })).exit).toBe(2);
    const keys = ['holmes.pem.pub', 'wat-sum.pem.pub'];
    await expect(run(trustInit, { key: keys, out: TRUST.trust })).rejects.toMatchObject({
      code: 'file-unwritable',
    });
  });
});

describe('trust add and trust revoke', () => {
  test('a stolen key is replaced, and what it signed counts no more', async () => {
    await signBoth();
    await run(keysNew, { role: 'HOLMES', out: 'second.pem', 'no-passphrase': true });
    await run(trustAdd, { ...TRUST, key: 'second.pem.pub', out: '../trust/trust-2.json' });
    expect((await verify({ trust: '../trust/trust-2.json' })).exit).toBe(0);
    const keyId = text('holmes.pem.pub').split(' ')[2] ?? '';
    const revoked = await run(trustRevoke, {
      trust: '../trust/trust-2.json',
      'key-id': keyId,
      out: '../trust/trust-3.json',
      json: true,
    });
    expect(JSON.parse(revoked.out)).toMatchObject({ version: 3 });
    expect(codeOf(await verify({ trust: '../trust/trust-3.json' }))).toBe('E_KEY_REVOKED');
  });

  test('the last key of a role is not revoked, and no unknown one', async () => {
    const keyId = text('holmes.pem.pub').split(' ')[2] ?? '';
    const flags = { ...TRUST, out: '../trust/trust-2.json', json: true } as const;
    expect(codeOf(await run(trustRevoke, { ...flags, 'key-id': keyId }))).toBe('E_TRUST_INVALID');
    expect(codeOf(await run(trustRevoke, { ...flags, 'key-id': 'sha256:00' }))).toBe('E_SIGNER_UNKNOWN');
    expect(existsSync(at('../trust/trust-2.json'))).toBe(false);
  });
});
