import { setInitialMemory } from './initial-memory.ts';

/** libpg-query's C functions, and its memory. Pointers are byte offsets into `bytes()`. */
export interface PgQuery {
  /** Another view of the memory after each growth. */
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
  /** Where the stack of the C code ends. What breaks off in the middle leaves it there: it has to be put back. */
  readonly stackTop: () => number;
  readonly restoreStack: (top: number) => void;
}

/** How many pages of 64 KiB the memory begins with: 40 MiB, 33 for data and stack, the rest for the first trees. */
export const INITIAL_PAGES = 640;
const PAGE = 64 * 1024;
/** As libpg-query was linked: more is refused, and `malloc` gives 0. */
const MOST_BYTES = 2 ** 30;

type Routine = (...args: readonly number[]) => number;
export type Imports = Readonly<Record<string, (...args: readonly number[]) => number>>;

/** What the machine code exports, under the letters that emscripten gave it; `libpg-query.test.ts` compares them. */
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

/** How the machine code comes to life: compiled from WASM, or as the JavaScript that it was translated to. */
export type Instantiate = (imports: Imports) => Exports | Promise<Exports>;

/** Compiles the WASM: 30 to 45 ms, on another core. `wasm` is changed. */
export function compiled(wasm: Uint8Array): Instantiate {
  setInitialMemory(wasm, INITIAL_PAGES);
  return async (imports) => {
    const { instance } = await WebAssembly.instantiate(wasm, { a: imports as Bun.WebAssembly.ModuleImports });
    return instance.exports as unknown as Exports;
  };
}

/** longjmp(): PostgreSQL's way out of an error, caught by whoever called `invoke`. */
class LongJump {}

/**
 * Starts libpg-query. What emscripten's own glue does beyond this, files and timers, its parser never asks for.
 *
 * @see https://emscripten.org/docs/porting/setjmp-longjmp.html
 */
export async function start(instantiate: Instantiate): Promise<PgQuery> {
  let code: Exports;
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
    // Somewhat more than is asked for, and if that cannot be had, just what is asked for.
    for (const size of [Math.min(Math.max(bytes, memory.length + more), MOST_BYTES), bytes]) {
      if (bytes > MOST_BYTES) break;
      try {
        code.z.grow(Math.ceil((size - memory.length) / PAGE));
        view();
        return 1;
      } catch {
        // RangeError: the system has none.
      }
    }
    return 0;
  };
  // To stderr, which PostgreSQL's parser has nothing to say on: taken as written.
  const write: Routine = (_, vectors = 0, count = 0, written = 0) => {
    const at = new DataView(memory.buffer);
    let bytes = 0;
    for (let i = 0; i < count; i++) bytes += at.getUint32(vectors + i * 8 + 4, true);
    at.setUint32(written, bytes, true);
    return 0;
  };
  const end = (why: string) => (): never => {
    throw new Error(`libpg-query ${why}`);
  };
  const nothing = (): number => 0;
  const BAD_FILE = 8;
  const noFile = (): number => BAD_FILE;

  code = await instantiate({
    ...{ a: invoke, b: invoke, d: invoke, e: invoke, f: invoke, g: invoke, h: invoke, i: invoke },
    ...{ j: invoke, k: invoke, l: invoke, n: invoke, y: invoke },
    c: end('failed an assertion'),
    x: end('aborted'),
    m: end('exited'),
    v: end('exited'),
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
