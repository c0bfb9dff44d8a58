import { describe, expect, test } from 'bun:test';
import { jsonText } from '../base/json-text.ts';
import { measuredFacts } from '../certificate/measured-facts.ts';
import type { Predicate } from '../certificate/payload.ts';
import { signedRecords } from '../certificate/signed-records.ts';
import { EXPIRES_MS, facts, utf8 } from '../certificate/testing.ts';
import { measuredFiles, rehearsal } from '../certificate/testing-run.ts';
import { appendLink, type Chain } from '../evidence/chain.ts';
import { chainOf } from '../evidence/record.ts';
import type { Rehearsal } from '../rehearse/rehearsal.ts';
import { type Decision, decide } from './decide.ts';
import { type Policy, policyDigest } from './policy.ts';
import type { Observed } from './target.ts';
import { type Change, chained, changed, files, honest, observed, production } from './testing.ts';

/* Every certificate here is signed: what it says is what its signers were shown. */

type Files = ReadonlyMap<string, Uint8Array>;
interface Signed {
  readonly files?: Files;
  readonly predicate?: Change<Predicate>;
  readonly policy?: Change<Policy>;
  readonly observed?: Change<Observed>;
}

function decisionOn(signed: Signed): Decision {
  const policy = changed(production, signed.policy ?? {});
  const named = changed(honest.predicate, { policy: { digest: policyDigest(policy) } });
  const predicate = changed(named, signed.predicate ?? {});
  const certificate = { ...honest, predicate };
  const verdict = { verdict: 'VALID', code: null, message: '', certificate } as const;
  const collection = signedRecords(predicate, signed.files ?? files);
  return decide({ verdict, collection }, policy, changed(observed, signed.observed ?? {}));
}

const withFile = (path: string, text: string): Files => new Map([...measuredFiles(), [path, utf8(text)]]);

/** Files with a chain of their own, whose digest is signed. */
function rechained(
  changedFiles: Files,
  chain?: Chain,
): { readonly files: Files; readonly predicate: Change<Predicate> } {
  const { files, evidence } = chained(changedFiles, chain);
  return { files, predicate: { artifacts: { evidence } } };
}

/** A run with another rehearsal, and a certificate that states `stated` of it: what it says, if it is not given. */
function rehearsed(change: Change<Rehearsal>, stated?: Rehearsal): Signed {
  const other = changed(rehearsal, change);
  const { files, predicate } = rechained(withFile('realm.json', jsonText(other)));
  return { files, predicate: { ...predicate, ...measuredFacts(stated ?? other) } };
}

function expectFault(decision: Decision, fault: string): void {
  expect(decision).toEqual({
    decision: 'REFUSED',
    code: 'E_FACTS',
    message: `The facts are not what was measured: ${fault}.`,
    certificate: null,
  });
}

test('the records of an honest run open the gate', () => {
  expect(decisionOn({})).toMatchObject({ decision: 'OPEN', code: null });
});

describe('what was measured is judged by the records', () => {
  test.each<[string, Change<Rehearsal>, string]>([
    ['failed', { verdict: 'FAIL' }, 'E_REHEARSAL'],
    ['had nothing to do', { verdict: 'NOTHING_TO_REHEARSE' }, 'E_REHEARSAL'],
    ['ended with an error', { proof: { reached: null } }, 'E_REHEARSAL'],
    ['lost a row', { proof: { rowsLost: 1 } }, 'E_REHEARSAL'],
    ['counted no lost rows', { proof: { rowsLost: null } }, 'E_REHEARSAL'],
    ['was not rolled back', { rollback: { verdict: null } }, 'E_REHEARSAL'],
    ['could not be rolled back', { rollback: { verdict: 'FAIL' } }, 'E_REHEARSAL'],
    ['ran no test', { tests: { total: 0, passed: 0 } }, 'E_TESTS'],
    ['failed a test', { tests: { passed: 39, failed: 1 } }, 'E_TESTS'],
  ])('a rehearsal that %s is refused', (_, change, code) => {
    expect(decisionOn(rehearsed(change)).code).toBe(code as never);
  });

  test('a lock that was held for too long is beyond the threshold', () => {
    expect(decisionOn({ policy: { thresholds: { maxHoldMs: 1.9 } } }).code).toBeNull();
    expect(decisionOn({ policy: { thresholds: { maxHoldMs: 1.8 } } }).code).toBe('E_THRESHOLD');
  });
});

describe('a certificate that states what the records do not', () => {
  test.each<[string, Change<Rehearsal>, string]>([
    ['a pass of a rehearsal that failed', { verdict: 'FAIL' }, 'shadowRealm'],
    ['no lost row where one was lost', { proof: { rowsLost: 1 } }, 'shadowRealm'],
    ['a rollback where there was none', { rollback: { verdict: null } }, 'shadowRealm'],
    ['tests where none ran', { tests: { total: 0, passed: 0 } }, 'tests'],
  ])('%s is refused', (_, change, group) => {
    expectFault(decisionOn(rehearsed(change, rehearsal)), `${group} is not what realm.json says`);
  });

  test.each<[string, Change<Predicate>, string]>([
    ['a shorter lock', { locks: { longestHoldMs: 0.1 } }, 'locks is not what realm.json says'],
    ['a weaker lock', { locks: { strongest: 'ShareLock' } }, 'locks is not what realm.json says'],
    ['more tests', { tests: { total: 41, passed: 41 } }, 'tests is not what realm.json says'],
    ['an error', { shadowRealm: { errors: 1 } }, 'shadowRealm is not what realm.json says'],
    ['RLS failures', { shadowRealm: { rlsFailures: 0 } }, 'shadowRealm is not what realm.json says'],
    ['a score', { scores: { scs: 1 } }, 'scores was measured by nobody'],
  ])('%s is refused', (_, predicate, fault) => {
    expectFault(decisionOn({ predicate }), fault);
  });
});

describe('no records', () => {
  const honestChain = chainOf(measuredFiles(), facts.time.issuedAt);
  const without = (kind: string): Chain =>
    honestChain
      .filter((link) => link.kind !== kind)
      .reduce<Chain>((chain, { kind, digest, at }) => appendLink(chain, { kind, digest, at }), []);

  test.each<[string, () => Signed, string]>([
    [
      'where the certificate names no evidence',
      () => ({ predicate: { artifacts: { evidence: null } } }),
      'artifacts names no evidence',
    ],
    ['without a chain', () => ({ files: measuredFiles() }), 'there is no evidence.jsonl'],
    [
      'of a chain that is not the signed one',
      () => ({ files: chained(measuredFiles(), chainOf(measuredFiles(), '2026-11-20T16:57:59Z')).files }),
      'evidence.jsonl: the chain ends in another record',
    ],
    ['of a chain without a link', () => rechained(measuredFiles(), []), 'evidence.jsonl holds no link'],
    [
      'of a run whose tests no link vouches for',
      () => rechained(measuredFiles(), without('tests')),
      'evidence.jsonl does not vouch for realm.json#tests',
    ],
    [
      'of a rehearsal that was changed under its chain',
      () => ({
        files: new Map([...files, ['realm.json', utf8(jsonText({ ...rehearsal, server: 'another' }))]]),
      }),
      'evidence.jsonl does not vouch for realm.json',
    ],
    [
      'of a rehearsal that is none',
      () => rechained(withFile('realm.json', jsonText({ tests: rehearsal.tests }))),
      'realm.json: verdict: Invalid option: expected one of "PASS"|"FAIL"|"NOTHING_TO_REHEARSE"|"INCONCLUSIVE"',
    ],
    [
      'of another run',
      () => rechained(measuredFiles(), chainOf(measuredFiles(), '2026-11-20T16:58:01Z')),
      'evidence.jsonl is of another run: it is of 2026-11-20T16:58:01Z',
    ],
    [
      'of another plan',
      () => rehearsed({ steps: rehearsal.steps.toReversed() }),
      'realm.json is not of the steps in plan.json',
    ],
  ])('%s are refused', (_, signed, fault) => {
    expectFault(decisionOn(signed()), fault);
  });

  test('of another certificate’s run are refused', () => {
    const verdict = { verdict: 'VALID', code: null, message: '', certificate: honest } as const;
    const run = '01KAH5CT0000000000000000XZ';
    const certificate = { ...honest.predicate.certificate, id: run };
    const collection = signedRecords({ ...honest.predicate, certificate }, files);
    const policy = { ...production };
    const named = changed(honest, { predicate: { policy: { digest: policyDigest(policy) } } });
    expectFault(
      decide({ verdict: { ...verdict, certificate: named }, collection }, policy, observed),
      `schema.graphql is of another run: of ${run}`,
    );
  });
});

test('what is wrong with the place is said before, and what is wrong with the time after', () => {
  const predicate = { artifacts: { evidence: null } };
  const at = (change: Change<Observed>): string | null => decisionOn({ predicate, observed: change }).code;
  expect(at({ git: { commit: 'f'.repeat(40) } })).toBe('E_COMMIT');
  expect(at({ git: { dirty: true } })).toBe('E_DIRTY');
  expect(at({ nowMs: EXPIRES_MS })).toBe('E_FACTS');
});
