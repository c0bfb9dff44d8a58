import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setInitialMemory } from './initial-memory.ts';
import { loadParser, parseSql } from './parser.ts';

const wasm = (): Uint8Array =>
  readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm')));

async function initialBytes(bytes: Uint8Array): Promise<number> {
  const module = await WebAssembly.compile(bytes);
  const imports: Record<string, Record<string, () => number>> = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module))
    imports[from] = { ...imports[from], [name]: () => 0 };
  const { exports } = new WebAssembly.Instance(module, imports);
  const memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
  return memory?.buffer.byteLength ?? 0;
}

test('a module begins with the pages it is told, never with more than it asked for', async () => {
  const bytes = wasm();
  const asked = await initialBytes(bytes);
  setInitialMemory(bytes, asked / 65_536 + 1);
  expect(await initialBytes(bytes)).toBe(asked);
  setInitialMemory(bytes, 640);
  expect(await initialBytes(bytes)).toBe(640 * 65_536);
});

test('the parser has more memory when it needs it', async () => {
  await loadParser(wasm());
  const columns = Array.from({ length: 200_000 }, (_, i) => `a${i}`).join(', ');
  expect(parseSql(`select ${columns}`)).toHaveLength(1);
});

test('bytes that are no module are refused', async () => {
  // Another process: this one has loaded the parser.
  const script = `import { loadParser } from '${import.meta.dir}/parser.ts'; await loadParser(new Uint8Array(9));`;
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, '-e', script], {
    stderr: 'pipe',
    timeout: 10_000,
  });
  expect(exitCode).toBe(1);
  expect(stderr.toString()).toContain('CompileError');
});
