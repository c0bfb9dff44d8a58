import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { HOLMES_SEED, keyOf } from '../../certificate/testing.ts';
import { plainPem } from '../../shell/private-key.ts';
import { at, closeShop, openShop, run, text } from '../cert/testing-shop.ts';
import keysNew from './new.ts';
import keysPasswd from './passwd.ts';
import keysShow from './show.ts';

beforeEach(openShop);
afterEach(closeShop);

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
