import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { HOLMES_SEED, keyOf } from '../../certificate/testing.ts';
import { plainPem } from '../../shell/private-key.ts';
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
import keysNew from './new.ts';
import keysPasswd from './passwd.ts';
import keysShow from './show.ts';

beforeEach(openShop);
afterEach(closeShop);

import trustAdd from '../trust/add.ts';
import trustInit from '../trust/init.ts';
import trustRevoke from '../trust/revoke.ts';

describe('keys', () => {
  test('are private, never overwritten, and both halves or none', async () => {
    expect(statSync(at('holmes.pem')).mode & 0o777).toBe(0o600);
    const before = [text('holmes.pem'), text('holmes.pem.pub')];
    const again = run(keysNew, { role: 'HOLMES', out: 'holmes.pem', 'no-passphrase': true });
    await expect(again).rejects.toMatchObject({ code: 'file-unwritable' });
    expect([text('holmes.pem'), text('holmes.pem.pub')]).toEqual(before);
    writeFileSync(at('half.pem.pub'), 'older');
    await expect(run(keysNew, { role: 'HOLMES', out: 'half.pem', 'no-passphrase': true })).rejects.toThrow();
    expect(existsSync(at('half.pem'))).toBe(false);
  });

  test('are encrypted unless asked otherwise, and open with their passphrase only', async () => {
    const env = { WESLEY_PASSPHRASE: 'elementary' };
    const made = await run(keysNew, { role: 'HOLMES', out: 'safe.pem' }, { env });
    expect(text('safe.pem')).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    const shown = await run(keysShow, {}, { env, positionals: ['safe.pem'] });
    expect(shown.out).toBe(made.out);
    const wrong = { env: { WESLEY_PASSPHRASE: 'alimentary' }, positionals: ['safe.pem'] };
    await expect(run(keysShow, {}, wrong)).rejects.toMatchObject({ code: 'key-unreadable' });
    await expect(run(keysNew, { role: 'HOLMES', out: 'asked.pem' })).rejects.toMatchObject({
      code: 'key-unreadable',
    });
    expect(existsSync(at('asked.pem'))).toBe(false);
  });

  test('change their passphrase and stay the same key', async () => {
    const env = { WESLEY_PASSPHRASE: 'elementary', WESLEY_NEW_PASSPHRASE: 'my dear' };
    await run(keysNew, { role: 'HOLMES', out: 'safe.pem' }, { env });
    await run(keysPasswd, {}, { env, positionals: ['safe.pem'] });
    const opened = { env: { WESLEY_PASSPHRASE: 'my dear' }, positionals: ['safe.pem'] };
    expect((await run(keysShow, {}, opened)).out).toBe(text('safe.pem.pub'));
    expect(statSync(at('safe.pem')).mode & 0o777).toBe(0o600);
  });

  test('print no secret', async () => {
    const secret = plainPem(HOLMES_SEED, 'HOLMES').split('\n')[2] ?? '';
    writeFileSync(at('known.pem'), plainPem(HOLMES_SEED, 'HOLMES'), { mode: 0o600 });
    const shown = await run(keysShow, { json: true }, { positionals: ['known.pem'] });
    expect(JSON.parse(shown.out).keyId).toBe(keyOf('HOLMES', HOLMES_SEED).keyId);
    expect(shown.out + shown.log).not.toContain(secret);
  });
});

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
