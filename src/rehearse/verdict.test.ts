import { expect, test } from 'bun:test';
import { sha256 } from '../base/digest.ts';
import type { StepObservation } from './rehearsal.ts';
import { agrees, judge } from './verdict.ts';

const LOCK = { relation: 'public.a', kind: 'table', mode: 'AccessExclusiveLock' } as const;
const STEP: StepObservation = {
  id: 'expand-001',
  predicted: [LOCK],
  observed: [LOCK],
  why: null,
  rewrites: [],
  scans: [],
  work: 'observed',
  destructive: false,
  schemaAfter: null,
  ms: 1,
};
const DIGEST = sha256('');
const MEASURED: Parameters<typeof judge>[0] = {
  engine: 'pglite',
  server: 'PostgreSQL 18.6',
  steps: [STEP],
  proof: { reached: DIGEST, target: DIGEST, equal: true, differences: [], rowsBefore: 1, rowsLost: 0 },
  rollback: { verdict: 'PASS', equal: true, rowsLost: 0, remains: [], ms: 1 },
  tests: { total: 1, passed: 1, failed: 0, failures: [] },
  timings: { baselineMs: 1, fillMs: 1, stepsMs: 1, testsMs: 1, rollbackMs: 1, totalMs: 5 },
};
const FINE = { faults: [], stopped: null, unfilled: [], failedBefore: [] };

test('passes what was run, measured and found right', () => {
  expect(judge(MEASURED, FINE)).toEqual({ verdict: 'PASS', notes: [] });
});

test.each([
  ['locks that were not predicted', { steps: [{ ...STEP, observed: [] }] }],
  ['another target', { proof: { ...MEASURED.proof, equal: false, differences: ['table:public.a'] } }],
  ['rows that were lost', { proof: { ...MEASURED.proof, rowsLost: 1 } }],
  [
    'rows that the rollback lost',
    { rollback: { ...MEASURED.rollback, verdict: 'FAIL', rowsLost: 1 } as const },
  ],
  ['a failed assertion', { tests: { total: 2, passed: 1, failed: 1, failures: ['a'] } }],
])('fails on %s', (_, change) => {
  const { verdict, notes } = judge({ ...MEASURED, ...change }, FINE);
  expect(verdict).toBe('FAIL');
  expect(notes).toHaveLength(1);
});

test('fails on a fault, even when everything that was measured is right', () => {
  expect(judge(MEASURED, { ...FINE, faults: ['It broke.'] }).verdict).toBe('FAIL');
});

test.each([
  ['no test was run', { tests: { total: 0, passed: 0, failed: 0, failures: [] } }, FINE],
  ['it was stopped', {}, { ...FINE, stopped: 'It took too long.' }],
  [
    'a table has no rows',
    {},
    {
      ...FINE,
      unfilled: [{ table: 'table:public.a' as const, reason: 'no value fits', steps: 'on rows' as const }],
    },
  ],
])('does not pass when %s', (_, change, circumstances) => {
  expect(judge({ ...MEASURED, ...change }, circumstances).verdict).toBe('INCONCLUSIVE');
});

test.each([
  ['that no step touches', 'none', 'No step touches it.'],
  ['on whose rows no step depends', 'rowless', 'No step on it depends on rows.'],
] as const)('a table without rows %s is told, and stands in nobody’s way', (_, steps, told) => {
  const unfilled = [{ table: 'table:public.a' as const, reason: 'a trigger refuses', steps }];
  expect(judge(MEASURED, { ...FINE, unfilled })).toEqual({
    verdict: 'PASS',
    notes: [`No rows could be made for public.a: a trigger refuses. ${told}`],
  });
});

test('says when there was nothing to do, and what could not be seen', () => {
  expect(judge({ ...MEASURED, steps: [] }, FINE).verdict).toBe('NOTHING_TO_REHEARSE');
  const unseen = { ...STEP, observed: null, why: 'one connection' };
  expect(judge({ ...MEASURED, steps: [unseen] }, FINE).notes).toEqual([
    'The locks of expand-001 were not observed: one connection.',
  ]);
});

test('compares relations and modes, in any order', () => {
  const other = { ...LOCK, relation: 'public.b' };
  expect(agrees({ ...STEP, predicted: [LOCK, other], observed: [other, LOCK] })).toBe(true);
  expect(agrees({ ...STEP, predicted: [LOCK], observed: [{ ...LOCK, mode: 'ShareLock' }] })).toBe(false);
  expect(agrees({ ...STEP, predicted: [LOCK], observed: [LOCK, other] })).toBe(false);
});
