import { expect, test } from 'bun:test';
import { commentsIn } from './comments.ts';

const texts = (sql: string): readonly string[] => commentsIn(sql).map(({ text }) => text);

test('a block comment ends where the last one inside it does', () => {
  const sql = "/* a /* b */ c */ select '-- no' -- d\r\n/* -- e */;/**/";
  expect(texts(sql)).toEqual([' a /* b */ c ', ' d', ' -- e ', '']);
  for (const { start, end, text } of commentsIn(sql)) expect(sql.slice(start, end)).toContain(text);
});

test('what nothing ends is no comment', () => {
  expect(texts('select 1; -- a\n /* b /* c */')).toEqual([' a']);
});
