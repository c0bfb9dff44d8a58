const KEEPS_MARK = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const DROPS_MARK = new TextDecoder('utf-8', { fatal: true });

/**
 * The text that bytes are in UTF-8, or `null`: nothing is replaced by U+FFFD.
 *
 * @param mark What becomes of a byte order mark.
 */
export function utf8Text(bytes: Uint8Array, mark: 'keep' | 'drop'): string | null {
  try {
    return (mark === 'keep' ? KEEPS_MARK : DROPS_MARK).decode(bytes);
  } catch {
    return null;
  }
}

const decodes = (bytes: Uint8Array, stream: boolean): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
};

/** Index of the first byte at which `bytes` stop being UTF-8; `null` when all of them are. */
export function firstInvalidByte(bytes: Uint8Array): number | null {
  if (decodes(bytes, false)) return null;
  let low = 0;
  let high = bytes.length;
  // Binary search for the longest prefix that decodes. A prefix may cut a character in two; decoding it as a stream
  // does not count that as an error.
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (decodes(bytes.subarray(0, middle), true)) low = middle;
    else high = middle - 1;
  }
  // The stream also accepts the first bytes of a broken character: step back to where that character began.
  while (low > 0 && !decodes(bytes.subarray(0, low), false)) low--;
  return low;
}

// Code points above U+FFFF are two units below U+E000.
const HAS_SURROGATES = /[\uD800-\uDFFF]/;

/** Orders texts by the bytes of their UTF-8 forms. For nearly all texts that is the order of their UTF-16 units. */
export function byUtf8Bytes(a: string, b: string): number {
  if (HAS_SURROGATES.test(a) || HAS_SURROGATES.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
