import { expect, test } from 'bun:test';
import type { Code } from '../../base/codes.ts';
import { CODES } from '../outputs/codes.ts';
import explain, { explanations } from './explain.ts';
import { placedRules } from './pages/foreign-rules-page.ts';

test('a code that nothing explains does not compile, and every other is explained', () => {
  // @ts-expect-error: no room has a table with it.
  const unknown: Code = 'NO_SUCH_CODE';
  const known: Code = 'file-unreadable';
  expect([explanations().has(unknown), explanations().has(known)]).toEqual([false, true]);
  expect(Object.keys(CODES).filter((code) => !explanations().has(code))).toEqual([]);
});

test('every explanation says why and what to do in a sentence', () => {
  for (const [code, { why, fix }] of explanations()) {
    expect([code, /[.)]$/.test(why), /[.)…`]$/.test(fix)]).toEqual([code, true, true]);
  }
});

async function said(code: string | null, from: string | null = null, json = false): Promise<string> {
  let printed = '';
  const positionals = code === null ? [] : [code];
  const input = {
    text: () => from,
    all: () => [],
    on: (flag: string) => json && flag === 'json',
    positionals,
  };
  await explain.run(input, {
    out: (text: string) => {
      printed += text;
    },
  } as never);
  return printed;
}

test('a rule of another tool leads to ours, with the tool’s name before it or alone', async () => {
  for (const code of ['squawk:adding-foreign-key-constraint', 'adding-foreign-key-constraint', 'MP005', 'e1'])
    expect(await said(code)).toContain('\nadding-foreign-key\n');
  expect(await said('strong-migrations:rename_column')).toContain('\nrename-column\n');
});

test('a rule of another tool that nothing stands for says why', async () => {
  expect(await said('MP013')).toBe('migrationpilot:MP013  needs figures of a live database\n');
});

test('a code of ours is ours though another tool has it too', async () => {
  expect(await said('drop-table')).toStartWith('drop-table\n');
});

test('--from prints every rule of a tool, for people and for programs', async () => {
  const placed = placedRules('squawk');
  expect(placed.length).toBeGreaterThan(39);
  const text = await said(null, 'squawk');
  expect(placed.filter(({ rule }) => !text.includes(`\n  ${rule}\n`))).toEqual([]);
  expect(JSON.parse(await said(null, 'squawk', true))).toEqual(JSON.parse(JSON.stringify(placed)));
});

test('a tool goes by the name of its package too', async () => {
  const short = await said(null, 'django-pg-zero-downtime');
  for (const name of ['django-pg-zero-downtime-migrations', 'django_pg_zero_downtime_migrations'])
    expect(await said(null, name)).toBe(short);
});

test('--from of what is no tool at all names those there are', async () => {
  const refused = said(null, 'nope');
  await expect(refused).rejects.toMatchObject({
    diagnostics: [{ hint: expect.stringContaining('atlas, django-pg-zero-downtime, eugene') }],
  });
});

test('--from of a tool that is not there is refused', async () => {
  await expect(said(null, 'sqawk')).rejects.toThrow('--from: there is no tool "sqawk"');
});
