import { describe, expect, test } from 'bun:test';
import { applicableReasons } from './consistency.ts';
import { createCertificate, createFrom } from './create.ts';
import { envelopeOf, facts, unsignedText } from './testing.ts';

test('the same facts give the same bytes, whatever the order of their members', () => {
  const reversed = Object.fromEntries(Object.entries(facts).toReversed()) as typeof facts;
  expect(createCertificate(reversed)).toBe(unsignedText);
});

test('holds every group of facts, and names its subjects', () => {
  const { subject, predicate } = envelopeOf(unsignedText).payload;
  expect(subject.map(({ name }) => name)).toEqual(['manifest.json', 'plan.json']);
  expect(Object.keys(predicate).toSorted()).toEqual([
    'artifacts',
    'certificate',
    'deployment',
    'drift',
    'locks',
    'policy',
    'prediction',
    'risk',
    'scores',
    'shadowRealm',
    'target',
    'tests',
    'time',
    'unmeasured',
  ]);
});

test('is what people read, byte for byte', () => {
  const header = unsignedText.slice(0, unsignedText.indexOf('<!--'));
  for (const line of [
    '# SHIPME: production, until Saturday 2026-11-21 16:58:00 UTC',
    '**2 steps, 0 destructive · strongest lock AccessExclusiveLock · rehearsal PASS · 40 of 40 tests passed · drift 0**',
    'This certificate is not signed by HOLMES and WAT-SUM. Believe it only when `wesley cert verify` says VALID.',
    '- `scores`: `scores are computed from executed evidence only`',
  ])
    expect(header.split('\n')).toContain(line);
});

describe('texts from anywhere', () => {
  const withMessage = (message: string): string | null =>
    envelopeOf(createCertificate({ ...facts, target: { ...facts.target, message } })).payload.predicate.target
      .message;

  test('are cut, composed and made visible', () => {
    expect(withMessage('e\u0301t\u00e9')).toBe('été');
    expect(withMessage('a\nb\u202e')).toBe('a\\u{a}b\\u{202e}');
    expect(withMessage('x'.repeat(5000))).toHaveLength(300);
    expect(withMessage('')).toBe('(empty)');
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'facts'],
  ['a list', []],
  ['no facts', {}],
  ['a null without a reason', { ...facts, unmeasured: {} }],
  ['a reason for what was measured', { ...facts, unmeasured: { ...facts.unmeasured, time: 'not now' } }],
  ['a measured value of NaN', { ...facts, locks: { ...facts.locks, longestHoldMs: Number.NaN } }],
  ['a score above 1', { ...facts, scores: { ...facts.scores, scs: 1.01 } }],
  ['targets without their digests', { ...facts, target: { ...facts.target, targets: ['postgres'] } }],
  ['an end before the beginning', { ...facts, time: { ...facts.time, expiresAt: facts.time.issuedAt } }],
  ['an environment with capitals', { ...facts, target: { ...facts.target, environment: 'Production' } }],
  [
    'a phase twice',
    { ...facts, locks: { ...facts.locks, phases: [...facts.locks.phases, ...facts.locks.phases] } },
  ],
  [
    'more relations than are counted',
    { ...facts, locks: { ...facts.locks, scans: { count: 0, names: ['a'] } } },
  ],
  ['a sequence of 0', { ...facts, certificate: { ...facts.certificate, sequence: 0 } }],
  ['an id that is a path', { ...facts, certificate: { ...facts.certificate, id: '../../etc' } }],
  ['more than can be signed', { ...facts, unmeasured: bloated() }],
])('no certificate is made of %s', (_, given) => {
  expect(createFrom(given).text).toBeNull();
});

function bloated(): Record<string, string> {
  const paths = [
    'risk.level',
    'risk.score',
    'risk.factors',
    'prediction',
    'deployment',
    'scores',
    'tests',
    'shadowRealm',
  ];
  const nulls = Object.fromEntries(
    [...paths, ...Object.keys(facts.unmeasured)].map((path) => [path, '語'.repeat(299)]),
  );
  return nulls;
}

test('of a table of reasons those are taken that apply', () => {
  const reasons = { 'a.b': 'b is unknown', 'a.c': 'c is unknown', d: 'd is unknown', e: 'e is unknown' };
  const applying = applicableReasons({ a: { b: null, c: 1 }, d: { deep: [null] }, e: false }, reasons);
  expect(applying).toEqual({ 'a.b': 'b is unknown', d: 'd is unknown' });
});
