import { expect, test } from 'bun:test';
import { CLEAR, PLAIN, painted, RED } from './paint.ts';

test('our own codes pass, all others stand there in writing', () => {
  expect(painted(`${CLEAR}${RED}error${PLAIN}: a\u001b[8mb\u009b2J\u001b]0;c\u0007`)).toBe(
    `${CLEAR}${RED}error${PLAIN}: a\\u{1b}[8mb\\u{9b}2J\\u{1b}]0;c\\u{7}`,
  );
});
