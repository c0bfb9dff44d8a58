import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { fromBase64, toBase64 } from './base64.ts';

test('any bytes survive the round trip', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) =>
      expect(fromBase64(toBase64(bytes))).toEqual(bytes),
    ),
  );
});

test.each(['AQ', 'AR==', 'A Q = =', 'AQ==garbage', 'AQ==\n', 'AQ===', '-_-_', 'é'])(
  '%p is refused',
  (text) => {
    expect(fromBase64(text)).toBeNull();
  },
);
