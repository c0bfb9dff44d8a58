import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bothForms, TRANSLATED, WASM } from './testing-forms.ts';
import provenance from './translated/provenance.json';

const ROOT = join(import.meta.dir, '../..');
const { wasm, js } = await bothForms();
const glue = readFileSync(join(dirname(WASM), 'libpg-query.js'), 'utf8');
const sha256 = (bytes: Uint8Array): string => new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
const translated = (name: string): Uint8Array => readFileSync(join(TRANSLATED, name));

test('the letters are those that emscripten gave the functions', () => {
  const exported = (name: string): string | undefined =>
    new RegExp(`\\b${name}=(?:\\w+(?:\\["\\w+"\\])?=)?wasmExports\\["(\\w)"\\]`).exec(glue)?.[1];
  expect({
    memory: exported('memory'),
    table: exported('__indirect_function_table'),
    malloc: exported('_malloc'),
    free: exported('_free'),
    parse: exported('_wasm_parse_query_raw'),
    freeParsed: exported('_wasm_free_parse_result'),
    parsePlpgsql: exported('_wasm_parse_plpgsql'),
    freeText: exported('_wasm_free_string'),
    setThrew: exported('_setThrew'),
    restoreStack: exported('__emscripten_stack_restore'),
    stackTop: exported('_emscripten_stack_get_current'),
  }).toEqual({
    ...{ memory: 'z', table: 'D', malloc: 'C', free: 'E', parse: 'F', freeParsed: 'G' },
    ...{ parsePlpgsql: 'H', freeText: 'N', setThrew: 'P', restoreStack: 'Q', stackTop: 'R' },
  });
  expect(glue).toContain('wasmExports["A"]();');
});

test('so are those of what it asks for', () => {
  const imports =
    /wasmImports=\{([^}]+)\}/
      .exec(glue)?.[1]
      ?.split(',')
      .map((pair) => pair.split(':')) ?? [];
  const invoked = imports.filter(([, name]) => name?.startsWith('invoke_')).map(([letter]) => letter);
  expect(invoked.toSorted().join('')).toBe('abdefghijklny');
  expect(Object.fromEntries(imports.filter(([, name]) => !name?.startsWith('invoke_')))).toEqual({
    c: '___assert_fail',
    m: '_exit',
    o: '__setitimer_js',
    p: '__emscripten_throw_longjmp',
    q: '_emscripten_resize_heap',
    r: '_fd_read',
    s: '_fd_seek',
    t: '_fd_write',
    u: '_fd_close',
    v: '_proc_exit',
    w: '__emscripten_runtime_keepalive_clear',
    x: '__abort_js',
  });
});

test('what is translated comes from the libpg-query that is installed, and is what was made of it', () => {
  expect(sha256(readFileSync(WASM))).toBe(provenance.sourceSha256);
  expect(sha256(translated('libpg-query.js'))).toBe(provenance.codeSha256);
  const image = Bun.zstdDecompressSync(translated('libpg-query.image.zst'));
  expect(sha256(image)).toBe(provenance.imageSha256);
  expect(image).toHaveLength(provenance.imageBytes);
});

const scripts = ['fixtures', 'snapshots'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .map((path) => [path, readFileSync(join(ROOT, folder, path), 'utf8')] as const),
);

test('there are scripts to compare on', () => expect(scripts.length).toBeGreaterThan(20));

test.each(scripts)('%s: both forms give the same bytes, whole and cut anywhere', (_, sql) => {
  const cuts = [1, 0.9, 0.6, 0.35, 0.1].map((part) => sql.slice(0, Math.floor(sql.length * part)));
  for (const text of [...cuts, sql.replaceAll("'", ''), sql.replaceAll(';', ' ')])
    for (const [i, form] of wasm.entries()) expect(js[i]?.(text)).toBe(form(text));
});

const ROUTINE = (body: string): string =>
  `create function f(a int) returns int language plpgsql as $$ ${body} $$;`;

test.each([
  ['nothing', ''],
  ['a comment without an end', '/* a'],
  ['a text without an end', "select 'a"],
  ['a dollar quote without an end', 'do $a$ begin'],
  ['a name without an end', 'select "a'],
  ['NUL', 'select 1;\0select 2;'],
  ['surrogates of their own', 'select \ud800'],
  ['a Unicode escape', "select U&'\\0441\\+01F600', E'\\u00e9'"],
  ['a false Unicode escape', "select E'\\ud800'"],
  ['no UTF-8', new Uint8Array([0x73, 0x65, 0x6c, 0x65, 0x63, 0x74, 0x20, 0x27, 0xff, 0xc3, 0x27])],
  [
    'numbers at their limits',
    'select 9223372036854775807, 9223372036854775808, 1e400, 0x7fffffffffffffff, 1_000',
  ],
  ['every kind of constant', "select 1, 1.5, 'a', b'01', x'ff', null, true, $1, interval '1 day'"],
  ['a routine', ROUTINE('begin for i in 1..2 loop raise notice $q$%$q$, i; end loop; return 1; end')],
  ['a routine that breaks off', ROUTINE('begin if a then return 1;')],
  ['a routine with an expression that is none', ROUTINE('begin return 1 +; end')],
  ['2,000 brackets', `select ${'('.repeat(2000)}1${')'.repeat(2000)}`],
  ['3 MB', `select ${Array.from({ length: 300_000 }, (_, i) => `a${i}`).join(', ')}`],
])('%s: both forms say the same', (_, sql) => {
  for (const [i, form] of wasm.entries()) expect(js[i]?.(sql)).toBe(form(sql));
});

test('texts that differ give trees that differ', () => {
  for (const forms of [wasm, js]) expect(forms[0]?.('select 1')).not.toBe(forms[0]?.('select 2'));
});

test('what breaks off leaves no memory behind', () => {
  const deep = `select ${'('.repeat(20_000)}`;
  for (let i = 0; i < 20; i++) for (const forms of [wasm, js]) forms[0]?.(deep);
  expect(js[0]?.('select 1')).toBe(wasm[0]?.('select 1') ?? '');
});
