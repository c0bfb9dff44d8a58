import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { digestOf } from '../base/digest.ts';
import { appendLink, type Chain, formatChain, headOf, NO_LINK, readChain, verifyChain } from './chain.ts';

const evidence: Chain = ['plan', 'check', 'rehearsal', 'tests'].reduce<Chain>(
  (chain, kind, i) => appendLink(chain, { kind, at: `2026-11-20T16:58:0${i}Z`, digest: digestOf(kind) }),
  [],
);
const head = headOf(evidence);
const bytes = new TextEncoder().encode(formatChain(evidence));

test('what was written is read back', () => {
  expect(verifyChain(evidence, head)).toBeNull();
  expect(readChain(bytes, head)).toEqual(evidence);
});

test('no evidence has a head of its own', () => {
  expect(headOf([])).toBe(NO_LINK);
  expect(readChain(new Uint8Array(), NO_LINK)).toEqual([]);
  expect(readChain(new Uint8Array(), head)).toBeString();
});

test('no byte can be changed', () => {
  for (const [i, byte] of bytes.entries())
    for (const mask of [1, 32, 128]) expect(readChain(bytes.with(i, byte ^ mask), head)).toBeString();
});

test('nothing can be cut, inserted or moved', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: bytes.length - 1 }),
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      (i, added) => {
        expect(readChain(bytes.slice(0, i), head)).toBeString();
        expect(
          readChain(new Uint8Array([...bytes.slice(0, i), ...added, ...bytes.slice(i)]), head),
        ).toBeString();
      },
    ),
  );
});

test.each<[string, Chain]>([
  ['the first record is left out', evidence.slice(1)],
  ['the last record is left out', evidence.slice(0, -1)],
  ['a record in the middle is left out', evidence.filter(({ kind }) => kind !== 'check')],
  ['two records change places', evidence.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))],
  ['a record is added', appendLink(evidence, { kind: 'tests', at: '2026-11-20T16:59:00Z', digest: NO_LINK })],
])('%s: refused', (_, changed) => {
  expect(verifyChain(changed, head)).toBeString();
});

test('time does not run backwards', () => {
  const chain = appendLink(evidence, { kind: 'late', at: '2026-11-20T16:58:02Z', digest: NO_LINK });
  expect(verifyChain(chain, headOf(chain))).toContain('record 5');
});

test('two records may be of one second', () => {
  const chain = appendLink(evidence, { kind: 'same', at: '2026-11-20T16:58:03Z', digest: NO_LINK });
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
    digest: NO_LINK,
    previous: NO_LINK,
    ...change,
  };
  const chain = [JSON.parse(JSON.stringify(record))] as unknown as Chain;
  const file = new TextEncoder().encode(formatChain(chain));
  expect(readChain(file, headOf(chain))).toBe('record 1 is unreadable');
});
