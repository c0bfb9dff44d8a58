const MEMORY_SECTION = 5;

/**
 * Lowers, in the bytes of a WebAssembly module, the memory that it starts with. libpg-query asks for 128 MiB and uses
 * little of it. The garbage collector counts all of it as in use, and so lets as much garbage pile up before its
 * first run.
 *
 * @param pages Pages of 64 KiB, at least what the module's data and stack take. The module still grows when it needs
 *   more.
 * @see https://webassembly.github.io/spec/core/binary/modules.html#memory-section
 */
export function setInitialMemory(wasm: Uint8Array, pages: number): void {
  for (let at = 8; at < wasm.length; ) {
    const size = unsignedAt(wasm, at + 1);
    if (wasm[at] === MEMORY_SECTION) {
      // The section: the count of memories (1), its flags, then the pages that it starts with. One byte each for the
      // first two.
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

// Uses as many bytes as the old number had, so that nothing moves: LEB128 allows a number to be longer than it must
// be.
function write(bytes: Uint8Array, from: number, end: number, value: number): void {
  for (let at = from, rest = value; at < end; at++, rest >>= 7)
    bytes[at] = (rest & 0x7f) | (at < end - 1 ? 0x80 : 0);
}
