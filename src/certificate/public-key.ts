import { fromBase64, toBase64 } from '../base/base64.ts';
import { type Digest, sha256 } from '../base/digest.ts';
import { isSafePublicKey, spkiOf } from './ed25519.ts';

/** `HOLMES` investigates, `WAT-SUM` cross-examines; a policy may ask for further roles. */
export type Role = string;

/** Both must sign, in every environment. */
export const REQUIRED_ROLES: readonly Role[] = ['HOLMES', 'WAT-SUM'];

export const ROLE_SHAPE = /^[A-Z][A-Z0-9-]{0,31}$/;

/** A public key with the role that its holder claims. The trust store decides about the role. */
export interface PublicKey {
  readonly role: Role;
  readonly keyId: Digest;
  /** 32 bytes. */
  readonly bytes: Uint8Array;
  readonly comment: string;
}

/** Computed from the key, never read from a file: an id that somebody wrote down proves nothing. */
export const keyIdOf = (publicKey: Uint8Array): Digest => sha256(spkiOf(publicKey));

/** `wesley1 HOLMES sha256:… <base64> comment`, without a line end. */
export function formatPublicKey({ role, bytes, comment }: Omit<PublicKey, 'keyId'>): string {
  const line = `wesley1 ${role} ${keyIdOf(bytes)} ${toBase64(bytes)}`;
  return comment === '' ? line : `${line} ${comment}`;
}

export type ParsedKey =
  | { readonly key: PublicKey; readonly refusal: null }
  | { readonly key: null; readonly refusal: string };

const refuse = (refusal: string): ParsedKey => ({ key: null, refusal });

/** Reads the one line of a public key file. The refusal completes the sentence "the public key …". */
export function parsePublicKey(text: string): ParsedKey {
  const line = text.replace(/\r?\n$/, '');
  const match = /^wesley1 (\S+) (sha256:[0-9a-f]{64}) ([A-Za-z0-9+/=]+)(?: ([ -~]{1,200}))?$/.exec(line);
  if (!match) return refuse('is not one line `wesley1 ROLE sha256:<id> <base64> [comment]`');
  const [, role = '', keyId = '', base64 = '', comment = ''] = match;
  const bytes = fromBase64(base64);
  if (!ROLE_SHAPE.test(role)) return refuse(`has a role that is not like HOLMES or WAT-SUM: ${role}`);
  if (bytes === null) return refuse('is not in standard base64');
  if (!isSafePublicKey(bytes)) return refuse('is not an Ed25519 key that identifies one signer');
  if (keyIdOf(bytes) !== keyId) return refuse(`has the id ${keyIdOf(bytes)}, not the one beside it`);
  return { key: { role, keyId: keyIdOf(bytes), bytes, comment }, refusal: null };
}
