import { expect, test } from 'bun:test';
import { byUtf8Bytes } from './utf8.ts';

// U+FFFD is one unit above the first unit of an emoji, and below it in UTF-8.
const NAMES = ['', '!', '10', '9', 'B', 'a', 'a.sql', 'ab', 'é', 'Я', '\uFFFD', '\u{1F600}', '\u{10FFFF}'];

test('texts are ordered as their bytes are', () => {
  const byBytes = NAMES.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(NAMES.toReversed().toSorted(byUtf8Bytes)).toEqual(byBytes);
  expect(NAMES.toReversed().toSorted()).not.toEqual(byBytes);
  expect(byUtf8Bytes('a', 'a')).toBe(0);
});
