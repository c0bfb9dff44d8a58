import { expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { printable } from './terminal.ts';

const SOURCES = join(import.meta.dir, '..');

// Whoever writes there himself can forget to make text safe. `passphrase.ts` writes prompts of its own.
const WRITERS = ['shell/passphrase.ts', 'shell/stdout.ts', 'shell/terminal.ts', 'shell/world.ts'];
const WRITES =
  /\bprocess\s*(?:\.|\[\s*['"`])\s*std(?:out|err)|\bstd(?:out|err)\s*\.\s*write|\bconsole\b\s*[.[]|\bBun\s*\.\s*(?:write\s*\(\s*Bun\s*\.\s*)?std(?:out|err)|\b(?:write|append)File(?:Sync)?\(\s*['"]?(?:[12]\b|\/dev\/(?:tty|std))|\bwriteSync\(\s*(?:[12]\b|STD)|'inherit'/;

test('one place writes to standard output and standard error', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'),
  );
  const writers = files.filter((path) => WRITES.test(readFileSync(join(SOURCES, path), 'utf8')));
  expect(writers.toSorted()).toEqual(WRITERS);
});

test('a document keeps its bytes but on a terminal', () => {
  const text = 'a\u009bb\r\n';
  expect(printable(text, 'document', false)).toBe(text);
  expect(printable(text, 'document', true)).toBe('a\\u{9b}b\\u{d}\n');
  expect(printable(text, 'text', false)).toBe('a\\u{9b}b\\u{d}\n');
  expect(printable('\u001b[31ma\u001b[0m', 'text', true)).toBe('\\u{1b}[31ma\\u{1b}[0m');
});
