import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { canonicalJson, type Json } from './canonical-json.ts';
import { jsonText } from './json-text.ts';
import { readCanonicalJson, readStrictJson } from './strict-json.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('canonical JSON', () => {
  test('reads back every value it wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = canonicalJson(value as Json);
        const { value: back, refusal } = readCanonicalJson(utf8(text), 32);
        expect(refusal).toBeNull();
        expect(canonicalJson(back)).toBe(text);
      }),
    );
  });

  test.each([
    ['{"a":1,"a":1}', 'not canonical'],
    ['{"a":1,"a":2}', 'not canonical'],
    ['{"b":1,"a":2}', 'not canonical'],
    ['{"a": 1}', 'not canonical'],
    ['{"a":1}\n', 'not canonical'],
    ['{"\\u0061":1}', 'not canonical'],
    ['"\\/"', 'not canonical'],
    ['1.0', 'not canonical'],
    ['-0', 'not canonical'],
    ['2e-1', 'not canonical'],
    ['1e400', 'not canonical'],
    ['9007199254740993', 'not canonical'],
    ['"\\ud800"', 'not canonical'],
    ['NaN', 'not JSON'],
    ['Infinity', 'not JSON'],
    ["{'a':1}", 'not JSON'],
    ['[1,]', 'not JSON'],
    ['', 'not JSON'],
    ['{"a":1}{}', 'not JSON'],
    ['\uFEFF{}', 'byte order mark'],
    ['[[[]]]', 'too deep'],
    [`${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'too deep'],
  ])('%# %.40p is refused', (text, refusal) => {
    expect(readCanonicalJson(utf8(text), 1)).toEqual({ value: null, refusal: refusal as never });
  });

  test.each([[[0xff]], [[0xc0, 0x80]], [[0x22, 0xed, 0xa0, 0x80, 0x22]]])(
    'bytes %p are not UTF-8',
    (bytes) => {
      expect(readCanonicalJson(Uint8Array.from(bytes), 32).refusal).toBe('not UTF-8');
    },
  );
});

describe('JSON for people', () => {
  test('may be laid out and ordered freely', () => {
    const text = '{\r\n\t"b": [ 1, "a  b\\" c" ],\n  "a": {}\n}\n';
    expect(readStrictJson(utf8(text), 32).value).toEqual({ b: [1, 'a  b" c'], a: {} });
  });

  test('may hold what a terminal acts on as it is, and as we write it', () => {
    const value = { name: 'soft\u00ADhyphen', family: '\u{1F468}\u200D\u{1F469}', tag: '\u{E0041}' };
    expect(readStrictJson(utf8(jsonText(value)), 32).value).toEqual(value);
    expect(readStrictJson(utf8(JSON.stringify(value)), 32).value).toEqual(value);
    const twice = '{"\\u00ad":1,"\u00AD":1}';
    expect(readStrictJson(utf8(twice), 32).refusal).toBe('not canonical');
  });

  test.each(['{"a":1,"a":1}', '{"a":1.0}', '{"a":1e400}', '{"\\u0061":1}', '"\\ud800"'])(
    '%p is refused',
    (text) => {
      expect(readStrictJson(utf8(text), 32).refusal).toBe('not canonical');
    },
  );
});
