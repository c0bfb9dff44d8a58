import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { formatInstant, parseInstant } from './instant.ts';

test('every second of the years 0 to 9999 survives the round trip', () => {
  const seconds = fc.integer({ min: -62_167_219_200, max: 253_402_300_799 });
  fc.assert(fc.property(seconds, (s) => expect(parseInstant(formatInstant(s * 1000))).toBe(s * 1000)));
});

test('milliseconds are cut, never rounded up', () => {
  expect(formatInstant(Date.UTC(2026, 10, 20, 9, 8, 0, 999))).toBe('2026-11-20T09:08:00Z');
});

test.each([
  'never',
  '',
  '2026-11-20',
  '2026-11-20T09:08:00',
  '2026-11-20T09:08:00.0Z',
  '2026-11-20T09:08:00+00:00',
  '2026-11-20t09:08:00z',
  '2026-02-30T00:00:00Z',
  '2025-02-29T00:00:00Z',
  '2026-11-20T24:00:00Z',
  '2026-12-31T23:59:60Z',
  '+275760-09-13T00:00:00Z',
  ' 2026-11-20T09:08:00Z',
  '2026-11-20T09:08:00Z\n',
  '٢٠٢٦-11-20T09:08:00Z',
])('%p is no instant', (text) => {
  expect(parseInstant(text)).toBeNull();
});
