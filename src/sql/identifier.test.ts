import { afterAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { openScratch } from '../shell/postgres/pglite.ts';
import { derivedName, identifierBytes, quoteIdentifier, quoteLiteral, snakeCase } from './identifier.ts';

const scratch = await openScratch({ pgtap: false });
afterAll(() => scratch[Symbol.asyncDispose]());

const anyName = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((name) => !name.includes('\0') && name.isWellFormed());

async function answers<T extends string>(sql: string, values: readonly T[]): Promise<readonly string[]> {
  const rows = await scratch.session.query<{ a: string }>(sql, [values]);
  return rows.map(({ a }) => a);
}

test('quotes an identifier exactly as PostgreSQL does', async () => {
  const names = [
    ...fc.sample(anyName, 300),
    'select',
    'user',
    'between',
    'a',
    'A',
    '1a',
    '_',
    'a$',
    'é',
    'naïve',
    'int',
    'values',
    '',
  ].filter((name) => name !== '');
  expect(names.map(quoteIdentifier)).toEqual([
    ...(await answers(
      'select quote_ident(n) as a from unnest($1::text[]) with ordinality u(n, i) order by i',
      names,
    )),
  ]);
});

test('knows every key word of the server', async () => {
  const rows = await scratch.session.query<{ word: string }>('select word from pg_get_keywords()');
  const words = rows.map(({ word }) => word);
  expect(words.length).toBeGreaterThan(400);
  expect(words.map(quoteIdentifier)).toEqual([
    ...(await answers(
      'select quote_ident(n) as a from unnest($1::text[]) with ordinality u(n, i) order by i',
      words,
    )),
  ]);
});

test('a literal is read back as the text it was made from, whatever standard_conforming_strings says', async () => {
  const texts = [...fc.sample(anyName, 200), "it's", '\\', "\\'", "'; drop table x; --", '$$', 'E', '\n'];
  for (const setting of ['on', 'off']) {
    await scratch.session.run(
      `set standard_conforming_strings = ${setting}; set backslash_quote = on; set escape_string_warning = off`,
    );
    const [row] = await scratch.session.query<{ a: string[] }>(
      `select array[${texts.map(quoteLiteral).join(', ')}]::text[] as a`,
    );
    expect(row?.a).toEqual(texts);
  }
  await scratch.session.run('reset all');
});

test.each([
  ['OrderItem', 'order_item'],
  ['orderItem', 'order_item'],
  ['HTTPRequest', 'http_request'],
  ['userID', 'user_id'],
  ['line2', 'line2'],
  ['already_snake', 'already_snake'],
])('%s becomes %s', (name, expected) => {
  expect(snakeCase(name)).toBe(expected);
});

test('a derived name fits, keeps its suffix, and two long names never meet', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-zé]{1,60}$/), { minLength: 1, maxLength: 4 }), (parts) => {
      const name = derivedName(parts, 'fkey');
      expect(identifierBytes(name)).toBeLessThanOrEqual(63);
      expect(name.endsWith('_fkey')).toBe(true);
    }),
  );
  expect(derivedName(['x'.repeat(60), 'a'], 'key')).not.toBe(derivedName(['x'.repeat(60), 'b'], 'key'));
});
