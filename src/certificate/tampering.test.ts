import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Envelope } from './envelope.ts';
import { renderCertificate } from './render.ts';
import { envelopeOf, ISSUED_MS, signedText, trust, utf8 } from './testing.ts';
import { verifyCertificate } from './verify.ts';

const file = utf8(signedText);
const verdictOf = (bytes: Uint8Array): string =>
  verifyCertificate(bytes, trust, { nowMs: ISSUED_MS, environment: null }).verdict;
const position = fc.nat({ max: file.length - 1 });

test('the file as it was signed is valid', () => {
  expect(verdictOf(file)).toBe('VALID');
});

test('no byte can be changed', () => {
  const accepted = [...file.keys()].filter((i) => verdictOf(file.with(i, (file[i] ?? 0) ^ 1)) === 'VALID');
  expect(accepted).toEqual([]);
});

test('no byte can be changed to any other', () => {
  fc.assert(
    fc.property(position, fc.integer({ min: 1, max: 255 }), (i, mask) => {
      expect(verdictOf(file.with(i, (file[i] ?? 0) ^ mask))).toBe('REFUSED');
    }),
    { numRuns: 500 },
  );
});

test('nothing can be inserted, and nothing left out', () => {
  fc.assert(
    fc.property(position, fc.uint8Array({ minLength: 1, maxLength: 8 }), (i, added) => {
      expect(verdictOf(new Uint8Array([...file.slice(0, i), ...added, ...file.slice(i)]))).toBe('REFUSED');
      expect(verdictOf(new Uint8Array([...file.slice(0, i), ...file.slice(i + added.length)]))).toBe(
        'REFUSED',
      );
    }),
    { numRuns: 500 },
  );
});

test('it cannot be cut short', () => {
  fc.assert(fc.property(position, (end) => expect(verdictOf(file.slice(0, end))).toBe('REFUSED')));
});

test('no two parts can change places', () => {
  fc.assert(
    fc.property(position, position, position, (a, b, c) => {
      const [i = 0, j = 0, k = 0] = [a, b, c].toSorted((x, y) => x - y);
      const moved = new Uint8Array([
        ...file.slice(0, i),
        ...file.slice(j, k),
        ...file.slice(i, j),
        ...file.slice(k),
      ]);
      expect(verdictOf(moved)).toBe(Buffer.from(moved).equals(file) ? 'VALID' : 'REFUSED');
    }),
  );
});

/** Every JSON value that differs from this one in a single leaf. */
function* withOneLeafChanged(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) {
    yield* otherLeaves(value);
    return;
  }
  if (Array.isArray(value)) yield [...value, ...value];
  for (const [key, item] of Object.entries(value))
    for (const changed of withOneLeafChanged(item))
      yield Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed };
}

function otherLeaves(value: unknown): readonly unknown[] {
  if (typeof value === 'string')
    return [value.replace(/[0-9a-z](?=[^0-9]*$)/, (c) => (c === '1' ? '2' : '1')), `${value}0`];
  if (typeof value === 'number') return [value + 1, 0.5];
  if (typeof value === 'boolean') return [!value, null];
  return [0, 'something', '2026-11-20T17:00:00Z', true, []];
}

test('no value can be changed, even with the header drawn anew', () => {
  const changed = [...withOneLeafChanged(envelopeOf(signedText))] as Envelope[];
  const drawn = changed.flatMap((envelope) => {
    try {
      return [renderCertificate(envelope)];
    } catch {
      return [];
    }
  });
  expect(drawn.length).toBeGreaterThan(200);
  expect(drawn.filter((text) => text !== signedText && verdictOf(utf8(text)) === 'VALID')).toEqual([]);
});
