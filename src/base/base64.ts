/** Standard base64 with padding (RFC 4648 section 4). */
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * The bytes of standard base64, or `null` for any other spelling of them. Decoders skip white space, missing padding,
 * trailing rubbish and left-over bits, so that one signature would have many texts: only what encodes back is taken.
 */
export function fromBase64(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  return toBase64(bytes) === text ? bytes : null;
}
