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

/** What the block holds: a DSSE envelope whose payload is written out instead of in base64. */
export interface Envelope {
  readonly payload: Statement;
  readonly payloadType: typeof PAYLOAD_TYPE;
  /** Sorted by role, then by key id; none stands there twice. */
  readonly signatures: readonly Signature[];
}

const signature = z.strictObject({
  keyid: z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]),
  role: z.string().regex(ROLE_SHAPE),
  sig: z.string().max(128),
});

/** The envelope alone; the statement in it is judged by its own schema. No place for a key, so none is believed. */
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

/** The raw signature, or `null` where it is not 64 bytes in their one spelling. */
export function signatureBytes({ sig }: Signature): Uint8Array | null {
  const bytes = fromBase64(sig);
  return bytes?.length === SIGNATURE_BYTES ? bytes : null;
}

// Roles hold no space, so that no two signatures share a sort key.
const sortKey = ({ role, keyid }: Signature): string => `${role} ${keyid}`;

export const sortSignatures = (signatures: readonly Signature[]): readonly Signature[] =>
  signatures.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));

/** Whether signatures stand in their one order, no role and key twice. */
export const isSorted = (signatures: readonly Signature[]): boolean =>
  signatures.every((signature, i) => {
    const before = signatures[i - 1];
    return before === undefined || sortKey(before) < sortKey(signature);
  });
