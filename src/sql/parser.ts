import { compiled, Ended, type Instantiate, type PgQuery, start } from './libpg-query.ts';
import type { Tree } from './node.ts';

const encoder = new TextEncoder();

let loaded: PgQuery | null = null;
/** Makes another instance. */
let begin: (() => PgQuery) | null = null;
let collectGarbage = (): void => {};
/** Characters since garbage was last collected. */
let sinceCollected = 0;
/** This many characters give about 4 MB of trees. */
const COLLECT_EVERY = 64 * 1024;

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
 * Starts libpg-query, once. `shell` calls it before any stage that parses SQL.
 *
 * @param code The bytes of `libpg-query.wasm`, which are changed; or a function that starts the form of libpg-query that
 *   was translated to JavaScript.
 * @param collect Collects recent garbage; called between parses now and then. A tree takes fifty times the memory of its
 *   text, and with the module's memory counted the engine by itself would collect only after several hundred megabytes.
 */
export async function loadParser(
  code: Uint8Array | Instantiate,
  collect: () => void = () => {},
): Promise<void> {
  if (loaded) return;
  collectGarbage = collect;
  const instantiate = typeof code === 'function' ? code : await compiled(code);
  begin = () => start(instantiate);
  loaded = begin();
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
 * @throws {RangeError} for nesting so deep that it overflows the stack.
 */
export function parseSql(sql: string): readonly RawStatement[] {
  const module = ready();
  letGo(sql.length);
  return withText(module, sql, (query) => {
    const result = module.parse(query);
    if (result === 0) throw new SqlSyntaxError(TOO_MUCH, 0);
    try {
      const error = module.int32(result + 8);
      if (error !== 0) throw syntaxError(module, error);
      const tree = module.text(module.int32(result));
      return (JSON.parse(tree) as { stmts?: readonly RawStatement[] }).stmts ?? [];
    } finally {
      module.freeParsed(result);
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
    const result = module.parsePlpgsql(query);
    try {
      const text = module.text(result);
      if (!text.startsWith('{')) throw new SqlSyntaxError(text, 0);
      return JSON.parse(text);
    } finally {
      module.freeText(result);
    }
  });
}

function letGo(length: number): void {
  sinceCollected += length;
  if (sinceCollected < COLLECT_EVERY) return;
  sinceCollected = 0;
  collectGarbage();
}

function ready(): PgQuery {
  if (!loaded) throw new Error('loadParser() comes before the first parse');
  return loaded;
}

const TOO_MUCH = 'the statement takes more memory than the parser has, which is 1 GiB: split it';

function withText<T>(module: PgQuery, text: string, use: (pointer: number) => T): T {
  const bytes = Buffer.byteLength(text);
  const pointer = module.malloc(bytes + 1);
  if (pointer === 0) throw new SqlSyntaxError(TOO_MUCH, 0);
  const top = module.stackTop();
  try {
    encoder.encodeInto(text, module.bytes().subarray(pointer, pointer + bytes));
    module.bytes()[pointer + bytes] = 0;
    return use(pointer);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    loaded = begin?.() ?? null;
    throw new SqlSyntaxError(TOO_MUCH, 0);
  } finally {
    module.restoreStack(top);
    module.free(pointer);
  }
}

// struct PgQueryError: message, funcname, filename, lineno, cursorpos (1-based; 0 when unknown).
function syntaxError(module: PgQuery, error: number): SqlSyntaxError {
  const cursor = module.int32(error + 16);
  return new SqlSyntaxError(module.text(module.int32(error)), Math.max(0, cursor - 1));
}
