import { createHash, createPublicKey, verify as verifyWithOpenSsl } from 'node:crypto';
import * as ed from '@noble/ed25519';

/** Bytes of a public key and of a seed; a signature has twice as many. */
const KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** The bytes before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo. RFC 8410 section 4. */
const SPKI_PREFIX = Uint8Array.from(Buffer.from('302a300506032b6570032100', 'hex'));

ed.hashes.sha512 = (message) => new Uint8Array(createHash('sha512').update(message).digest());
// Frozen: no dependency can replace the hash function that the verifier uses.
Object.freeze(ed.hashes);

/** The DER of a SubjectPublicKeyInfo. Key ids are made from it, and other tools read it. */
export function spkiOf(publicKey: Uint8Array): Uint8Array {
  return new Uint8Array([...SPKI_PREFIX, ...publicKey]);
}

/**
 * Whether 32 bytes are the one encoding of a point of prime order. Small-order points sign any message; a point with
 * a torsion part, or a second encoding of a point, makes verifiers disagree about the same signature.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8032#section-5.1.3
 */
export function isSafePublicKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== KEY_BYTES) return false;
  try {
    const point = ed.Point.fromBytes(publicKey, false);
    return isSame(point.toBytes(), publicKey) && !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}

/**
 * Whether `signature` is the holder's of `publicKey` over `message`. Two independent implementations must agree:
 * noble in its RFC 8032 mode and the runtime's own. Never throws, whatever the bytes.
 *
 * @param signature 64 bytes, R and then S; S below the group order.
 */
export function verifyStrict(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || !isSafePublicKey(publicKey)) return false;
  try {
    const byNoble = ed.verify(signature, message, publicKey, { zip215: false });
    // `=== true`: a verifier that returned a promise or an object must not count as agreement.
    return byNoble === true && agreesWithRuntime(signature, message, publicKey) === true;
  } catch {
    return false;
  }
}

function agreesWithRuntime(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(spkiOf(publicKey)), format: 'der', type: 'spki' });
  return verifyWithOpenSsl(null, message, key, signature);
}

/** @param seed The 32-byte secret of RFC 8032, not an expanded key. @throws {RangeError} for any other length. */
export const publicKeyOf = (seed: Uint8Array): Uint8Array => new Uint8Array(ed.getPublicKey(seed));

/** 64 bytes. Deterministic. @param seed The 32-byte secret of RFC 8032. @throws {RangeError} for any other length. */
export const signEd25519 = (message: Uint8Array, seed: Uint8Array): Uint8Array =>
  new Uint8Array(ed.sign(message, seed));

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
