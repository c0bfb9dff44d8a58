import { setInitialMemory } from './initial-memory.ts';

/** libpg-query's C functions, and its memory. Pointers are byte offsets into `bytes()`. */
export interface PgQuery {
  /** The memory. After each growth it is another array, so don't keep it. */
  bytes(): Uint8Array;
  int32(pointer: number): number;
  /** The text at `pointer`, up to its NUL. */
  text(pointer: number): string;
  readonly malloc: (bytes: number) => number;
  readonly free: (pointer: number) => void;
  readonly parse: (query: number) => number;
  readonly freeParsed: (result: number) => void;
  readonly parsePlpgsql: (query: number) => number;
  readonly freeText: (text: number) => void;
  /** The stack pointer of the C code. An exception that leaves the C code does not restore it, so the caller does. */
  readonly stackTop: () => number;
  readonly restoreStack: (top: number) => void;
}

/** Pages of 64 KiB that the memory starts with: 40 MiB, of which data and stack take 33. The rest is for trees. */
export const INITIAL_PAGES = 640;
const PAGE = 64 * 1024;
/** The limit that libpg-query was linked with. Beyond it growth is refused, and `malloc` returns 0. */
const MOST_BYTES = 2 ** 30;

type Routine = (...args: readonly number[]) => number;
export type Imports = Readonly<Record<string, (...args: readonly number[]) => number>>;

/** The exports of the module, under emscripten's short names. `libpg-query.test.ts` checks that they still are these. */
export interface Exports {
  readonly z: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  readonly D: { get(index: number): Routine };
  readonly A: () => void;
  readonly C: (bytes: number) => number;
  readonly E: (pointer: number) => void;
  readonly F: (query: number) => number;
  readonly G: (result: number) => void;
  readonly H: (query: number) => number;
  readonly N: (text: number) => void;
  readonly P: (threw: number, value: number) => void;
  readonly Q: (top: number) => void;
  readonly R: () => number;
}

/** Makes an instance of the module: compiled from WASM, or of the JavaScript that it was translated to. */
export type Instantiate = (imports: Imports) => Exports;

/** Compiles the WASM: 30 to 45 ms, on another core. `wasm` is changed. */
export async function compiled(wasm: Uint8Array): Promise<Instantiate> {
  setInitialMemory(wasm, INITIAL_PAGES);
  const module = await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
  return (imports) =>
    new WebAssembly.Instance(module, { a: imports as Bun.WebAssembly.ModuleImports })
      .exports as unknown as Exports;
}

/** PostgreSQL ended its process, as it does when it has no more memory. The instance is of no use any more. */
export class Ended extends Error {}

/** longjmp(): PostgreSQL's way out of an error, caught by whoever called `invoke`. */
class LongJump {}

/**
 * Starts libpg-query without emscripten's own glue code. That also offers files and timers, which the parser never uses.
 *
 * @see https://emscripten.org/docs/porting/setjmp-longjmp.html
 */
export function start(instantiate: Instantiate): PgQuery {
  let memory = new Uint8Array();
  const view = (): void => {
    memory = new Uint8Array(code.z.buffer);
  };

  const invoke: Routine = (index = 0, ...args) => {
    const top = code.R();
    try {
      return code.D.get(index)(...args);
    } catch (error) {
      code.Q(top);
      if (!(error instanceof LongJump)) throw error;
      code.P(1, 0);
      return 0;
    }
  };
  const growTo = (asked = 0): number => {
    const bytes = asked >>> 0;
    const more = Math.min(memory.length * 0.2, 96 * 1024 * 1024);
    // First tries to grow by somewhat more than is asked for, then by exactly that.
    for (const size of [Math.min(Math.max(bytes, memory.length + more), MOST_BYTES), bytes]) {
      if (bytes > MOST_BYTES) break;
      try {
        code.z.grow(Math.ceil((size - memory.length) / PAGE));
        view();
        return 1;
      } catch {
        // RangeError: the system has no more memory.
      }
    }
    return 0;
  };
  // A write to stderr. The parser has nothing of use to say there, so the text counts as written and is dropped.
  const write: Routine = (_, vectors = 0, count = 0, written = 0) => {
    const at = new DataView(memory.buffer);
    let bytes = 0;
    for (let i = 0; i < count; i++) bytes += at.getUint32(vectors + i * 8 + 4, true);
    at.setUint32(written, bytes, true);
    return 0;
  };
  const end = (): never => {
    throw new Ended('libpg-query ended');
  };
  const fail = (): never => {
    throw new Error('libpg-query failed an assertion');
  };
  const nothing = (): number => 0;
  const BAD_FILE = 8;
  const noFile = (): number => BAD_FILE;

  const code = instantiate({
    ...{ a: invoke, b: invoke, d: invoke, e: invoke, f: invoke, g: invoke, h: invoke, i: invoke },
    ...{ j: invoke, k: invoke, l: invoke, n: invoke, y: invoke },
    ...{ c: fail, x: fail, m: end, v: end },
    p: () => {
      throw new LongJump();
    },
    ...{ q: growTo, t: write, r: noFile, s: noFile, u: nothing, o: nothing, w: nothing },
  });
  view();
  code.A();
  const decoder = new TextDecoder();
  return {
    bytes: () => memory,
    int32: (pointer) => new DataView(memory.buffer).getInt32(pointer, true),
    text: (pointer) =>
      pointer === 0 ? '' : decoder.decode(memory.subarray(pointer, memory.indexOf(0, pointer))),
    malloc: code.C,
    free: code.E,
    parse: code.F,
    freeParsed: code.G,
    parsePlpgsql: code.H,
    freeText: code.N,
    stackTop: code.R,
    restoreStack: code.Q,
  };
}
