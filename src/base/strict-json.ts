import { canonicalJson, type Json } from './canonical-json.ts';
import { withoutOrders } from './json-text.ts';
import { utf8Text } from './utf8.ts';

/** Why bytes are no JSON we accept. */
export type JsonRefusal = 'not UTF-8' | 'byte order mark' | 'not JSON' | 'not canonical' | 'too deep';

export type StrictJson =
  | { readonly value: Json; readonly refusal: null }
  | { readonly value: null; readonly refusal: JsonRefusal };

const refuse = (refusal: JsonRefusal): StrictJson => ({ value: null, refusal });

/**
 * Reads JSON that is its own canonical form (RFC 8785), byte for byte. That one comparison refuses duplicate keys,
 * other key orders, white space, escapes, `1.0`, `-0` and integers beyond 2^53 that lose digits.
 *
 * @param maxDepth Nesting from 0; `JSON.parse` itself has no limit.
 */
export function readCanonicalJson(bytes: Uint8Array, maxDepth: number): StrictJson {
  return read(bytes, maxDepth, (text, value) => canonicalJson(value) === text);
}

/**
 * Reads JSON for people's eyes: any white space between tokens and any order of keys, but one spelling per value and
 * no key twice. A character that a terminal acts on may stand there as it is, or as `jsonText` writes it.
 */
export function readStrictJson(bytes: Uint8Array, maxDepth: number): StrictJson {
  // JSON.stringify keeps the order of keys, so only a duplicate or another spelling makes a difference.
  return read(
    bytes,
    maxDepth,
    (text, value) => withoutOrders(JSON.stringify(value)) === withoutOrders(withoutWhiteSpace(text)),
  );
}

function read(
  bytes: Uint8Array,
  maxDepth: number,
  isOneSpelling: (text: string, value: Json) => boolean,
): StrictJson {
  const text = utf8Text(bytes, 'keep');
  if (text === null) return refuse('not UTF-8');
  if (text.startsWith('\uFEFF')) return refuse('byte order mark');
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('not JSON');
  }
  if (isDeeperThan(value, maxDepth)) return refuse('too deep');
  return isWellFormed(value) && isOneSpelling(text, value)
    ? { value, refusal: null }
    : refuse('not canonical');
}

// A loop instead of recursion: a million nested arrays parse, and would overflow the stack here.
function isDeeperThan(value: Json, maxDepth: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}

/** JSON.parse turns `1e400` into Infinity and `"\ud800"` into a lone surrogate; canonical JSON has neither. */
function isWellFormed(value: Json): boolean {
  try {
    canonicalJson(value);
    return true;
  } catch {
    return false;
  }
}

const withoutWhiteSpace = (text: string): string =>
  text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, (_, quoted: string | undefined) => quoted ?? '');
