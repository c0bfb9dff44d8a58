import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { PAGE, rulesPage } from './rules-page.ts';

test('rules/README.md is what the rules say; `bun run rules` writes it', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(rulesPage());
});
