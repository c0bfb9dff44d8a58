import { expect, test } from 'bun:test';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, type Json } from './canonical-json.ts';

test.each<[string, Json, string]>([
  [
    'keys sort by UTF-16 units, not by code points',
    { '\uFB33': 1, '😀': 2, a: 3 },
    '{"a":3,"😀":2,"\uFB33":1}',
  ],
  ['keys that look like numbers sort as text', { 9: 0, 10: 0, 1: 0 }, '{"1":0,"10":0,"9":0}'],
  ['a key is a prefix of another', { ab: 1, a: 2, '': 3 }, '{"":3,"a":2,"ab":1}'],
  [
    'control characters take their short escapes',
    '\u0000\b\t\n\f\r\u001f',
    '"\\u0000\\b\\t\\n\\f\\r\\u001f"',
  ],
  ['nothing else is escaped', '"\\/<>&\u007f\u2028é', '"\\"\\\\/<>&\u007f\u2028é"'],
  [
    'numbers are ECMAScript’s',
    [-0, 1e21, 1e-7, 0.1 + 0.2, 1e20],
    '[0,1e+21,1e-7,0.30000000000000004,100000000000000000000]',
  ],
  ['arrays keep their order', [3, [], {}, null, false], '[3,[],{},null,false]'],
])('%s', (_, value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test('a __proto__ key is data like any other', () => {
  expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}');
});

test('agrees with an independent implementation on any JSON value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(value as Json)).toBe(canonicalize(value) as string);
    }),
  );
});

test('is its own fixed point', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as Json);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});

const nested = (depth: number): Json => (depth === 0 ? 0 : [nested(depth - 1)]);

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['an undefined member', { a: undefined }],
  ['a hole in an array', new Array(1)],
  ['NaN', Number.NaN],
  ['Infinity', [Number.POSITIVE_INFINITY]],
  ['a BigInt', 1n],
  ['a function', { toJSON: () => 1 }],
  ['a Date', new Date(0)],
  ['a Map', new Map()],
  ['a lone surrogate', '\ud800'],
  ['a lone surrogate as a key', { '\udc00': 1 }],
  ['65 levels', nested(65)],
])('refuses %s', (_, value) => {
  expect(() => canonicalJson(value as Json)).toThrow(TypeError);
});

test('takes 64 levels', () => {
  expect(canonicalJson(nested(64))).toHaveLength(129);
});
