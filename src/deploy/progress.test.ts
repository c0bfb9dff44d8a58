import { expect, test } from 'bun:test';
import { sha256 } from '../base/digest.ts';
import type { CertifiedPlan, CertifiedStep } from '../plan/document/read.ts';
import type { LedgerEntry, LedgerStep } from './ledger.ts';
import { digestsToResumeAt, stepsInDoubt, stepsLeft } from './progress.ts';

const step = (id: string): CertifiedStep => ({
  id,
  phase: 'expand',
  object: 'table:public.note',
  sql: 'SELECT 1',
  transactional: true,
  lockTimeoutMs: 0,
  statementTimeoutMs: 0,
  hazards: [],
  batch: null,
  schemaAfter: sha256(`after ${id}`),
});
const plan: CertifiedPlan = { scope: null, fromDigest: sha256('from'), steps: ['a', 'b', 'c'].map(step) };
const begunAt = '2026-01-01T00:00:00Z';
const noted = (name: string, end: Partial<LedgerStep>): LedgerStep => ({
  step: name,
  done: false,
  begunAt,
  doneAt: null,
  failedAt: null,
  error: null,
  ...end,
});
const entry = (...begun: readonly LedgerStep[]): LedgerEntry => ({
  certificate: 'x',
  sequence: 1,
  environment: 'dev',
  plan: sha256('plan'),
  steps: 3,
  begunAt,
  finishedAt: null,
  begun,
});
const done = { done: true, doneAt: begunAt };
const ids = (steps: readonly CertifiedStep[]): readonly string[] => steps.map(({ id }) => id);

test('of a certificate that was never begun everything is left and nothing in doubt', () => {
  expect(ids(stepsLeft(plan, null))).toEqual(['a', 'b', 'c']);
  expect(stepsInDoubt(plan, null)).toEqual([]);
});

test('begun before its first step was, it goes on where it starts', () => {
  expect(digestsToResumeAt(plan, entry(), sha256('from'))).toEqual([sha256('from')]);
  expect(digestsToResumeAt(plan, entry(), null)).toEqual([]);
});

test('what was begun and has no end is left, in doubt, and may have happened or not', () => {
  const cut = entry(noted('a', done), noted('b', {}));
  expect(ids(stepsLeft(plan, cut))).toEqual(['b', 'c']);
  expect(ids(stepsInDoubt(plan, cut))).toEqual(['b']);
  expect(digestsToResumeAt(plan, cut, sha256('from'))).toEqual([sha256('after a'), sha256('after b')]);
});

test('what failed plainly is left and did not happen', () => {
  const failed = entry(noted('a', done), noted('b', { failedAt: begunAt, error: 'lock not available' }));
  expect(ids(stepsLeft(plan, failed))).toEqual(['b', 'c']);
  expect(stepsInDoubt(plan, failed)).toEqual([]);
  expect(digestsToResumeAt(plan, failed, sha256('from'))).toEqual([sha256('after a')]);
});

test('a step that the ledger notes and the plan lacks counts for nothing', () => {
  expect(ids(stepsLeft(plan, entry(noted('z', done))))).toEqual(['a', 'b', 'c']);
  expect(stepsInDoubt(plan, entry(noted('z', {})))).toEqual([]);
});
