import type { Fields } from '../sql/node.ts';

/**
 * Seed of the hash that assigns rows to hash partitions, the same on every server: `HASH_PARTITION_SEED` of
 * partbounds.c.
 */
const SEED = 0x7a5b22367996dcfdn;
const START = 0x9e3779b9 + 4 + 3923095;

const rotated = (x: number, bits: number): number => ((x << bits) | (x >>> (32 - bits))) >>> 0;

/** `mix()` of hashfn.c, Bob Jenkins' lookup3. */
function mixed(state: [number, number, number]): void {
  const turns = [4, 6, 8, 16, 19, 4];
  for (const [i, bits] of turns.entries()) {
    const [x, y, z] = [i % 3, (i + 2) % 3, (i + 1) % 3];
    state[x] = ((at(state, x) - at(state, y)) ^ rotated(at(state, y), bits)) >>> 0;
    state[y] = (at(state, y) + at(state, z)) >>> 0;
  }
}

/** `final()` of hashfn.c. */
function finished(state: [number, number, number]): void {
  const turns = [14, 11, 25, 16, 4, 14, 24];
  for (const [i, bits] of turns.entries()) {
    const [x, y] = [(i + 2) % 3, (i + 1) % 3];
    state[x] = ((at(state, x) ^ at(state, y)) - rotated(at(state, y), bits)) >>> 0;
  }
}

const at = (state: readonly number[], index: number): number => state[index] ?? 0;

/** `hash_uint32_extended()` with the seed of partitions. */
function hashOf(value: number): bigint {
  const state: [number, number, number] = [START >>> 0, START >>> 0, START >>> 0];
  state[0] = (state[0] + Number(SEED >> 32n)) >>> 0;
  state[1] = (state[1] + Number(SEED & 0xffffffffn)) >>> 0;
  mixed(state);
  state[0] = (state[0] + value) >>> 0;
  finished(state);
  return (BigInt(state[1]) << 32n) | BigInt(state[2]);
}

/** `hashint8extended()`. It gives a number the same hash as the functions for smaller integer types do. */
function hashOfInteger(text: string): bigint | null {
  if (!/^-?\d{1,18}$/.test(text)) return null;
  const value = BigInt(text);
  const high = Number(BigInt.asUintN(32, value >> 32n));
  const low = Number(BigInt.asUintN(32, value));
  return hashOf((low ^ (value >= 0n ? high : ~high)) >>> 0);
}

const combined = (a: bigint, b: bigint): bigint =>
  BigInt.asUintN(64, a ^ (b + 0x49a0f4dd15e5a8e3n + (a << 54n) + (a >> 7n)));

/**
 * Whether a hash partition holds the row with these keys.
 *
 * @param types The types of the keys. Only whole numbers can be hashed here.
 * @returns `true` also when the answer isn't known.
 */
export function holdsHash(
  bound: Fields<'PartitionBoundSpec'>,
  types: readonly string[],
  values: readonly string[],
): boolean {
  const { modulus, remainder = 0 } = bound;
  if (typeof modulus !== 'number' || !types.every((type) => /^int[248]$/.test(type))) return true;
  let row = 0n;
  for (const value of values) {
    const hash = hashOfInteger(value);
    if (hash === null) return true;
    row = combined(row, hash);
  }
  return row % BigInt(modulus) === BigInt(Number(remainder));
}
