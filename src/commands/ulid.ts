const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID: 48 bits of Unix time in milliseconds, 80 random bits, 26 characters that sort by time.
 *
 * @param random 10 bytes.
 * @see https://github.com/ulid/spec
 */
export function newUlid(nowMs: number, random: Uint8Array): string {
  let bits = BigInt(nowMs);
  for (const byte of random) bits = (bits << 8n) | BigInt(byte);
  return Array.from({ length: 26 }, (_, i) => DIGITS[Number((bits >> BigInt(5 * (25 - i))) & 31n)]).join('');
}
