/**
 * Translates libpg-query's WASM to JavaScript with binaryen's `wasm2js`: compiled to bytecode it is ready in 5 ms, where
 * the WASM is compiled at each start. The result is committed, since it takes two minutes and changes with libpg-query only:
 *
 *     bun run translate-parser            makes src/sql/translated/ again
 *     bun run translate-parser --verify   ends with 1 where that is not what stands there
 *
 * Binaryen comes from the npm registry into a temporary folder, in the version named here.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInitialMemory } from '../src/sql/initial-memory.ts';
import { INITIAL_PAGES } from '../src/sql/libpg-query.ts';

const ROOT = join(import.meta.dir, '..');
const FOLDER = join(ROOT, 'src/sql/translated');
const WASM = join(ROOT, 'node_modules/libpg-query/wasm/libpg-query.wasm');
const PACKAGE = join(ROOT, 'node_modules/libpg-query/package.json');
const BINARYEN = 'binaryen@132.0.0';

// What the module uses of what WebAssembly has got since its first version. wasm2js has ways of its own for copying and
// filling memory, by the engine's `copyWithin` and `fill`; lowered to loops they would take a third longer.
const FEATURES = ['--enable-bulk-memory', '--enable-mutable-globals'];
const LOWERED = ['sign-ext', 'nontrapping-float-to-int'].map((feature) => `--enable-${feature}`);
const PASSES = ['--signext-lowering', '--llvm-nontrapping-fptoint-lowering'];

const temporary = mkdtempSync(join(tmpdir(), 'wesley-translate-'));
const at = (name: string): string => join(temporary, name);
const sha256 = (bytes: Uint8Array | string): string =>
  new Bun.CryptoHasher('sha256').update(bytes).digest('hex');

function run(command: readonly string[]): void {
  const { success } = Bun.spawnSync([...command], { cwd: temporary, stdout: 'ignore', stderr: 'inherit' });
  if (!success) throw new Error(`${command[0]} failed`);
}

/** Exactly one place of `text` is replaced: a binaryen that writes something else is noticed here. */
function replaced(text: string, from: string | RegExp, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`${from} stands ${parts.length - 1} times in what wasm2js wrote`);
  return parts.join(to);
}

/** The data segments as one image of the memory's beginning, and the text without them. */
function withoutData(text: string): { code: string; image: Uint8Array } {
  const segments = [
    ...text.matchAll(/^ *base64DecodeToExistingUint8Array\(bufferView, (\d+), "([^"]*)"\);$/gm),
  ].map(([, offset, base64]) => ({ offset: Number(offset), bytes: Buffer.from(base64 ?? '', 'base64') }));
  const end = Math.max(...segments.map(({ offset, bytes }) => offset + bytes.length));
  const image = new Uint8Array(end);
  for (const { offset, bytes } of segments) image.set(bytes, offset);
  const code = replaced(
    text,
    / {2}var bufferView;\n[\s\S]*?function initActiveSegments\(imports\) \{\n[\s\S]*?\n\}\n/,
    'var bufferView;\nfunction initActiveSegments(imports) { bufferView.set(imports.image); }\n',
  );
  return { code, image };
}

/** What wasm2js wrote, as a module that exports `instantiate(imports)`. */
function asModule(text: string): { code: string; image: Uint8Array } {
  const { code, image } = withoutData(text);
  const steps: readonly (readonly [string | RegExp, string])[] = [
    ["import * as a from 'a';\nimport * as env from 'env';\n", ''],
    [/var retasmFunc = asmFunc\([\s\S]*$/, 'export { asmFunc as instantiate };\n'],
    // The upper half of a 64-bit result of what is called from here.
    ['var env = imports.env;', ''],
    ['var getTempRet0 = env.getTempRet0;', 'function getTempRet0() { return i64toi32_i32$HIGH_BITS; }'],
  ];
  return { code: steps.reduce((done, [from, to]) => replaced(done, from, to), code), image };
}

async function translate(): Promise<ReadonlyMap<string, Uint8Array>> {
  run(['npm', 'install', '--no-audit', '--no-fund', '--prefix', temporary, BINARYEN]);
  const wasm = await Bun.file(WASM).bytes();
  const sourceDigest = sha256(wasm);
  setInitialMemory(wasm, INITIAL_PAGES);
  await Bun.write(at('original.wasm'), wasm);
  const bin = (name: string): string => at(`node_modules/.bin/${name}`);
  run([bin('wasm-opt'), 'original.wasm', '-o', 'lowered.wasm', ...FEATURES, ...LOWERED, ...PASSES]);
  run([bin('wasm2js'), 'lowered.wasm', '-O', '-o', 'whole.js', ...FEATURES]);
  const { code, image } = asModule(await Bun.file(at('whole.js')).text());
  const minified = new Bun.Transpiler({ loader: 'js', minifyWhitespace: true }).transformSync(code);
  await Bun.write(at('module.js'), minified);
  const built = await Bun.build({ entrypoints: [at('module.js')], minify: true, format: 'esm' });
  const js = `${await built.outputs[0]?.text()}`;
  const data = Bun.zstdCompressSync(image, { level: 19 });
  const provenance = {
    source: `libpg-query ${(await Bun.file(PACKAGE).json()).version}, wasm/libpg-query.wasm`,
    sourceSha256: sourceDigest,
    madeBy: `${BINARYEN}, bun ${Bun.version}`,
    codeSha256: sha256(js),
    imageSha256: sha256(image),
    imageBytes: image.length,
  };
  return new Map([
    ['libpg-query.js', Buffer.from(js)],
    ['libpg-query.image.zst', data],
    ['provenance.json', Buffer.from(`${JSON.stringify(provenance, null, 2)}\n`)],
  ]);
}

try {
  const made = await translate();
  const verify = process.argv.includes('--verify');
  for (const [name, bytes] of made) {
    const path = join(FOLDER, name);
    if (!verify) {
      mkdirSync(FOLDER, { recursive: true });
      await Bun.write(path, bytes);
    } else if (!(await Bun.file(path).exists()) || !Buffer.from(await Bun.file(path).bytes()).equals(bytes)) {
      process.stderr.write(`src/sql/translated/${name} is not what this script makes\n`);
      process.exitCode = 1;
    }
    process.stdout.write(`${name}  ${bytes.length} bytes\n`);
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
