import { z } from 'zod';
import { fromBase64 } from '../base/base64.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { Digest } from '../base/digest.ts';
import { SIGNATURE_BYTES } from './ed25519.ts';
import { PAYLOAD_TYPE, preAuthenticationEncoding } from './pae.ts';
import type { Statement } from './payload.ts';
import { ROLE_SHAPE, type Role } from './public-key.ts';

export const MAX_SIGNATURES = 8;

export interface Signature {
  /** A hint for finding the key. Proves nothing by itself. */
  readonly keyid: Digest;
  /** For readers. The trust store says which role a key has, and this must agree. */
  readonly role: Role;
  /** 64 bytes in base64. */
  readonly sig: string;
}

/** The block in SHIPME.md: a DSSE envelope whose payload is written as JSON instead of in base64. */
export interface Envelope {
  readonly payload: Statement;
  readonly payloadType: typeof PAYLOAD_TYPE;
  /** Sorted by role, then by key id; no role and key twice. */
  readonly signatures: readonly Signature[];
}

const signature = z.strictObject({
  keyid: z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]),
  role: z.string().regex(ROLE_SHAPE),
  sig: z.string().max(128),
});

/**
 * The envelope alone; the statement in it has its own schema. There is no place for a public key, so a certificate
 * can't bring the key that it is checked with.
 */
export const envelopeSchema = z.strictObject({
  payload: z.looseObject({}),
  payloadType: z.string(),
  signatures: z.array(signature).max(MAX_SIGNATURES),
});

/** The canonical JSON of the statement, in UTF-8. */
export const payloadBytes = (payload: Statement): Uint8Array =>
  new TextEncoder().encode(canonicalJson(payload as unknown as Json));

/** The bytes every signature covers. Signatures do not cover each other: roles sign in any order, anywhere. */
export const signedBytes = (payload: Statement): Uint8Array =>
  preAuthenticationEncoding(PAYLOAD_TYPE, payloadBytes(payload));

/** The raw signature, or `null` unless `sig` is the one base64 spelling of 64 bytes. */
export function signatureBytes({ sig }: Signature): Uint8Array | null {
  const bytes = fromBase64(sig);
  return bytes?.length === SIGNATURE_BYTES ? bytes : null;
}

// A role holds no space, so two signatures can't have the same sort key.
const sortKey = ({ role, keyid }: Signature): string => `${role} ${keyid}`;

export const sortSignatures = (signatures: readonly Signature[]): readonly Signature[] =>
  signatures.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));

/** Whether signatures stand in their one order, no role and key twice. */
export const isSorted = (signatures: readonly Signature[]): boolean =>
  signatures.every((signature, i) => {
    const before = signatures[i - 1];
    return before === undefined || sortKey(before) < sortKey(signature);
  });
