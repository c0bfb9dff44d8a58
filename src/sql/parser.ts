import PgQueryModule, { type Options } from 'libpg-query/wasm/libpg-query.js';
import { setInitialMemory } from './initial-memory.ts';
import type { Tree } from './node.ts';

/** The emscripten module of libpg-query, as far as it is used here. */
interface PgQuery {
  /** The memory; another view of it after each growth. */
  readonly HEAPU8: Uint8Array;
  UTF8ToString(pointer: number): string;
  getValue(pointer: number, type: 'i32'): number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(query: number): number;
  _wasm_free_parse_result(result: number): void;
  _wasm_parse_plpgsql(query: number): number;
  _wasm_free_string(text: number): void;
}

// 40 MiB: 33 for its data and stack, the rest for the first trees.
const INITIAL_PAGES = 640;

const encoder = new TextEncoder();

/** Where the stack of the C code ends. What breaks off in the middle leaves it there: it has to be put back. */
interface CStack {
  /** `_emscripten_stack_get_current`. */
  readonly R: () => number;
  /** `_emscripten_stack_restore`. */
  readonly Q: (top: number) => void;
}

let loaded: PgQuery | null = null;
let stack: CStack | null = null;
let collectGarbage = (): void => {};
/** Characters, in all and since garbage was last collected. */
let parsed = 0;
let sinceCollected = 0;

/** PostgreSQL's own parser refused the text. `byte` is a 0-based offset into its UTF-8 form. */
export class SqlSyntaxError extends Error {
  readonly byte: number;
  constructor(message: string, byte: number) {
    super(message);
    this.name = 'SqlSyntaxError';
    this.byte = byte;
  }
}

/**
 * Compiles libpg-query's WASM, once; 15 to 30 ms. `shell` calls it before any stage that parses SQL.
 *
 * @param wasm The bytes of `libpg-query.wasm`; they are changed.
 * @param collect Collects garbage, now and then between two parses: a tree is fifty times as large as its text, and the
 *   memory of the module makes the engine wait for several hundred megabytes of them.
 */
export async function loadParser(wasm: Uint8Array, collect: () => void = () => {}): Promise<void> {
  if (loaded) return;
  collectGarbage = collect;
  setInitialMemory(wasm, INITIAL_PAGES);
  loaded = await new Promise<PgQuery>((resolve, reject) => {
    // Its own way to the module is a path of the machine that built it, whatever it is given.
    const instantiateWasm: Options['instantiateWasm'] = (imports, done) =>
      void WebAssembly.instantiate(wasm, imports).then(({ instance }) => {
        stack = instance.exports as unknown as CStack;
        done(instance);
      }, reject);
    PgQueryModule({ instantiateWasm }).then(resolve, reject);
  });
}

/** One statement of a script as libpg-query gives it. Locations are UTF-8 byte offsets, 0 when left out. */
export interface RawStatement {
  readonly stmt: Tree;
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

/**
 * Parses a script with PostgreSQL 18's grammar. An empty or comment-only text has no statements.
 *
 * @throws {SqlSyntaxError} PostgreSQL's message and place.
 * @throws {RangeError} for what is nested so deeply that the engine's stack does not hold it.
 */
export function parseSql(sql: string): readonly RawStatement[] {
  const module = ready();
  letGo(sql.length);
  return withText(module, sql, (query) => {
    const result = module._wasm_parse_query_raw(query);
    if (result === 0) throw new Error('libpg-query: out of memory');
    try {
      const error = module.getValue(result + 8, 'i32');
      if (error !== 0) throw syntaxError(module, error);
      const tree = module.UTF8ToString(module.getValue(result, 'i32'));
      return (JSON.parse(tree) as { stmts?: readonly RawStatement[] }).stmts ?? [];
    } finally {
      module._wasm_free_parse_result(result);
    }
  });
}

/**
 * Parses the body of a PL/pgSQL function, given the whole `CREATE FUNCTION` or `DO` statement.
 *
 * @throws {SqlSyntaxError} the parser's message; PL/pgSQL errors carry no place, so `byte` is 0.
 */
export function parsePlpgsql(sql: string): unknown {
  const module = ready();
  return withText(module, sql, (query) => {
    const result = module._wasm_parse_plpgsql(query);
    try {
      const text = module.UTF8ToString(result);
      if (!text.startsWith('{')) throw new SqlSyntaxError(text, 0);
      return JSON.parse(text);
    } finally {
      module._wasm_free_string(result);
    }
  });
}

function letGo(length: number): void {
  parsed += length;
  sinceCollected += length;
  // What a caller keeps grows with what was parsed, and each collection looks at all of it.
  if (sinceCollected < Math.max(64 * 1024, parsed / 8)) return;
  sinceCollected = 0;
  collectGarbage();
}

function ready(): PgQuery {
  if (!loaded) throw new Error('loadParser() comes before the first parse');
  return loaded;
}

function withText<T>(module: PgQuery, text: string, use: (pointer: number) => T): T {
  const bytes = Buffer.byteLength(text);
  const pointer = module._malloc(bytes + 1);
  if (pointer === 0) throw new Error('libpg-query: out of memory');
  const top = stack?.R() ?? 0;
  try {
    encoder.encodeInto(text, module.HEAPU8.subarray(pointer, pointer + bytes));
    module.HEAPU8[pointer + bytes] = 0;
    return use(pointer);
  } finally {
    stack?.Q(top);
    module._free(pointer);
  }
}

// struct PgQueryError: message, funcname, filename, lineno, cursorpos (1-based; 0 when unknown).
function syntaxError(module: PgQuery, error: number): SqlSyntaxError {
  const cursor = module.getValue(error + 16, 'i32');
  return new SqlSyntaxError(module.UTF8ToString(module.getValue(error, 'i32')), Math.max(0, cursor - 1));
}
