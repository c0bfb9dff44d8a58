import { expect, test } from 'bun:test';
import { toBase64 } from '../base/base64.ts';
import { publicKeyOf } from './ed25519.ts';
import { keyIdOf, type PublicKey } from './public-key.ts';
import { formatTrust, parseTrust, withKey, withoutKey } from './trust.ts';

const keyFor = (role: string, n: number): PublicKey => {
  const bytes = publicKeyOf(new Uint8Array(32).fill(n));
  return { role, keyId: keyIdOf(bytes), bytes, comment: '' };
};
const holmes = keyFor('HOLMES', 1);
const watSum = keyFor('WAT-SUM', 2);
const text = formatTrust([holmes, watSum]);
const utf8 = (content: string): Uint8Array => new TextEncoder().encode(content);

test('the store that was written is read back', () => {
  const { trust } = parseTrust(utf8(text));
  expect(trust?.keys.get(holmes.keyId)?.role).toBe('HOLMES');
  expect(trust?.keys.get(watSum.keyId)?.role).toBe('WAT-SUM');
  expect(trust?.thresholds.get('HOLMES')).toBe(1);
});

const small = new Uint8Array(32).with(0, 1);
const smallKey = { role: 'HOLMES', keyId: keyIdOf(small), bytes: small, comment: '' };

test.each([
  ['nothing', ''],
  ['an empty object', '{}'],
  ['null', 'null'],
  ['no keys', formatTrust([])],
  ['one role only', formatTrust([holmes])],
  ['one key in two roles', formatTrust([holmes, { ...holmes, role: 'WAT-SUM' }])],
  ['one key twice', formatTrust([holmes, holmes, watSum])],
  ['a key of small order', formatTrust([smallKey, watSum])],
  ['an id that is another key’s', text.replace(holmes.keyId, keyIdOf(small))],
  ['an id in upper case', text.replace(holmes.keyId, holmes.keyId.toUpperCase())],
  [
    'another key under the id',
    text.replace(toBase64(holmes.bytes), toBase64(publicKeyOf(new Uint8Array(32)))),
  ],
  ['threshold 0', text.replace('"threshold": 1', '"threshold": 0')],
  ['threshold -1', text.replace('"threshold": 1', '"threshold": -1')],
  ['threshold 0.5', text.replace('"threshold": 1', '"threshold": 0.5')],
  ['a threshold as text', text.replace('"threshold": 1', '"threshold": "1"')],
  ['a threshold above the number of keys', text.replace('"threshold": 1', '"threshold": 2')],
  ['a threshold met by a revoked key', text.replace('"active"', '"revoked"')],
  ['version 0', text.replace('"version": 1', '"version": 0')],
  ['a lifetime without end', text.replace('"maxLifetimeHours": 168', '"maxLifetimeHours": 1e9')],
  ['a huge lifetime', text.replace('"maxLifetimeHours": 168', '"maxLifetimeHours": 100000')],
  ['a skew of a day', text.replace('"skewSeconds": 120', '"skewSeconds": 86400')],
  ['an unknown member', text.replace('"version": 1', '"version": 1, "trustAll": true')],
  ['a member twice', text.replace('"version": 1', '"version": 1, "version": 1')],
  ['more than 64 KiB', text + ' '.repeat(65_536)],
  ['a role twice', text.replace('"roles": [', '"roles": [{"role":"HOLMES","threshold":1},')],
  ['a key of a role that is not listed', text.replace(/("role": )"HOLMES"(,\s+"keyId")/, '$1"LESTRADE"$2')],
  [
    'a threshold met by the keys of another role',
    formatTrust([holmes, watSum, keyFor('WAT-SUM', 6)]).replace('"threshold": 1', '"threshold": 2'),
  ],
  ['another kind', text.replace('wesley.trust/1', 'wesley.trust/2')],
  ['a byte order mark', `\uFEFF${text}`],
  ['text after it', `${text}{}`],
])('refuses %s', (_, content) => {
  expect(content).not.toBe(text);
  expect(parseTrust(utf8(content))).toMatchObject({ trust: null, refusal: { code: 'E_TRUST_INVALID' } });
});

test('is the same store however it is laid out, under another digest', () => {
  const compact = parseTrust(utf8(JSON.stringify(JSON.parse(text)))).trust;
  const pretty = parseTrust(utf8(text)).trust;
  expect(compact?.keys).toEqual(pretty?.keys as never);
  expect(compact?.digest).not.toBe(pretty?.digest as never);
});

const first = parseTrust(utf8(text)).trust ?? (undefined as never);
const second = keyFor('HOLMES', 5);

test('a key is added in the next version', () => {
  const { trust } = parseTrust(utf8(withKey(first, second)));
  expect(trust?.version).toBe(2);
  expect([...(trust?.keys.keys() ?? [])]).toEqual([holmes.keyId, watSum.keyId, second.keyId]);
});

test('a key is revoked in the next version, once another can take its place', () => {
  expect(parseTrust(utf8(withoutKey(first, holmes.keyId))).trust).toBeNull();
  const wider = parseTrust(utf8(withKey(first, second))).trust ?? (undefined as never);
  const { trust } = parseTrust(utf8(withoutKey(wider, holmes.keyId)));
  expect(trust?.version).toBe(3);
  expect(trust?.keys.get(holmes.keyId)?.status).toBe('revoked');
});

test('no key is added twice, whatever its role', () => {
  expect(parseTrust(utf8(withKey(first, { ...holmes, role: 'WAT-SUM' }))).trust).toBeNull();
});
