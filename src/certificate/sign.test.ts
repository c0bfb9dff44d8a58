import { describe, expect, test } from 'bun:test';
import { createCertificate } from './create.ts';
import { publicKeyOf, signEd25519 } from './ed25519.ts';
import { type Envelope, MAX_SIGNATURES, signedBytes } from './envelope.ts';
import { addSignature, mergeEnvelopes, signEnvelope } from './sign.ts';
import { envelopeOf, facts, HOLMES_SEED, seedOf, signedText, unsignedText, WAT_SUM_SEED } from './testing.ts';

const unsigned = envelopeOf(unsignedText);
const signed = envelopeOf(signedText);
const signedAs = (role: string, seed: Uint8Array): Envelope =>
  signEnvelope(unsigned, role, seed).envelope ?? (undefined as never);
const crowd = Array.from({ length: MAX_SIGNATURES }, (_, i) => `ROLE-${i}`).reduce<Envelope>(
  (envelope, role, i) => signEnvelope(envelope, role, seedOf(20 + i)).envelope ?? (undefined as never),
  unsigned,
);

describe('a signature is added', () => {
  test.each<[string, Envelope, string, Uint8Array, string | undefined]>([
    ['by a role that has not signed', signedAs('HOLMES', HOLMES_SEED), 'WAT-SUM', WAT_SUM_SEED, undefined],
    ['by a role that has signed, with its key', signed, 'HOLMES', HOLMES_SEED, 'E_SIGNED_ALREADY'],
    ['by a role that has signed, with another key', signed, 'HOLMES', seedOf(9), 'E_SIGNED_ALREADY'],
    ['by a key that has signed, in another role', signed, 'LESTRADE', HOLMES_SEED, 'E_SIGNED_ALREADY'],
    ['as the ninth', crowd, 'LESTRADE', seedOf(9), 'E_ENVELOPE'],
  ])('%s', (_, envelope, role, seed, code) => {
    expect(signEnvelope(envelope, role, seed).refusal?.code).toBe(code as never);
  });

  test('only when it is the key’s, over these bytes', () => {
    const publicKey = publicKeyOf(HOLMES_SEED);
    const message = signedBytes(unsigned.payload);
    const codeOf = (sig: Uint8Array): string | undefined =>
      addSignature(unsigned, { role: 'HOLMES', publicKey, sig }).refusal?.code;
    expect(codeOf(signEd25519(message, HOLMES_SEED))).toBeUndefined();
    expect(codeOf(signEd25519(message, WAT_SUM_SEED))).toBe('E_SIGNATURE_BAD');
    expect(codeOf(signEd25519(message.slice(1), HOLMES_SEED))).toBe('E_SIGNATURE_BAD');
    expect(codeOf(new Uint8Array(64))).toBe('E_SIGNATURE_BAD');
    expect(codeOf(new Uint8Array())).toBe('E_SIGNATURE_BAD');
  });
});

describe('copies are merged', () => {
  const holmes = signedAs('HOLMES', HOLMES_SEED);
  const watSum = signedAs('WAT-SUM', WAT_SUM_SEED);

  test('to the same envelope in either order, and with themselves', () => {
    expect(mergeEnvelopes(holmes, watSum).envelope).toEqual(signed);
    expect(mergeEnvelopes(watSum, holmes).envelope).toEqual(signed);
    expect(mergeEnvelopes(signed, holmes).envelope).toEqual(signed);
    expect(mergeEnvelopes(unsigned, unsigned).envelope).toEqual(unsigned);
  });

  const forged = {
    ...holmes,
    signatures: holmes.signatures.map((s) => ({ ...s, sig: `A${s.sig.slice(1)}` })),
  };
  const renamed = { ...holmes, signatures: holmes.signatures.map((s) => ({ ...s, role: 'LESTRADE' })) };
  const other = envelopeOf(
    createCertificate({ ...facts, certificate: { ...facts.certificate, sequence: 8 } }),
  );

  test.each<[string, Envelope, Envelope]>([
    ['they are of two certificates', holmes, other],
    ['one key has signed them differently', holmes, forged],
    ['one key has signed them in two roles', holmes, renamed],
    ['they hold more signatures than a certificate may', crowd, holmes],
  ])('unless %s', (_, a, b) => {
    expect(mergeEnvelopes(a, b).refusal?.code).toBe('E_MERGE');
  });
});
