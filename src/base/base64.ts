/** Standard base64 with padding (RFC 4648 section 4). */
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * The bytes of standard base64, or `null` unless `text` is exactly what `toBase64` writes for them. Decoders ignore
 * white space, missing padding, trailing characters and left-over bits: without the comparison many texts would stand
 * for one signature.
 */
export function fromBase64(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  return toBase64(bytes) === text ? bytes : null;
}
