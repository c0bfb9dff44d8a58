import { toBase64 } from '../base/base64.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { publicKeyOf, signEd25519, verifyStrict } from './ed25519.ts';
import { type Envelope, MAX_SIGNATURES, signedBytes, sortSignatures } from './envelope.ts';
import { keyIdOf, type Role } from './public-key.ts';
import { type Refusal, refusal } from './refusal.ts';

export type Signed =
  | { readonly envelope: Envelope; readonly refusal: null }
  | { readonly envelope: null; readonly refusal: Refusal };

const refuse = (given: Refusal): Signed => ({ envelope: null, refusal: given });

/** Why a role or a key that has signed already can't sign again. Asked before anybody types a passphrase. */
export function refuseSecond(envelope: Envelope, role: Role, publicKey: Uint8Array): Refusal | null {
  const keyid = keyIdOf(publicKey);
  const before = envelope.signatures.find((s) => s.role === role || s.keyid === keyid);
  return before ? refusal('E_SIGNED_ALREADY', `${before.role} with ${before.keyid}`) : null;
}

/**
 * Adds a signature that was made over `signedBytes`, after verifying it: a fault in memory, in a library or in a key
 * service must not leave this process as a signature. A role and a key may each sign once only, because two
 * signatures of one holder look like two people.
 */
export function addSignature(
  envelope: Envelope,
  { role, publicKey, sig }: { readonly role: Role; readonly publicKey: Uint8Array; readonly sig: Uint8Array },
): Signed {
  const second = refuseSecond(envelope, role, publicKey);
  if (second !== null) return refuse(second);
  const keyid = keyIdOf(publicKey);
  if (!verifyStrict(sig, signedBytes(envelope.payload), publicKey))
    return refuse(refusal('E_SIGNATURE_BAD', `the new one of ${keyid}`));
  if (envelope.signatures.length >= MAX_SIGNATURES)
    return refuse(refusal('E_ENVELOPE', 'too many signatures'));
  const signatures = sortSignatures([...envelope.signatures, { keyid, role, sig: toBase64(sig) }]);
  return { envelope: { ...envelope, signatures }, refusal: null };
}

/** Signs in a role. @param seed The 32-byte secret of RFC 8032. */
export function signEnvelope(envelope: Envelope, role: Role, seed: Uint8Array): Signed {
  const sig = signEd25519(signedBytes(envelope.payload), seed);
  return addSignature(envelope, { role, publicKey: publicKeyOf(seed), sig });
}

/** Joins the signatures of two copies of one certificate that were signed in different places. */
export function mergeEnvelopes(a: Envelope, b: Envelope): Signed {
  const text = ({ payload }: Envelope): string => canonicalJson(payload as unknown as Json);
  if (text(a) !== text(b)) return refuse(refusal('E_MERGE'));
  const known = new Map(a.signatures.map((signature) => [signature.keyid, signature]));
  const added = b.signatures.filter(({ keyid }) => !known.has(keyid));
  const differs = b.signatures.find((signature) => {
    const own = known.get(signature.keyid);
    return own && (own.sig !== signature.sig || own.role !== signature.role);
  });
  if (differs) return refuse(refusal('E_MERGE', `${differs.keyid} has signed them differently`));
  const signatures = sortSignatures([...a.signatures, ...added]);
  if (signatures.length > MAX_SIGNATURES) return refuse(refusal('E_MERGE', 'too many signatures'));
  return { envelope: { ...a, signatures }, refusal: null };
}
