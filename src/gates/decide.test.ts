import { describe, expect, test } from 'bun:test';
import { digestOf } from '../base/digest.ts';
import { statedText } from '../base/plain-text.ts';
import type { Predicate } from '../certificate/payload.ts';
import { signedRecords } from '../certificate/signed-records.ts';
import { EXPIRES_MS, facts, ISSUED_MS, trust } from '../certificate/testing.ts';
import { verifyCertificate } from '../certificate/verify.ts';
import { decide } from './decide.ts';
import { type Policy, policyDigest, policyFor } from './policy.ts';
import type { Observed } from './target.ts';
import { type Change, changed, files, honest, observed, production } from './testing.ts';

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
  const collection = signedRecords(certificate.predicate, files);
  return decide({ verdict: valid, collection }, policy, changed(observed, change.observed ?? {})).code;
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
  const collection = signedRecords(honest.predicate, files);
  expect(decide({ verdict: refused, collection }, production, observed)).toMatchObject({
    decision: 'REFUSED',
    code: 'E_FILE_EMPTY',
  });
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

test.each([true, null])('a work tree that was dirty when certified, %j, is refused', (dirty) => {
  expect(codeOf({ predicate: { target: { dirty } } })).toBe('E_DIRTY');
});

describe('policy', () => {
  test('another policy than the certified one is refused, even a laxer or a stricter one', () => {
    const digest = policyDigest(policyFor('dev', null));
    expect(codeOf({ predicate: { policy: { digest } } })).toBe('E_POLICY_DIGEST');
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
