import { canonicalJson, type Json } from './canonical-json.ts';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** SHA-256 of bytes, or of the UTF-8 form of a text. Bun's own hasher: to load `node:crypto` takes 11 ms of every start. */
export const sha256 = (content: string | Uint8Array): Digest =>
  `sha256:${new Bun.CryptoHasher('sha256').update(content).digest('hex')}`;

/** SHA-256 of the canonical JSON (RFC 8785) of a value: equal values have equal digests. */
export const digestOf = (value: Json): Digest => sha256(canonicalJson(value));
