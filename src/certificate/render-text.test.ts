import { expect, test } from 'bun:test';
import { instant } from './render-text.ts';

test('an instant has its day of the week, and what is none has no day', () => {
  expect(instant('2026-11-20T16:58:00Z')).toBe('Friday 2026-11-20 16:58:00 UTC');
  expect(() => instant('2026-02-30T00:00:00Z')).toThrow('2026-02-30T00:00:00Z is no instant');
});
