import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { certificateId, certificateTimeMs, ID_RANDOM_BYTES } from './certificate-id.ts';

const random = fc.uint8Array({ minLength: ID_RANDOM_BYTES, maxLength: ID_RANDOM_BYTES });
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });

test('the example of the specification', () => {
  expect(certificateId(1_469_918_176_385, new Uint8Array(10))).toBe('01ARYZ6S410000000000000000');
});

test('an id has 26 characters and sorts by its time', () => {
  fc.assert(
    fc.property(time, time, random, random, (a, b, r, s) => {
      const [early, late] = [certificateId(Math.min(a, b), r), certificateId(Math.max(a, b), s)];
      expect(early).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
      if (a !== b) expect(early < late).toBe(true);
    }),
  );
});

test('the time of an id is read back', () => {
  fc.assert(fc.property(time, random, (ms, bytes) => certificateTimeMs(certificateId(ms, bytes)) === ms));
});
