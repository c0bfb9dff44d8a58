import { afterAll, describe, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardedFiles } from './guarded-files.ts';
import { readPassphrase } from './passphrase.ts';
import { encryptedPem, isEncrypted, plainPem, roleIn, seedIn } from './private-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'wesley-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const files = guardedFiles(at);

const seed = new Uint8Array(32).fill(7);
const random = { salt: new Uint8Array(16).fill(1), iv: new Uint8Array(16).fill(2) };
const encrypted = encryptedPem(seed, 'HOLMES', 'elementary', random);

describe('private keys', () => {
  test('are read back, encrypted or not, and say their role', () => {
    expect(seedIn(plainPem(seed, 'HOLMES'), null, 'k')).toEqual(seed);
    expect(seedIn(encrypted, 'elementary', 'k')).toEqual(seed);
    expect([isEncrypted(encrypted), isEncrypted(plainPem(seed, 'HOLMES'))]).toEqual([true, false]);
    expect(roleIn(encrypted)).toBe('HOLMES');
  });

  test('hold nothing of the seed when encrypted', () => {
    const body = Buffer.from(encrypted.split('-----')[2] ?? '', 'base64');
    expect(body.includes(seed.slice(0, 8))).toBe(false);
  });

  test('derive their key with 600,000 rounds', () => {
    const body = Buffer.from(encrypted.split('-----')[2] ?? '', 'base64').toString('hex');
    expect(body).toContain(`0203${(600_000).toString(16).padStart(6, '0')}`);
  });

  test.each<[string, string, string | null]>([
    ['a wrong passphrase', encrypted, 'elementary!'],
    ['no passphrase', encrypted, null],
    ['a damaged file', encrypted.replace(/[A-Z]{2}/g, 'QQ'), 'elementary'],
    ['a public key', 'wesley1 HOLMES sha256:00 AA==', null],
    [
      'an OpenSSH key',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
      null,
    ],
    [
      'an X25519 key',
      generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      null,
    ],
    [
      'a P-256 key',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }) as string,
      null,
    ],
    ['nothing', '', null],
  ])('refuses %s', (_, text, passphrase) => {
    expect(() => seedIn(text, passphrase, 'k')).toThrow(/^k /);
  });

  test('are read by openssl', () => {
    writeFileSync(at('openssl.pem'), encrypted);
    const args = ['pkey', '-in', at('openssl.pem'), '-passin', 'pass:elementary', '-outform', 'DER'];
    const der = execFileSync('openssl', args, { encoding: 'buffer' });
    expect(new Uint8Array(der.subarray(-32))).toEqual(seed);
  });
});

describe('guarded files', () => {
  test('a file is made once, for its owner alone, whatever the umask', () => {
    const before = process.umask(0);
    files.create('made.pem', 'a', 0o600);
    process.umask(before);
    expect(statSync(at('made.pem')).mode & 0o777).toBe(0o600);
    expect(() => files.create('made.pem', 'b', 0o600)).toThrow('never overwritten');
    expect(files.readSecret('made.pem')).toBe('a');
  });

  test('a link that points to nothing is not followed when a file is made', () => {
    symlinkSync(at('nowhere'), at('dangling'));
    expect(() => files.create('dangling', 'a', 0o600)).toThrow();
    expect(files.realPath('nowhere')).toBeNull();
  });

  test.each([0o640, 0o604, 0o644, 0o620, 0o602, 0o660])('a secret with mode %o is refused', (mode) => {
    writeFileSync(at('open.pem'), 'a');
    chmodSync(at('open.pem'), mode);
    expect(() => files.readSecret('open.pem')).toThrow('others');
  });

  test('a secret behind a link, with a second name, or that is no file is refused', () => {
    writeFileSync(at('real.pem'), 'a', { mode: 0o600 });
    symlinkSync(at('real.pem'), at('link.pem'));
    expect(() => files.readSecret('link.pem')).toThrow('symbolic link');
    linkSync(at('real.pem'), at('second.pem'));
    expect(() => files.readSecret('real.pem')).toThrow('hard link');
    execFileSync('mkfifo', ['-m', '600', at('fifo.pem')]);
    expect(() => files.readSecret('fifo.pem')).toThrow('regular');
    expect(() => files.readSecret('/dev/zero')).toThrow();
    expect(() => files.readSecret('missing.pem')).toThrow('does not exist');
  });

  test('a secret that is too large for a key is refused', () => {
    writeFileSync(at('huge.pem'), 'x'.repeat(20_000), { mode: 0o600 });
    expect(() => files.readSecret('huge.pem')).toThrow('too large');
  });

  test('a folder with too many files is refused', () => {
    mkdirSync(at('crowded'));
    for (let i = 0; i <= 2100; i++) writeFileSync(at(`crowded/${i}`), '');
    expect(() => files.readFolder('crowded')).toThrow('too much');
  });

  test('a certificate is read once, from a regular file, up to its limit', () => {
    const options = { maxBytes: 4, links: 'refuse' } as const;
    writeFileSync(at('cert'), 'abcdefgh');
    symlinkSync(at('cert'), at('cert-link'));
    expect(files.read('cert', options)).toEqual(new TextEncoder().encode('abcde'));
    expect(files.read('missing', options)).toBeNull();
    expect(() => files.read('cert-link', options)).toThrow('symbolic link');
    expect(files.read('cert-link', { ...options, links: 'follow' })).toHaveLength(5);
    expect(() => files.read('fifo.pem', options)).toThrow('regular');
    expect(() => files.read('.', options)).toThrow('regular');
  });

  test('a folder is read whole, and refused with a link in it', () => {
    mkdirSync(at('certified/tests'), { recursive: true });
    writeFileSync(at('certified/plan.json'), '{}');
    writeFileSync(at('certified/tests/a.sql'), 'select 1');
    expect([...(files.readFolder('certified')?.keys() ?? [])].toSorted()).toEqual([
      'plan.json',
      'tests/a.sql',
    ]);
    expect(files.readFolder('nothing')).toBeNull();
    symlinkSync(at('cert'), at('certified/tests/b.sql'));
    expect(() => files.readFolder('certified')).toThrow('symbolic link');
  });
});

describe('passphrases', () => {
  const terminal = { isInteractive: false, ask: () => Promise.reject(new Error('asked')) };
  const sources = (env: Record<string, string>) => ({ env, guarded: files, terminal });

  test('come from the file before the variable', async () => {
    writeFileSync(at('passphrase'), 'from the file\nsecond line\n');
    const env = { WESLEY_PASSPHRASE_FILE: 'passphrase', WESLEY_PASSPHRASE: 'from the variable' };
    expect(await readPassphrase(sources(env), 'open')).toBe('from the file');
    expect(await readPassphrase(sources({ WESLEY_PASSPHRASE: 'v' }), 'open')).toBe('v');
  });

  test.each<[string, Record<string, string>]>([
    ['nothing is set and there is no terminal', {}],
    ['the variable is empty', { WESLEY_PASSPHRASE: '' }],
    ['the file is missing', { WESLEY_PASSPHRASE_FILE: 'no-such-file', WESLEY_PASSPHRASE: 'x' }],
    ['the descriptor is no number', { WESLEY_PASSPHRASE_FD: 'x', WESLEY_PASSPHRASE: 'x' }],
    ['the descriptor is closed', { WESLEY_PASSPHRASE_FD: '987', WESLEY_PASSPHRASE: 'x' }],
  ])('fail at once when %s', async (_, env) => {
    await expect(readPassphrase(sources(env), 'open')).rejects.toMatchObject({ code: 'key-unreadable' });
  });

  test('are asked for twice when chosen, and must agree', async () => {
    const answers = ['one', 'two'];
    const asking = { isInteractive: true, ask: () => Promise.resolve(answers.shift() ?? '') };
    await expect(readPassphrase({ env: {}, guarded: files, terminal: asking }, 'choose')).rejects.toThrow(
      'differ',
    );
  });
});
