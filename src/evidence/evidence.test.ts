import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { digestOf } from '../base/digest.ts';
import {
  appendRecord,
  type Evidence,
  formatEvidence,
  headOf,
  NO_RECORD,
  readEvidence,
  verifyChain,
} from './evidence.ts';

const evidence: Evidence = ['plan', 'check', 'rehearsal', 'tests'].reduce<Evidence>(
  (chain, kind, i) => appendRecord(chain, { kind, at: `2026-11-20T16:58:0${i}Z`, digest: digestOf(kind) }),
  [],
);
const head = headOf(evidence);
const bytes = new TextEncoder().encode(formatEvidence(evidence));

test('what was written is read back', () => {
  expect(verifyChain(evidence, head)).toBeNull();
  expect(readEvidence(bytes, head)).toEqual(evidence);
});

test('no evidence has a head of its own', () => {
  expect(headOf([])).toBe(NO_RECORD);
  expect(readEvidence(new Uint8Array(), NO_RECORD)).toEqual([]);
  expect(readEvidence(new Uint8Array(), head)).toBeString();
});

test('no byte can be changed', () => {
  for (const [i, byte] of bytes.entries())
    for (const mask of [1, 32, 128]) expect(readEvidence(bytes.with(i, byte ^ mask), head)).toBeString();
});

test('nothing can be cut, inserted or moved', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: bytes.length - 1 }),
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      (i, added) => {
        expect(readEvidence(bytes.slice(0, i), head)).toBeString();
        expect(
          readEvidence(new Uint8Array([...bytes.slice(0, i), ...added, ...bytes.slice(i)]), head),
        ).toBeString();
      },
    ),
  );
});

test.each<[string, Evidence]>([
  ['the first record is left out', evidence.slice(1)],
  ['the last record is left out', evidence.slice(0, -1)],
  ['a record in the middle is left out', evidence.filter(({ kind }) => kind !== 'check')],
  ['two records change places', evidence.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))],
  [
    'a record is added',
    appendRecord(evidence, { kind: 'tests', at: '2026-11-20T16:59:00Z', digest: NO_RECORD }),
  ],
])('%s: refused', (_, changed) => {
  expect(verifyChain(changed, head)).toBeString();
});

test('time does not run backwards', () => {
  const chain = appendRecord(evidence, { kind: 'late', at: '2026-11-20T16:58:02Z', digest: NO_RECORD });
  expect(verifyChain(chain, headOf(chain))).toContain('record 5');
});

test('two records may be of one second', () => {
  const chain = appendRecord(evidence, { kind: 'same', at: '2026-11-20T16:58:03Z', digest: NO_RECORD });
  expect(verifyChain(chain, headOf(chain))).toBeNull();
});

test.each<[string, object]>([
  ['a kind in capitals', { kind: 'PLAN' }],
  ['a digest of another algorithm', { digest: 'md5:00' }],
  ['a number for a kind', { kind: 1 }],
  ['no digest', { digest: undefined }],
  ['one member too many', { note: 'trust me' }],
])('a chain whose head fits is refused for a record with %s', (_, change) => {
  const record = {
    kind: 'plan',
    at: '2026-11-20T16:58:00Z',
    digest: NO_RECORD,
    previous: NO_RECORD,
    ...change,
  };
  const chain = [JSON.parse(JSON.stringify(record))] as unknown as Evidence;
  const file = new TextEncoder().encode(formatEvidence(chain));
  expect(readEvidence(file, headOf(chain))).toBe('record 1 is unreadable');
});
