import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Glob } from 'bun';

const ROOT = join(import.meta.dir, '..');
const PAGE = readFileSync(join(ROOT, '.github/SECURITY.md'), 'utf8');

test('every point of the page names a test that is there, or says that it is an assumption', () => {
  const points = PAGE.slice(0, PAGE.indexOf('## What each command opens'))
    .split(/\n(?=- )|\n\n/)
    .filter((text) => text.startsWith('- '));
  expect(points.length).toBeGreaterThan(15);
  for (const point of points) {
    const tests = [...point.matchAll(/\[test\]\(([^)]+)\)/g)].map(([, path = '']) => path);
    expect({ point, isHeld: tests.length > 0 || point.trimEnd().endsWith('*Assumption.*') }).toEqual({
      point,
      isHeld: true,
    });
    for (const path of tests)
      expect({ path, isThere: existsSync(join(ROOT, '.github', path)) }).toEqual({ path, isThere: true });
  }
});

test('every variable that the program asks for by name stands on the page', async () => {
  const asked = new Set<string>();
  for await (const file of new Glob('src/**/*.ts').scan(ROOT)) {
    if (/\.test\.ts$|(^|\/)testing[^/]*\.ts$/.test(file)) continue;
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/\benv(?:\[['"]|\.)([A-Z]\w+)/g)) asked.add(name);
  }
  expect(asked.size).toBeGreaterThan(5);
  expect([...asked].filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([]);
});
