import { describe, expect, test } from 'bun:test';
import { digestOf } from '../base/digest.ts';
import { statedText } from '../base/plain-text.ts';
import type { Predicate } from '../certificate/payload.ts';
import { EXPIRES_MS, facts, ISSUED_MS, signedText, trust, utf8 } from '../certificate/testing.ts';
import { type VerifiedCertificate, verifyCertificate } from '../certificate/verify.ts';
import { decide } from './decide.ts';
import { type Policy, policyDigest, policyFor } from './policy.ts';
import type { Observed } from './target.ts';

const production = policyFor('production', null);
const verdict = verifyCertificate(utf8(signedText), trust, { nowMs: ISSUED_MS, environment: null });
const honest: VerifiedCertificate = verdict.certificate ?? (undefined as never);

type Change<T> = { readonly [K in keyof T]?: T[K] | Change<T[K]> };
function changed<T>(value: T, change: Change<T>): T {
  const plain = (x: unknown): boolean => typeof x === 'object' && x !== null && !Array.isArray(x);
  const entries = Object.entries(change).map(([key, next]) => {
    const before = (value as Record<string, unknown>)[key];
    return [key, plain(next) && plain(before) ? changed(before, next as object) : next];
  });
  return { ...value, ...Object.fromEntries(entries) };
}

const observed: Observed = {
  nowMs: ISSUED_MS,
  environment: 'production',
  git: {
    repository: facts.target.repository,
    commit: facts.target.commit,
    tree: facts.target.tree,
    dirty: false,
    dirt: null,
  },
  database: {
    systemIdentifier: '7301234567890123456',
    name: 'billing',
    oid: '16384',
    timeline: 1,
    identity: null,
    schema: digestOf('from'),
  },
  ledger: { finished: false, resumeAt: null, lastSequence: 6 },
  examined: null,
};

/** The identity of this database, given somewhere else. */
const livedAt = (elsewhere: object): Observed['database']['identity'] => ({
  id: 'f00d',
  home: { systemIdentifier: '7301234567890123456', oid: '16384', timeline: 1, ...elsewhere },
  givenBy: null,
});

/** The decision when these things differ from an honest deployment; the certificate names the policy it is held to. */
function codeOf(change: {
  readonly predicate?: Change<Predicate>;
  readonly policy?: Change<Policy>;
  readonly observed?: Change<Observed>;
}): string | null {
  const policy = changed(production, change.policy ?? {});
  const named = changed(honest.predicate, { policy: { digest: policyDigest(policy) } });
  const certificate = { ...honest, predicate: changed(named, change.predicate ?? {}) };
  const valid = { verdict: 'VALID', code: null, message: '', certificate } as const;
  return decide(valid, policy, changed(observed, change.observed ?? {})).code;
}

test('an honest deployment opens the gate', () => {
  expect(codeOf({})).toBeNull();
});

test.each(['cafe\u0301', 'bill\u202eing', 'a'.repeat(400)])(
  'a name that a certificate states otherwise, %j, is still its own',
  (name) => {
    const stated = { target: { repository: statedText(name), database: { name: statedText(name) } } };
    expect(statedText(name)).not.toBe(name);
    expect(
      codeOf({ predicate: stated, observed: { git: { repository: name }, database: { name } } }),
    ).toBeNull();
    const other = { git: { repository: name }, database: { name: `x${name}` } };
    expect(codeOf({ predicate: stated, observed: other })).toBe('E_DATABASE');
  },
);

test('a refused verdict keeps its code', () => {
  const refused = verifyCertificate(new Uint8Array(), trust, { nowMs: ISSUED_MS, environment: null });
  expect(decide(refused, production, observed)).toMatchObject({ decision: 'REFUSED', code: 'E_FILE_EMPTY' });
});

describe('target', () => {
  test.each<[string, Change<Observed>, string]>([
    ['another environment', { environment: 'staging' }, 'E_ENVIRONMENT'],
    ['another repository', { git: { repository: 'git.example/acme/other' } }, 'E_REPOSITORY'],
    ['no repository', { git: { repository: null } }, 'E_REPOSITORY'],
    ['another commit', { git: { commit: 'f'.repeat(40) } }, 'E_COMMIT'],
    ['no commit', { git: { commit: null } }, 'E_COMMIT'],
    ['another tree', { git: { tree: 'f'.repeat(40) } }, 'E_TREE'],
    ['a dirty work tree', { git: { dirty: true } }, 'E_DIRTY'],
    ['a work tree nobody examined', { git: { dirty: null } }, 'E_DIRTY'],
    ['another schema', { database: { schema: digestOf('other') } }, 'E_SCHEMA'],
    ['the schema after the deployment', { database: { schema: digestOf('to') } }, 'E_SCHEMA'],
    ['the same sequence', { ledger: { lastSequence: 7 } }, 'E_SEQUENCE'],
    ['an older sequence', { ledger: { lastSequence: 8 } }, 'E_SEQUENCE'],
    ['a sequence that is no number', { ledger: { lastSequence: Number.NaN } }, 'E_SEQUENCE'],
    ['a used certificate', { ledger: { finished: true } }, 'E_USED'],
  ])('%s is refused', (_, change, code) => {
    expect(codeOf({ observed: change })).toBe(code);
  });

  test('an unfinished certificate resumes only where its steps left the schema', () => {
    const resumeAt = [digestOf('after step 1'), digestOf('after step 2')];
    const at = (schema: string): string | null =>
      codeOf({ observed: { ledger: { resumeAt }, database: { schema: digestOf(schema) } } });
    expect(at('after step 2')).toBeNull();
    expect(at('from')).toBe('E_SCHEMA');
    expect(codeOf({ observed: { ledger: { resumeAt: [] } } })).toBe('E_SCHEMA');
  });

  const nowhere = { repository: null, commit: null, tree: null, dirty: null };

  test('outside git, production refuses and a relaxed policy accepts', () => {
    const change = { predicate: { target: nowhere }, observed: { git: nowhere } };
    expect(codeOf(change)).toBe('E_COMMIT_UNKNOWN');
    expect(codeOf({ ...change, policy: { requireCommit: false, requireClean: false } })).toBeNull();
  });

  test('a relaxed policy does not accept another commit', () => {
    const policy = { requireCommit: false, requireClean: false };
    expect(codeOf({ policy, observed: { git: { commit: 'f'.repeat(40) } } })).toBe('E_COMMIT');
    expect(codeOf({ policy, predicate: { target: nowhere } })).toBe('E_REPOSITORY');
  });
});

describe('database', () => {
  test.each<[string, Change<Observed>, string]>([
    ['another server', { database: { systemIdentifier: '7301234567890123457' } }, 'E_DATABASE'],
    ['another database on the server', { database: { name: 'billing_copy' } }, 'E_DATABASE'],
    [
      'a copy of the data directory',
      { database: { identity: { id: 'f00d', home: null, givenBy: null } } },
      'E_DATABASE',
    ],
    ['a database dropped and made again', { database: { oid: '16385' } }, 'E_DATABASE'],
    ['a copy that was promoted', { database: { timeline: 2 } }, 'E_DATABASE'],
    [
      'a ledger that came from another system',
      { database: { identity: livedAt({ systemIdentifier: '7301234567890123457' }) } },
      'E_DATABASE_COPY',
    ],
    [
      'a ledger that came with a template',
      { database: { identity: livedAt({ oid: '16385' }) } },
      'E_DATABASE_COPY',
    ],
    ['a ledger of another timeline', { database: { identity: livedAt({ timeline: 3 }) } }, 'E_DATABASE_COPY'],
    ['a ledger that lost its last deployment', { ledger: { lastSequence: 5 } }, 'E_SEQUENCE'],
    ['a ledger that lost all', { ledger: { lastSequence: null } }, 'E_SEQUENCE'],
  ])('%s is refused', (_, change, code) => {
    expect(codeOf({ observed: change })).toBe(code);
  });

  test('a certificate without a database opens nothing, under any policy', () => {
    for (const field of ['systemIdentifier', 'name', 'fromSchema'])
      expect(codeOf({ predicate: { target: { database: { [field]: null } } } })).toBe('E_DATABASE_UNBOUND');
  });

  test('an identity that the certificate’s own deployment gave is its own, and one of another’s is not', () => {
    const given = (givenBy: string): string | null =>
      codeOf({ observed: { database: { identity: { ...livedAt({}), id: 'f00d', home: null, givenBy } } } });
    expect(given(facts.certificate.id)).toBeNull();
    expect(given('01JDM8Z0000000000000000001')).toBe('E_DATABASE');
  });

  test('a certificate of a version that did not certify OID and timeline is read and opens nothing', () => {
    for (const field of ['oid', 'timeline'])
      expect(codeOf({ predicate: { target: { database: { [field]: undefined } } } })).toBe(
        'E_DATABASE_UNBOUND',
      );
  });
});

describe('measurements', () => {
  test.each<[string, Change<Predicate>, string]>([
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
    ['drift', { drift: { differences: 1 } }, 'E_DRIFT'],
    ['drift that was not measured', { drift: { differences: null } }, 'E_DRIFT'],
    ['drift that is no number', { drift: { differences: Number.NaN } }, 'E_DRIFT'],
    ['work tree dirty when certified', { target: { dirty: true } }, 'E_DIRTY'],
    ['a work tree nobody examined', { target: { dirty: null } }, 'E_DIRTY'],
  ])('%s is refused', (_, predicate, code) => {
    expect(codeOf({ predicate })).toBe(code);
  });
});

test('what no rehearsal counts apart may be null', () => {
  expect(
    codeOf({ predicate: { shadowRealm: { constraintViolations: null, rlsFailures: null } } }),
  ).toBeNull();
});

describe('policy', () => {
  test('another policy than the certified one is refused, even a laxer or a stricter one', () => {
    const digest = policyDigest(policyFor('dev', null));
    expect(codeOf({ predicate: { policy: { digest } } })).toBe('E_POLICY_DIGEST');
  });

  test.each<[string, Change<Policy['thresholds']>, Change<Predicate>, Change<Predicate>]>([
    ['SCS', { minScs: 0.8 }, { scores: { scs: 0.8 } }, { scores: { scs: 0.7999999999999999 } }],
    ['MRI', { maxMri: 0.4 }, { scores: { mri: 0.4 } }, { scores: { mri: 0.4000000000000001 } }],
    ['TCI', { minTci: 0.7 }, { scores: { tci: 0.7 } }, { scores: { tci: 0.6999999999999998 } }],
    ['MRI at zero', { maxMri: 0 }, { scores: { mri: 0 } }, { scores: { mri: null } }],
    ['hold', { maxHoldMs: 1.9 }, {}, { locks: { longestHoldMs: 1.9000000000000001 + 1e-9 } }],
    ['rewrites', { maxRewrites: 0 }, {}, { locks: { rewrites: { count: 1 } } }],
    ['lock', { strongestLock: 'AccessExclusiveLock' }, {}, { locks: { strongest: 'unheard of' as never } }],
    ['weaker lock', { strongestLock: 'ExclusiveLock' }, { locks: { strongest: 'ExclusiveLock' } }, {}],
  ])('%s: the limit itself passes, the least step beyond it does not', (_, thresholds, at, beyond) => {
    expect(codeOf({ policy: { thresholds }, predicate: at })).toBeNull();
    expect(codeOf({ policy: { thresholds }, predicate: beyond })).toBe('E_THRESHOLD');
  });

  test.each<[string, number | null]>([
    ['null', null],
    ['NaN', Number.NaN],
    ['text', '0.9' as never],
    ['undefined', undefined as never],
  ])('a score of %s is below every threshold', (_, scs) => {
    expect(codeOf({ policy: { thresholds: { minScs: 0 } }, predicate: { scores: { scs } } })).toBe(
      'E_THRESHOLD',
    );
  });

  test('further roles, examination and reproducibility bind where the policy asks for them', () => {
    expect(codeOf({ policy: { roles: ['LESTRADE'] } })).toBe('E_ROLE_MISSING');
    expect(codeOf({ policy: { requireExamination: true } })).toBe('E_NOT_EXAMINED');
    expect(codeOf({ policy: { requireExamination: true }, observed: { examined: true } })).toBeNull();
    expect(codeOf({ policy: { requireReproducible: true } })).toBe('E_NOT_REPRODUCIBLE');
  });
});

describe('time', () => {
  const window = { from: '2026-11-20T18:00:00Z', to: '2026-11-20T19:00:00Z' };
  const freezes = [{ from: '2026-11-20T16:58:00Z', to: '2026-11-20T16:58:01Z', reason: 'a launch' }];

  test.each<[string, Parameters<typeof codeOf>[0], string | null]>([
    ['the instant it expires', { observed: { nowMs: EXPIRES_MS } }, 'E_EXPIRED'],
    ['a clock that is no number', { observed: { nowMs: Number.NaN } }, 'E_EXPIRED'],
    ['a lifetime beyond the policy’s', { policy: { maxLifetimeHours: 23 } }, 'E_LIFETIME'],
    ['before its window', { predicate: { deployment: { window } } }, 'E_WINDOW'],
    ['in a freeze', { policy: { freezes } }, 'E_FREEZE'],
    ['a second after a freeze', { policy: { freezes }, observed: { nowMs: ISSUED_MS + 1000 } }, null],
    ['a Friday, where none is allowed', { policy: { forbidFriday: true } }, 'E_FRIDAY'],
    [
      'an authorised Friday',
      { policy: { forbidFriday: true }, predicate: { deployment: { fridayAuthorisation: 'CHG-1' } } },
      null,
    ],
    ['a Saturday', { policy: { forbidFriday: true }, observed: { nowMs: ISSUED_MS + 8 * 3_600_000 } }, null],
  ])('%s', (_, change, code) => {
    expect(codeOf(change)).toBe(code);
  });
});
