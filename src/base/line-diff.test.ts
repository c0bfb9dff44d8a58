import { expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { unifiedDiff } from './line-diff.ts';

test('a difference shows what changed with three lines around it', () => {
  const before = 'a\nb\nc\nd\ne\nf\ng\nh';
  expect(unifiedDiff('m.sql', before, before.replace('e\n', 'e\nnew\n'))).toBe(
    '--- a/m.sql\n+++ b/m.sql\n@@ -3,6 +3,7 @@\n c\n d\n e\n+new\n f\n g\n h\n\\ No newline at end of file\n',
  );
});

test('equal texts have none', () => {
  expect(unifiedDiff('m.sql', 'a\n', 'a\n')).toBe('');
});

const someText = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\n', '\r\n', 'd'), { maxLength: 25 })
  .map((all) => all.join(''));

test('git applies it, for any two texts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'line-diff-'));
  const apply = (before: string, after: string): string => {
    writeFileSync(join(folder, 'm'), before);
    const stdin = new TextEncoder().encode(unifiedDiff('m', before, after));
    const { exitCode, stderr } = Bun.spawnSync(
      ['git', 'apply', '--unidiff-zero', '--whitespace=nowarn', '-'],
      { cwd: folder, stdin },
    );
    if (exitCode !== 0) throw new Error(stderr.toString());
    return readFileSync(join(folder, 'm'), 'utf8');
  };
  const texts = fc.tuple(someText, someText).filter(([a, b]) => a !== b && a !== '' && b !== '');
  fc.assert(
    fc.property(texts, ([before, after]) => void expect(apply(before, after)).toBe(after)),
    { numRuns: 60 },
  );
  rmSync(folder, { recursive: true });
});
