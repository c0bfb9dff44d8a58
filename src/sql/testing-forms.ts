import { fileURLToPath } from 'node:url';
import { compiled, type PgQuery, start } from './libpg-query.ts';
import { instantiate } from './translated/libpg-query.js';

export const WASM = fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'));
export const TRANSLATED = fileURLToPath(new URL('translated/', import.meta.url));

/** One form of libpg-query (WASM or JavaScript): gives the tree or the error of a text, as the bytes that C wrote. */
export type Form = (sql: string | Uint8Array) => string;

/** Both forms to compare, each with its raw parser and its PL/pgSQL parser. */
export async function bothForms(): Promise<{ readonly wasm: readonly Form[]; readonly js: readonly Form[] }> {
  const image = Bun.zstdDecompressSync(await Bun.file(`${TRANSLATED}libpg-query.image.zst`).bytes());
  const wasm = start(await compiled(await Bun.file(WASM).bytes()));
  const js = start((imports) => instantiate({ a: imports, image }));
  return { wasm: formsOf(wasm), js: formsOf(js) };
}

function formsOf(code: PgQuery): readonly Form[] {
  const statements = (query: number): string => {
    const result = code.parse(query);
    const error = code.int32(result + 8);
    const text =
      error === 0
        ? code.text(code.int32(result))
        : `error at ${code.int32(error + 16)}: ${code.text(code.int32(error))}`;
    code.freeParsed(result);
    return text;
  };
  const routines = (query: number): string => {
    const result = code.parsePlpgsql(query);
    const text = code.text(result);
    code.freeText(result);
    return text;
  };
  return [statements, routines].map((parse) => (sql) => {
    const bytes = typeof sql === 'string' ? new TextEncoder().encode(sql) : sql;
    const query = code.malloc(bytes.length + 1);
    if (query === 0) return 'no memory';
    code.bytes().set(bytes, query);
    code.bytes()[query + bytes.length] = 0;
    const top = code.stackTop();
    try {
      return parse(query);
    } catch (error) {
      // The depth at which the engine's stack overflows differs between the forms.
      return error instanceof RangeError ? 'too deep' : `${error}`;
    } finally {
      code.restoreStack(top);
      code.free(query);
    }
  });
}
