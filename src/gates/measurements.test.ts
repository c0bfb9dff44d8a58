import { describe, expect, test } from 'bun:test';
import type { Measured } from '../certificate/measured-facts.ts';
import type { Predicate } from '../certificate/payload.ts';
import { measuredGroups } from '../certificate/testing-run.ts';
import { checkMeasurements, checkThresholds } from './measurements.ts';
import type { Policy } from './policy.ts';
import { type Change, changed, production } from './testing.ts';

const { drift, ...measured } = measuredGroups;
const unscored = { scs: null, mri: null, tci: null };

describe('measurements', () => {
  test('those of an honest run pass, although no rehearsal counts violations and RLS failures apart', () => {
    expect(measured.shadowRealm).toMatchObject({ constraintViolations: null, rlsFailures: null });
    expect(checkMeasurements(measured, drift)).toBeNull();
  });

  test.each<[string, Change<Measured>, string]>([
    ['a failed rehearsal', { shadowRealm: { verdict: 'FAIL' } }, 'E_REHEARSAL'],
    ['an inconclusive rehearsal', { shadowRealm: { verdict: 'INCONCLUSIVE' } }, 'E_REHEARSAL'],
    ['nothing to rehearse', { shadowRealm: { verdict: 'NOTHING_TO_REHEARSE' } }, 'E_REHEARSAL'],
    ['a pass with an error', { shadowRealm: { errors: 1 } }, 'E_REHEARSAL'],
    ['a pass with a lost row', { shadowRealm: { rowsLost: 1 } }, 'E_REHEARSAL'],
    ['a pass whose errors nobody counted', { shadowRealm: { errors: null } }, 'E_REHEARSAL'],
    ['a pass whose lost rows nobody counted', { shadowRealm: { rowsLost: null } }, 'E_REHEARSAL'],
    ['a pass without a rollback', { shadowRealm: { rollbackVerdict: null } }, 'E_REHEARSAL'],
    ['a pass with errors that are no number', { shadowRealm: { errors: Number.NaN } }, 'E_REHEARSAL'],
    ['a pass with a violated constraint', { shadowRealm: { constraintViolations: 1 } }, 'E_REHEARSAL'],
    ['a pass with an RLS failure', { shadowRealm: { rlsFailures: 1 } }, 'E_REHEARSAL'],
    ['a failed rollback', { shadowRealm: { rollbackVerdict: 'FAIL' } }, 'E_REHEARSAL'],
    ['no tests', { tests: { total: 0, passed: 0, failed: 0 } }, 'E_TESTS'],
    ['a failed test', { tests: { total: 40, passed: 39, failed: 1 } }, 'E_TESTS'],
    ['a test count that is no number', { tests: { total: Number.NaN } }, 'E_TESTS'],
  ])('%s is refused', (_, change, code) => {
    expect(checkMeasurements(changed<Measured>(measured, change), drift)?.code).toBe(code as never);
  });

  test.each([1, null, Number.NaN])('drift of %p is refused', (differences) => {
    expect(checkMeasurements(measured, { ...drift, differences })?.code).toBe('E_DRIFT');
  });
});

describe('thresholds', () => {
  type Limits = Change<Policy['thresholds']>;
  const codeOf = (thresholds: Limits, locks: Change<Measured['locks']>, scores: object): string | null =>
    checkThresholds(
      changed<Measured>(measured, { locks }),
      { ...unscored, ...scores },
      changed<Policy>(production, { thresholds }),
    )?.code ?? null;

  test.each<[string, Limits, Change<Predicate['scores']>, Change<Predicate['scores']>]>([
    ['SCS', { minScs: 0.8 }, { scs: 0.8 }, { scs: 0.7999999999999999 }],
    ['MRI', { maxMri: 0.4 }, { mri: 0.4 }, { mri: 0.4000000000000001 }],
    ['TCI', { minTci: 0.7 }, { tci: 0.7 }, { tci: 0.6999999999999998 }],
    ['MRI at zero', { maxMri: 0 }, { mri: 0 }, { mri: null }],
  ])('%s: the limit itself passes, the least step beyond it does not', (_, thresholds, at, beyond) => {
    expect(codeOf(thresholds, {}, at)).toBeNull();
    expect(codeOf(thresholds, {}, beyond)).toBe('E_THRESHOLD');
  });

  test.each<[string, Limits, Change<Measured['locks']>, Change<Measured['locks']>]>([
    ['hold', { maxHoldMs: 1.9 }, {}, { longestHoldMs: 1.9000000000000001 + 1e-9 }],
    ['rewrites', { maxRewrites: 0 }, {}, { rewrites: { count: 1 } }],
    ['lock', { strongestLock: 'AccessExclusiveLock' }, {}, { strongest: 'unheard of' as never }],
    ['weaker lock', { strongestLock: 'ExclusiveLock' }, { strongest: 'ExclusiveLock' }, {}],
  ])('%s: the limit itself passes, the least step beyond it does not', (_, thresholds, at, beyond) => {
    expect(codeOf(thresholds, at, {})).toBeNull();
    expect(codeOf(thresholds, beyond, {})).toBe('E_THRESHOLD');
  });

  test.each<[string, number | null]>([
    ['null', null],
    ['NaN', Number.NaN],
    ['text', '0.9' as never],
    ['undefined', undefined as never],
  ])('a score of %s is below every threshold', (_, scs) => {
    expect(codeOf({ minScs: 0 }, {}, { scs })).toBe('E_THRESHOLD');
  });
});
