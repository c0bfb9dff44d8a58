const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARACTERS = 10;

/** Bytes of randomness in an id. */
export const ID_RANDOM_BYTES = 10;

/**
 * A ULID: 48 bits of time, 80 of randomness, 26 characters that sort by time and are safe in a path.
 *
 * @param random 10 random bytes.
 * @see https://github.com/ulid/spec
 */
export function certificateId(nowMs: number, random: Uint8Array): string {
  const hex = nowMs.toString(16).padStart(12, '0') + Buffer.from(random).toString('hex');
  let bits = BigInt(`0x${hex}`);
  let text = '';
  for (let i = 0; i < TIME_CHARACTERS + 16; i++, bits >>= 5n) text = `${ALPHABET[Number(bits & 31n)]}${text}`;
  return text;
}

/** When an id was given, as Unix time in milliseconds. */
export const certificateTimeMs = (id: string): number =>
  [...id.slice(0, TIME_CHARACTERS)].reduce((ms, character) => ms * 32 + ALPHABET.indexOf(character), 0);
