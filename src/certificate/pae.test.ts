import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { preAuthenticationEncoding } from './pae.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const encoded = (type: string, payload: string): string =>
  new TextDecoder().decode(preAuthenticationEncoding(type, utf8(payload)));

test('counts bytes, not characters', () => {
  expect(encoded('text/é', 'naïve 😀')).toBe('DSSEv1 7 text/é 11 naïve 😀');
});

test('two different pairs of type and payload never read the same', () => {
  const text = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(text, text, text, text, (type, payload, otherType, otherPayload) => {
      fc.pre(type !== otherType || payload !== otherPayload);
      expect(encoded(type, payload)).not.toBe(encoded(otherType, otherPayload));
    }),
  );
});
