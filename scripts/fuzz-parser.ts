/**
 * Compares the two forms of libpg-query, WASM and the JavaScript it was translated to, on statements that were changed at
 * random: `bun run fuzz-parser [COUNT] [SEED]`. Statements come from the fixtures, the snapshots and, where it is set,
 * from the folder WESLEY_CORPUS. Ends with 1 at a difference, with 2 where nothing was compared.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Glob } from 'bun';
import { loadParser } from '../src/sql/parser.ts';
import { readScript } from '../src/sql/script.ts';
import { bothForms, WASM } from '../src/sql/testing-forms.ts';

const ROOT = join(import.meta.dir, '..');
const [count = 100_000, seed = 1] = process.argv.slice(2).map(Number);
const LONGEST = 8 * 1024;

/** Mulberry32: the same numbers from the same seed, each from 0 to below 1. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function statements(): Promise<readonly string[]> {
  await loadParser(readFileSync(WASM));
  const folders = [
    join(ROOT, 'fixtures'),
    join(ROOT, 'snapshots'),
    process.env['WESLEY_CORPUS'] ?? '',
  ].filter(Boolean);
  const files = folders.flatMap((cwd) =>
    [...new Glob('**/*.sql').scanSync({ cwd, absolute: true })].toSorted(),
  );
  const texts = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return text.length > 200_000
      ? []
      : readScript(text).statements.map(({ start, end }) => text.slice(start, end));
  });
  return [...new Set(texts)].filter((text) => text.length < LONGEST);
}

const random = randomFrom(seed);
const below = (most: number): number => Math.floor(random() * most);
const pick = <T>(all: readonly T[]): T => all[below(all.length)] as T;

const TOKENS = /\s+|\w+|'[^']*'|"[^"]*"|\$\w*\$|./gs;
const ODD = [
  "'",
  '"',
  '$$',
  '/*',
  '*/',
  '--',
  '(',
  ')',
  ';',
  '\\',
  '\0',
  '\u00e9',
  '\u{1f600}',
  "E'\\",
  "U&'\\",
  '::',
  '$1',
  '0x',
  '1e',
  '[',
  'null',
];

const CHANGES: readonly ((tokens: string[], all: readonly string[]) => void)[] = [
  (tokens) => tokens.splice(below(tokens.length), 1),
  (tokens) => tokens.splice(below(tokens.length), 0, pick(ODD)),
  (tokens) => tokens.splice(below(tokens.length), 0, pick(tokens)),
  (tokens) => tokens.splice(below(tokens.length)),
  (tokens, all) => tokens.splice(below(tokens.length), 1, ` ${pick(pick(all).match(TOKENS) ?? [''])} `),
  (tokens, all) => tokens.splice(below(tokens.length), 0, pick(all)),
];

function changed(text: string, all: readonly string[]): string {
  const tokens: string[] = [...(text.match(TOKENS) ?? [''])];
  for (let left = 1 + below(3); left > 0 && tokens.length > 0; left--) pick(CHANGES)(tokens, all);
  return tokens.join('').slice(0, LONGEST);
}

const all = await statements();
const { wasm, js } = await bothForms();
let [errors, trees, different] = [0, 0, 0];
for (let done = 0; done < count && all.length > 0; done++) {
  const text = changed(pick(all), all);
  for (const [i, form] of wasm.entries()) {
    const [expected, got] = [form(text), js[i]?.(text)];
    if (expected !== got) {
      different++;
      process.stdout.write(
        `${JSON.stringify({ text, expected: expected.slice(0, 200), got: got?.slice(0, 200) })}\n`,
      );
    }
    if (expected.startsWith('{')) trees++;
    else errors++;
  }
}
process.stdout.write(
  `${all.length} statements, ${count} changed: ${trees} trees, ${errors} errors, ${different} differ\n`,
);
process.exit(trees === 0 || errors === 0 ? 2 : different === 0 ? 0 : 1);
