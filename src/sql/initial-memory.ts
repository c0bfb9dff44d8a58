const MEMORY_SECTION = 5;

/**
 * Lets a WebAssembly module begin with less memory, in place. libpg-query asks for 128 MiB and uses few of them, but the
 * garbage collector counts all, and so lets as much garbage lie before it looks for the first time.
 *
 * @param pages Pages of 64 KiB, at least what the module's data and stack take. More are had as they are needed.
 * @see https://webassembly.github.io/spec/core/binary/modules.html#memory-section
 */
export function setInitialMemory(wasm: Uint8Array, pages: number): void {
  for (let at = 8; at < wasm.length; ) {
    const size = unsignedAt(wasm, at + 1);
    if (wasm[at] === MEMORY_SECTION) {
      // One memory: its count, its flags, then the pages it begins with.
      const limit = unsignedAt(wasm, size.end + 2);
      if (pages < limit.value) write(wasm, size.end + 2, limit.end, pages);
      return;
    }
    at = size.end + size.value;
  }
}

// LEB128: seven bits to a byte, the lowest first.
function unsignedAt(bytes: Uint8Array, from: number): { value: number; end: number } {
  let value = 0;
  for (let at = from, shift = 0; ; at++, shift += 7) {
    const byte = bytes[at] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, end: at + 1 };
  }
}

// In as many bytes as stood there: longer forms of a number are allowed.
function write(bytes: Uint8Array, from: number, end: number, value: number): void {
  for (let at = from, rest = value; at < end; at++, rest >>= 7)
    bytes[at] = (rest & 0x7f) | (at < end - 1 ? 0x80 : 0);
}
