import { afterAll, afterEach, describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { watched } from '../scripts/measure.ts';
import { checkFile } from '../src/check/check.ts';
import { fixFile } from '../src/check/fix/fix.ts';
import { schemaAfter } from '../src/check/fix/testing-schema.ts';
import { historyFrom } from '../src/check/history.ts';
import type { Example } from '../src/check/rule.ts';
import { LOCK_MODES } from '../src/sql/lock.ts';
import { loadParser } from '../src/sql/parser.ts';
import { rules } from './index.ts';

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));
const postgres = await PGlite.create();
afterEach(() => postgres.exec('rollback; drop schema public cascade; create schema public'));
afterAll(() => postgres.close());

const checked = ({ given, migration, major = 18 }: Example) =>
  checkFile(historyFrom([given], { major, rules, fileIsTransaction: false }), migration);

const fixed = ({ given, migration }: Example) =>
  fixFile(historyFrom([given], { major: 18, rules, fileIsTransaction: false }), migration, {
    forward: (text) => text,
    wanted: ({ findings }) => findings,
  });

const errorsIn = (example: Example): readonly string[] =>
  checked(example).findings.flatMap(({ rule }) => (rule.severity === 'error' ? [rule.id] : []));

const reported = (example: Example, id: string): boolean =>
  checked(example).findings.some(({ rule }) => rule.id === id);

test('rules/index.ts lists every file in rules/, in order', () => {
  const files = readdirSync(import.meta.dir).filter(
    (file) => file.endsWith('.ts') && !/^(?:index|rules\.test)\.ts$/.test(file),
  );
  expect(rules.map((rule) => `${rule.id}.ts`)).toEqual(files.sort());
});

test.each(rules)('$id imports the rule contract and nothing else', async ({ id }) => {
  const text = await Bun.file(join(import.meta.dir, `${id}.ts`)).text();
  expect([...text.matchAll(/from '([^']+)'/g)].map((match) => match[1])).toEqual(['../src/check/rule.ts']);
});

for (const rule of rules) {
  describe(rule.id, () => {
    test.each(rule.bad)('reports: $migration', (example) => {
      expect(reported(example, rule.id)).toBe(true);
    });

    test.each(rule.good)('accepts: $migration', (example) => {
      expect(reported(example, rule.id)).toBe(false);
    });

    test.each([...rule.bad, ...rule.good])('is SQL that can be read: $migration', (example) => {
      expect(checked(example).problems).toEqual([]);
    });

    const refused = rule.bad.filter(({ fails }) => fails !== undefined);
    test.each(refused)('PostgreSQL refuses: $migration', async ({ given, migration, fails = '' }) => {
      await postgres.exec(given);
      const states: string[] = [];
      for (const { statement } of checked({ given, migration }).statements) {
        const { start, end } = statement;
        await postgres.exec(migration.slice(start, end)).catch(({ code }) => states.push(code));
      }
      expect(states[0]).toBe(fails);
    });

    const mendable = rule.rewrite ? rule.bad.filter(({ stays }) => !stays) : [];
    test.each(mendable)('is mended by --fix: $migration', async ({ given, migration }) => {
      const { text, refused } = fixed({ given, migration });
      const after = { given, migration: text };
      expect(refused).toEqual([]);
      expect(checked(after).problems).toEqual([]);
      expect(reported(after, rule.id)).toBe(false);
      expect(errorsIn(after).length).toBeLessThanOrEqual(errorsIn({ given, migration }).length);
      expect(fixed(after).text).toBe(text);
      const was = await schemaAfter(postgres, given, migration);
      const is = await schemaAfter(postgres, given, text);
      if (typeof is === 'string') throw new Error(`PostgreSQL stops with ${is}`);
      // DETACH … CONCURRENTLY leaves the bound behind as a check.
      const isLeft = (line: string) => rule.id.startsWith('detach') && /CHECK/.test(line);
      if (typeof was !== 'string')
        expect(is.filter((line) => !isLeft(line) || was.includes(line))).toEqual([...was]);
    });

    const left = rule.rewrite ? rule.bad.filter(({ stays }) => stays) : [];
    test.each(left)('is left as it is by --fix: $migration', (example) => {
      const { refused } = fixed(example);
      expect(refused.map(({ rule: { id } }) => id)).toContain(rule.id);
      expect(fixed(example).text).toEndWith(example.migration);
    });

    const claims = rule.lock === null ? [] : rule.bad;
    test.each(claims)('PostgreSQL does what the rule claims: $migration', async ({ given, migration }) => {
      await postgres.exec(given);
      const seen = await watched(postgres, migration);
      const last = checked({ given, migration }).statements.at(-1)?.effects;
      // One connection cannot watch a statement that refuses a transaction; the prediction stands alone there.
      if (!seen.transactional) expect(last?.locks.some(({ mode }) => mode === rule.lock)).toBe(true);
      else {
        const modes = Object.values(seen.locks).sort((a, b) => LOCK_MODES.indexOf(b) - LOCK_MODES.indexOf(a));
        expect(modes[0]).toBe(rule.lock ?? undefined);
        const work =
          seen.rewrites.length > 0
            ? 'rewrites every row'
            : seen.scans.length > 0
              ? 'reads every row'
              : 'catalog only';
        expect(work).toBe(rule.work ?? 'catalog only');
      }
    });
  });
}
