import { describe, expect, test } from 'bun:test';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  sign as signWithRuntime,
  verify as verifyWithRuntime,
} from 'node:crypto';
import * as ed from '@noble/ed25519';
import fc from 'fast-check';
import { isSafePublicKey, publicKeyOf, signEd25519, spkiOf, verifyStrict } from './ed25519.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const flipped = (bytes: Uint8Array, bit: number): Uint8Array =>
  bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
const seedOf = (name: string): Uint8Array => new Uint8Array(createHash('sha256').update(name).digest());

const seed = seedOf('holmes');
const publicKey = publicKeyOf(seed);
const message = utf8('the game is afoot');
const signature = signEd25519(message, seed);

// RFC 8032 section 7.1, tests 1 to 3: seed, public key, message, signature.
describe.each([
  [
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    '',
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  ],
  [
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    '72',
    '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  ],
  [
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    'af82',
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  ],
])('RFC 8032, seed %.8s', (secret, expectedKey, text, expectedSignature) => {
  test('gives the published key and signature, and accepts them', () => {
    expect(publicKeyOf(hex(secret))).toEqual(hex(expectedKey));
    expect(signEd25519(hex(text), hex(secret))).toEqual(hex(expectedSignature));
    expect(verifyStrict(hex(expectedSignature), hex(text), hex(expectedKey))).toBe(true);
  });
});

test('signs as the runtime does, byte for byte', () => {
  const pkcs8 = Buffer.from([...hex('302e020100300506032b657004220420'), ...seed]);
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  expect(signWithRuntime(null, message, key).equals(signature)).toBe(true);
});

test('refuses a signature with any single bit flipped', () => {
  for (let bit = 0; bit < 512; bit++)
    expect(verifyStrict(flipped(signature, bit), message, publicKey)).toBe(false);
});

test('refuses any single bit flipped in the message or in the key', () => {
  for (let bit = 0; bit < message.length * 8; bit++)
    expect(verifyStrict(signature, flipped(message, bit), publicKey)).toBe(false);
  for (let bit = 0; bit < 256; bit++)
    expect(verifyStrict(signature, message, flipped(publicKey, bit))).toBe(false);
});

test('refuses S plus the group order, the same signature in other bytes', () => {
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  let s = order + BigInt(`0x${Buffer.from(signature.slice(32).toReversed()).toString('hex')}`);
  const bytes = signature.slice();
  for (let i = 32; i < 64; i++, s >>= 8n) bytes[i] = Number(s & 255n);
  expect(verifyStrict(bytes, message, publicKey)).toBe(false);
});

test('refuses a signature over the hash of the message (Ed25519ph without its prefix)', () => {
  const hash = new Uint8Array(createHash('sha512').update(message).digest());
  expect(verifyStrict(signEd25519(hash, seed), message, publicKey)).toBe(false);
});

// The eight points of small order, and their encodings that are not canonical (y at or above p, sign bit of x = 0).
test.each([
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
])('a key of small order, %.16s…, is unsafe and signs nothing', (encoded) => {
  const forged = new Uint8Array(64).with(0, 1);
  expect(isSafePublicKey(hex(encoded))).toBe(false);
  expect(verifyStrict(forged, message, hex(encoded))).toBe(false);
});

test('a key with a torsion part is unsafe', () => {
  const small = ed.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
  const mixed = new Uint8Array(ed.Point.fromBytes(publicKey).add(small).toBytes());
  expect(isSafePublicKey(publicKey)).toBe(true);
  expect(isSafePublicKey(mixed)).toBe(false);
});

describe('where the two implementations would differ', () => {
  const order = ed.Point.CURVE().n;
  const small = ed.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
  const hash = (...parts: readonly Uint8Array[]): bigint => {
    const digest = createHash('sha512').update(Buffer.concat(parts)).digest();
    return BigInt(`0x${Buffer.from(digest).reverse().toString('hex')}`) % order;
  };
  const littleEndian = (value: bigint): Uint8Array => hex(value.toString(16).padStart(64, '0')).toReversed();
  const [secret, nonce] = [123456789n, 987654321n];
  const [key, point] = [ed.Point.BASE.multiply(secret), ed.Point.BASE.multiply(nonce)];
  const signatureWith = (r: Uint8Array, a: Uint8Array, m: Uint8Array): Uint8Array =>
    new Uint8Array([...r, ...littleEndian((nonce + hash(r, a, m) * secret) % order)]);

  test('a good signature of this construction is accepted', () => {
    const [r, a] = [new Uint8Array(point.toBytes()), new Uint8Array(key.toBytes())];
    expect(verifyStrict(signatureWith(r, a, message), message, a)).toBe(true);
  });

  test('a torsion part in R, which noble alone accepts, is refused', () => {
    const [r, a] = [new Uint8Array(point.add(small).toBytes()), new Uint8Array(key.toBytes())];
    const forged = signatureWith(r, a, message);
    expect(ed.verify(forged, message, a, { zip215: false })).toBe(true);
    expect(verifyStrict(forged, message, a)).toBe(false);
  });

  test('a torsion part in the key is refused, even where both accept the signature', () => {
    const [r, a] = [new Uint8Array(point.toBytes()), new Uint8Array(key.add(small).toBytes())];
    // The part vanishes where the challenge is a multiple of eight: one message in eight.
    const texts = Array.from({ length: 100 }, (_, i) => utf8(`message ${i}`));
    const text = texts.find((m) => hash(r, a, m) % 8n === 0n) ?? message;
    const forged = signatureWith(r, a, text);
    const spki = createPublicKey({ key: Buffer.from(spkiOf(a)), format: 'der', type: 'spki' });
    expect([
      ed.verify(forged, text, a, { zip215: false }),
      verifyWithRuntime(null, text, spki, forged),
    ]).toEqual([true, true]);
    expect(verifyStrict(forged, text, a)).toBe(false);
  });
});

test('never throws and never accepts, whatever the bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 70 });
  fc.assert(
    fc.property(bytes, bytes, bytes, (s, m, k) => {
      expect(verifyStrict(s, m, k)).toBe(false);
      expect(verifyStrict(signature, m, k)).toBe(false);
      expect(verifyStrict(s, message, publicKey)).toBe(false);
    }),
  );
});
