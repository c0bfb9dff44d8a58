import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { forTerminal, isPlainText, toPlainText } from './plain-text.ts';

test.each(['Añadir fecha de vencimiento', '請求書', 'fix: "total" <= 0 | NULL 😀', ''])(
  '%p reads as it is',
  (text) => {
    expect(isPlainText(text)).toBe(true);
  },
);

test.each([
  ['a line end', 'a\nb'],
  ['a terminal escape', 'a\u001b[31mb'],
  ['a bidi override', 'a\u202eb'],
  ['a bidi isolate', 'a\u2066b'],
  ['a zero-width space', 'a\u200bb'],
  ['a soft hyphen', 'a\u00adb'],
  ['a line separator', 'a\u2028b'],
  ['a tag character', 'a\u{e0041}b'],
  ['a decomposed letter', 'e\u0301'],
  ['a lone surrogate', 'a\ud800b'],
])('%s does not', (_, text) => {
  expect(isPlainText(text)).toBe(false);
});

test('what is hidden becomes visible, and the text fits', () => {
  expect(toPlainText(' a\u202eb\n', 20)).toBe('a\\u{202e}b\\u{a}');
  expect(toPlainText('x'.repeat(30), 10)).toBe(`${'x'.repeat(9)}…`);
});

test('any text becomes plain', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.integer({ min: 1, max: 30 }),
      (text, max) => {
        const plain = toPlainText(text, max);
        expect(plain.length).toBeLessThanOrEqual(max);
        expect(isPlainText(plain)).toBe(true);
      },
    ),
  );
});

test.each([
  ['a terminal escape', 'a\u001b[31mb', 'a\\u{1b}[31mb'],
  ['a bell and a backspace', 'a\u0007\u0008b', 'a\\u{7}\\u{8}b'],
  ['an eight-bit control sequence', 'a\u009b2Jb', 'a\\u{9b}2Jb'],
  ['a delete', 'a\u007fb', 'a\\u{7f}b'],
  ['a carriage return', 'VALID\rno', 'VALID\\u{d}no'],
  ['a bidi override', 'a\u202eb', 'a\\u{202e}b'],
  ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
  ['a tag character', 'a\u{e0041}b', 'a\\u{e0041}b'],
  ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
])('a terminal gets %s in writing', (_, text, shown) => {
  expect(forTerminal(text)).toBe(shown);
});

test('lines, tabs, emoji and glyphs of a private font reach a terminal as they are', () => {
  const text = '請求書\t😀\n\ue0b0 Añadir\n';
  expect(forTerminal(text)).toBe(text);
});

test('text for a terminal holds no order, and what is safe stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = forTerminal(text);
      expect(shown).not.toMatch(/(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(forTerminal(shown)).toBe(shown);
    }),
  );
});
