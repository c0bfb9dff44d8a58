import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { jsonText } from './json-text.ts';
import { forTerminal } from './plain-text.ts';

test('JSON holds nothing that a terminal obeys, and its value is the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (value) => {
      const text = jsonText(value);
      expect(forTerminal(text)).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('escapes eight-bit controls, bidi controls and tag characters, and nothing else', () => {
  expect(jsonText('\u009b\u007f\u202e\u{e0041} é 請 😀')).toBe(
    '"\\u009b\\u007f\\u202e\\udb40\\udc41 é 請 😀"\n',
  );
});
