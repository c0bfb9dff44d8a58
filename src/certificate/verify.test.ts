import { describe, expect, test } from 'bun:test';
import { toBase64 } from '../base/base64.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { createCertificate } from './create.ts';
import { publicKeyOf, signEd25519 } from './ed25519.ts';
import { type Envelope, payloadBytes, signedBytes } from './envelope.ts';
import { preAuthenticationEncoding } from './pae.ts';
import { keyIdOf } from './public-key.ts';
import type { RefusalCode } from './refusal.ts';
import { renderCertificate } from './render.ts';
import {
  EXPIRES_MS,
  envelopeOf,
  facts,
  HOLMES_SEED,
  ISSUED_MS,
  keyOf,
  STRANGER_SEED,
  seedOf,
  signedBy,
  signedText,
  trust,
  trustOf,
  trustText,
  unsignedText,
  utf8,
  WAT_SUM_SEED,
} from './testing.ts';
import { formatTrust } from './trust.ts';
import { verifyCertificate } from './verify.ts';

const NOW = { nowMs: ISSUED_MS, environment: 'production' };
const codeOf = (file: string | Uint8Array, options = NOW, store = trust): RefusalCode | null =>
  verifyCertificate(typeof file === 'string' ? utf8(file) : file, store, options).code;

const signed = envelopeOf(signedText);
const [holmes, watSum] = signed.signatures as [Envelope['signatures'][0], Envelope['signatures'][0]];
const withSignatures = (signatures: readonly object[]): string =>
  renderCertificate({ ...signed, signatures: signatures as Envelope['signatures'] });

/** The file with another block, and the header that the honest block would have. */
const withBlock = (change: (block: string) => string): string =>
  signedText.replace(/^\{.*\}$/m, (block) => change(block));
const withJson = (change: (envelope: Record<string, unknown>) => unknown): string =>
  withBlock((block) => canonicalJson(change(JSON.parse(block)) as Json));

test('an honest certificate is valid, and says who signed it', () => {
  const verdict = verifyCertificate(utf8(signedText), trust, NOW);
  expect(verdict).toMatchObject({ verdict: 'VALID', code: null });
  expect(verdict.certificate?.roles).toEqual(['HOLMES', 'WAT-SUM']);
  expect(verdict.certificate?.predicate).toEqual(signed.payload.predicate);
});

test('the roles may sign in either order', () => {
  const other = signedBy(unsignedText, ['WAT-SUM', WAT_SUM_SEED], ['HOLMES', HOLMES_SEED]);
  expect(other).toBe(signedText);
});

describe('types', () => {
  const message = signedBytes(signed.payload);

  test.each<[string, (envelope: Record<string, unknown>) => unknown, RefusalCode]>([
    ['payload type', (e) => ({ ...e, payloadType: 'text/plain' }), 'E_PAYLOAD_TYPE'],
    [
      'statement type',
      (e) => ({ ...e, payload: { ...signed.payload, _type: 'https://in-toto.io/Statement/v0.1' } }),
      'E_STATEMENT_TYPE',
    ],
    [
      'predicate type',
      (e) => ({ ...e, payload: { ...signed.payload, predicateType: 'https://slsa.dev/provenance/v1' } }),
      'E_PREDICATE_TYPE',
    ],
  ])('another %s is refused', (_, change, code) => {
    expect(codeOf(withJson(change))).toBe(code);
  });

  test.each<[string, Uint8Array]>([
    ['the payload without its type', payloadBytes(signed.payload)],
    ['another payload type', preAuthenticationEncoding('text/plain', payloadBytes(signed.payload))],
    ['the hash of the message', new Uint8Array(Bun.SHA512.hash(message) as Uint8Array)],
    ['the header', utf8(signedText.slice(0, 200))],
    ['nothing', new Uint8Array()],
  ])('a signature over %s is refused', (_, bytes) => {
    const sig = toBase64(signEd25519(bytes, HOLMES_SEED));
    expect(codeOf(withSignatures([{ ...holmes, sig }, watSum]))).toBe('E_SIGNATURE_BAD');
  });
});

const stranger = envelopeOf(signedBy(unsignedText, ['HOLMES', STRANGER_SEED])).signatures;
const swapped = signedBy(unsignedText, ['WAT-SUM', HOLMES_SEED], ['HOLMES', WAT_SUM_SEED]);
const bytes = Uint8Array.fromBase64(holmes.sig);
const identity = {
  keyid: keyIdOf(new Uint8Array(32).with(0, 1)),
  role: 'HOLMES',
  sig: toBase64(new Uint8Array(64).with(0, 1)),
};

test.each<[string, string, RefusalCode]>([
  ['none', unsignedText, 'E_UNSIGNED'],
  ['HOLMES only', withSignatures([holmes]), 'E_ROLE_MISSING'],
  ['WAT-SUM only', withSignatures([watSum]), 'E_ROLE_MISSING'],
  ['one signature twice', withSignatures([holmes, holmes]), 'E_SIGNATURE_ORDER'],
  ['one key in both roles', withSignatures([holmes, { ...holmes, role: 'WAT-SUM' }]), 'E_ROLE_MISMATCH'],
  [
    'HOLMES copied under the id of WAT-SUM',
    withSignatures([holmes, { ...watSum, sig: holmes.sig }]),
    'E_SIGNATURE_BAD',
  ],
  ['roles swapped', swapped, 'E_ROLE_MISMATCH'],
  [
    'roles swapped in their names only',
    withSignatures([
      { ...watSum, role: 'HOLMES' },
      { ...holmes, role: 'WAT-SUM' },
    ]),
    'E_ROLE_MISMATCH',
  ],
  [
    'a role in lower case',
    withJson((e) => ({ ...e, signatures: [{ ...holmes, role: 'holmes' }, watSum] })),
    'E_ENVELOPE',
  ],
  ['sorted the other way', withSignatures([watSum, holmes]), 'E_SIGNATURE_ORDER'],
  ['a stranger as HOLMES', withSignatures([...stranger, watSum]), 'E_SIGNER_UNKNOWN'],
  [
    'a stranger beside both',
    withSignatures(
      [holmes, ...stranger, watSum].toSorted((a, b) =>
        `${a.role} ${a.keyid}` < `${b.role} ${b.keyid}` ? -1 : 1,
      ),
    ),
    'E_SIGNER_UNKNOWN',
  ],
  [
    'an unknown key in a further role',
    withSignatures([holmes, { ...stranger[0], role: 'LESTRADE' }, watSum]),
    'E_SIGNER_UNKNOWN',
  ],
  ['the identity key', withSignatures([identity, watSum]), 'E_SIGNER_UNKNOWN'],
  [
    'base64 without padding',
    withSignatures([{ ...holmes, sig: holmes.sig.slice(0, -2) }, watSum]),
    'E_SIGNATURE_FORM',
  ],
  [
    'base64 with left-over bits',
    withSignatures([
      {
        ...holmes,
        sig: holmes.sig.replace(/.==$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}==`),
      },
      watSum,
    ]),
    'E_SIGNATURE_FORM',
  ],
  [
    'base64url',
    withSignatures([{ ...holmes, sig: bytes.toBase64({ alphabet: 'base64url' }) }, watSum]),
    'E_SIGNATURE_FORM',
  ],
  ['63 bytes', withSignatures([{ ...holmes, sig: toBase64(bytes.slice(1)) }, watSum]), 'E_SIGNATURE_FORM'],
  [
    '65 bytes',
    withSignatures([{ ...holmes, sig: toBase64(new Uint8Array([...bytes, 0])) }, watSum]),
    'E_SIGNATURE_FORM',
  ],
  [
    '64 zero bytes',
    withSignatures([{ ...holmes, sig: toBase64(new Uint8Array(64)) }, watSum]),
    'E_SIGNATURE_BAD',
  ],
  ['nine', withJson((e) => ({ ...e, signatures: new Array(9).fill(holmes) })), 'E_ENVELOPE'],
])('%s', (_, file, code) => {
  expect(codeOf(file)).toBe(code);
});

test('two good signatures do not make up for a bad third', () => {
  const third = keyOf('LESTRADE', seedOf(4));
  const wide = trustOf(formatTrust([keyOf('HOLMES', HOLMES_SEED), keyOf('WAT-SUM', WAT_SUM_SEED), third]));
  const bad = { keyid: third.keyId, role: 'LESTRADE', sig: toBase64(new Uint8Array(64)) };
  expect(codeOf(signedText, NOW, wide)).toBeNull();
  expect(codeOf(withSignatures([holmes, bad, watSum]), NOW, wide)).toBe('E_SIGNATURE_BAD');
});

test('one flipped bit of the payload spoils both signatures', () => {
  const payload = {
    ...signed.payload,
    predicate: {
      ...signed.payload.predicate,
      certificate: { ...signed.payload.predicate.certificate, sequence: 8 },
    },
  };
  expect(codeOf(renderCertificate({ ...signed, payload }))).toBe('E_SIGNATURE_BAD');
});

describe('trust store', () => {
  const revoked = trustText
    .replace('"active"', '"revoked"')
    .replace('"keys": [', `"keys": [\n${extraKey()},`);
  function extraKey(): string {
    const { keyId, bytes } = keyOf('HOLMES', seedOf(9));
    return JSON.stringify({
      role: 'HOLMES',
      keyId,
      publicKey: toBase64(bytes),
      comment: '',
      status: 'active',
    });
  }

  test('a revoked key spoils the certificate, even where another key of its role is in force', () => {
    expect(codeOf(signedText, NOW, trustOf(revoked))).toBe('E_KEY_REVOKED');
  });

  test('a threshold of two takes two keys, not two signatures', () => {
    const two = trustOf(
      trustText.replace('"keys": [', `"keys": [\n${extraKey()},`).replace('"threshold": 1', '"threshold": 2'),
    );
    expect(codeOf(signedText, NOW, two)).toBe('E_ROLE_MISSING');
    const extra = keyOf('HOLMES', seedOf(9));
    const sig = toBase64(signEd25519(signedBytes(signed.payload), seedOf(9)));
    const both = [{ keyid: extra.keyId, role: 'HOLMES', sig }, holmes].toSorted((a, b) =>
      a.keyid < b.keyid ? -1 : 1,
    );
    expect(codeOf(withSignatures([...both, watSum]), NOW, two)).toBeNull();
  });

  test('the keys of another shop refuse', () => {
    const other = trustOf(formatTrust([keyOf('HOLMES', seedOf(11)), keyOf('WAT-SUM', seedOf(12))]));
    expect(codeOf(signedText, NOW, other)).toBe('E_SIGNER_UNKNOWN');
  });
});

describe('time', () => {
  const at = (nowMs: number): RefusalCode | null => codeOf(signedText, { ...NOW, nowMs });

  test.each<[string, number, RefusalCode | null]>([
    ['the last millisecond', EXPIRES_MS - 1, null],
    ['the instant it expires', EXPIRES_MS, 'E_EXPIRED'],
    ['a day after', EXPIRES_MS + 86_400_000, 'E_EXPIRED'],
    ['the skew before issue', ISSUED_MS - 120_000, null],
    ['a millisecond before the skew', ISSUED_MS - 120_001, 'E_NOT_YET_VALID'],
    ['a clock set back to 1970', 0, 'E_NOT_YET_VALID'],
    ['a clock that is no number', Number.NaN, 'E_EXPIRED'],
    ['a clock at infinity', Number.POSITIVE_INFINITY, 'E_EXPIRED'],
  ])('%s', (_, nowMs, code) => {
    expect(at(nowMs)).toBe(code);
  });

  const lasting = (expiresAt: string): string =>
    signedBy(
      createCertificate({ ...facts, time: { ...facts.time, expiresAt } }),
      ['HOLMES', HOLMES_SEED],
      ['WAT-SUM', WAT_SUM_SEED],
    );

  test('the lifetime may reach the cap of the trust store, and not a second more', () => {
    expect(codeOf(lasting('2026-11-27T16:58:00Z'))).toBeNull();
    expect(codeOf(lasting('2026-11-27T16:58:01Z'))).toBe('E_LIFETIME');
  });

  test.each([
    'never',
    '9999-12-31',
    '2026-11-21T16:58:00.0Z',
    '2026-11-21T16:58:00+00:00',
    '2026-11-31T16:58:00Z',
    '2026-11-21T24:00:00Z',
    '2026-11-21T23:59:60Z',
    '+275760-09-13T00:00:00Z',
    '',
  ])('expiry %p is refused', (expiresAt) => {
    const file = withBlock((block) => block.replace('"2026-11-21T16:58:00Z"', JSON.stringify(expiresAt)));
    expect(codeOf(file)).toBe('E_PAYLOAD');
  });

  test('a certificate that expires before it was issued is refused', () => {
    const file = withBlock((block) => block.replace('"2026-11-21T16:58:00Z"', '"2026-11-20T16:58:00Z"'));
    expect(codeOf(file)).toBe('E_PAYLOAD');
  });
});

test.each(['staging', 'Production', 'production ', 'prod', ''])(
  'environment %p is another one',
  (environment) => {
    expect(codeOf(signedText, { ...NOW, environment })).toBe('E_ENVIRONMENT');
  },
);

test('a key seed of one role never verifies as another’s', () => {
  expect(publicKeyOf(HOLMES_SEED)).not.toEqual(publicKeyOf(WAT_SUM_SEED));
});
