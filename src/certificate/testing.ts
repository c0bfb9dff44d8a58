import { digestOf } from '../base/digest.ts';
import type { CertificateFacts } from './create.ts';
import { createCertificate } from './create.ts';
import { publicKeyOf } from './ed25519.ts';
import type { Envelope } from './envelope.ts';
import { parseCertificate } from './parse.ts';
import { keyIdOf, type PublicKey, type Role } from './public-key.ts';
import { renderCertificate } from './render.ts';
import { signEnvelope } from './sign.ts';
import { formatTrust, parseTrust, type Trust } from './trust.ts';

/** One honest certificate and the keys of an honest shop, for tests to break. */

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const ISSUED_MS = Date.UTC(2026, 10, 20, 16, 58);
export const EXPIRES_MS = Date.UTC(2026, 10, 21, 16, 58);

export const seedOf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
export const HOLMES_SEED = seedOf(1);
export const WAT_SUM_SEED = seedOf(2);
export const STRANGER_SEED = seedOf(3);

export function keyOf(role: Role, seed: Uint8Array): PublicKey {
  const bytes = publicKeyOf(seed);
  return { role, keyId: keyIdOf(bytes), bytes, comment: '' };
}

export const trustText: string = formatTrust([keyOf('HOLMES', HOLMES_SEED), keyOf('WAT-SUM', WAT_SUM_SEED)]);

export function trustOf(text: string): Trust {
  const { trust, refusal } = parseTrust(utf8(text));
  if (trust === null) throw new Error(refusal.message);
  return trust;
}

export const trust: Trust = trustOf(trustText);

const relations = { count: 0, names: [] };
const tally = { total: 40, passed: 40, failed: 0 };

export const facts: CertificateFacts = {
  certificate: { id: '01KAH5CT0000000000000000XY', sequence: 7, tool: 'wesley 0.1.0 (abcdef0)' },
  target: {
    environment: 'production',
    repository: 'git.example/acme/billing',
    commit: 'c0ffee'.padEnd(40, '0'),
    tree: 'decade'.padEnd(40, '0'),
    branch: 'main',
    tag: null,
    dirty: false,
    author: 'Ada Lovelace <ada@acme.example>',
    message: 'Invoices get a due date',
    targets: ['postgres', 'typescript'],
    database: {
      engine: 'postgres',
      systemIdentifier: '7301234567890123456',
      name: 'billing',
      identity: null,
      oid: '16384',
      timeline: 1,
      lastSequence: 6,
      fromSchema: digestOf('from'),
      toSchema: digestOf('to'),
    },
  },
  artifacts: {
    manifest: digestOf('manifest'),
    plan: digestOf('plan'),
    rollback: digestOf('rollback'),
    ir: digestOf('ir'),
    specBundle: { digest: digestOf('spec'), schema: digestOf('schema'), config: null },
    targets: { postgres: digestOf('postgres'), typescript: digestOf('typescript') },
    tests: digestOf('tests'),
    evidence: digestOf('evidence'),
    evidencePack: null,
    reproducible: null,
  },
  drift: { snapshot: digestOf('snapshot'), takenAt: '2026-11-20T16:57:00Z', differences: 0 },
  locks: {
    strongest: 'AccessExclusiveLock',
    phases: [{ name: 'expand', steps: 2, destructive: 0, strongest: 'AccessExclusiveLock' }],
    longestHoldMs: 1.9,
    rewrites: relations,
    scans: { count: 1, names: ['public.invoice'] },
  },
  shadowRealm: {
    verdict: 'PASS',
    engine: 'pglite',
    server: 'PostgreSQL 18.6',
    cloneId: null,
    clonedAt: null,
    replayMinutes: null,
    longestBackfillLockMs: null,
    migrationMs: 8.4,
    rollbackMs: 3.1,
    rollbackVerdict: 'PASS',
    errors: 0,
    constraintViolations: 0,
    rlsFailures: 0,
    rowsBefore: 1000,
    rowsLost: 0,
  },
  tests: {
    ...tally,
    pgtap: tally,
    integration: null,
    policyProbes: null,
    performanceProbes: null,
    coverage: { tables: null, columns: null, triggers: null, policies: null },
  },
  scores: { scs: null, mri: null, tci: null },
  risk: {
    level: null,
    score: null,
    factors: { kinds: ['add column'], tableSizes: null, lockHistory: null, incidents: null, friday: true },
  },
  prediction: { minutesToProduction: null, window: null, method: null, confidence: null, basedOn: null },
  policy: {
    digest: digestOf('policy'),
    name: 'built-in production',
    thresholds: { minScs: null, maxMri: null, minTci: null },
  },
  deployment: {
    approvals: null,
    changeControlId: null,
    scheduledAt: null,
    window: null,
    fridayAuthorisation: null,
  },
  time: { issuedAt: '2026-11-20T16:58:00Z', expiresAt: '2026-11-21T16:58:00Z' },
  unmeasured: {
    'target.tag': 'the commit has no tag',
    'target.database.identity': 'nothing was deployed to it yet',
    'artifacts.specBundle.config': 'there is no config file',
    'artifacts.evidencePack': 'no pack was asked for',
    'artifacts.reproducible': 'wesley cert examine has not run yet',
    shadowRealm: 'the embedded Postgres starts empty and has one connection',
    tests: 'this run has pgTAP tests only',
    scores: 'scores are computed from executed evidence only',
    risk: 'no history is kept yet',
    prediction: 'no history is kept yet',
    'policy.thresholds': 'the policy sets none',
    deployment: 'nothing was given',
  },
};

export function envelopeOf(text: string): Envelope {
  const { envelope, refusal } = parseCertificate(utf8(text));
  if (envelope === null) throw new Error(refusal.message);
  return envelope;
}

export function signedBy(text: string, ...signers: readonly (readonly [Role, Uint8Array])[]): string {
  const envelope = signers.reduce((current, [role, seed]) => {
    const signed = signEnvelope(current, role, seed);
    if (signed.envelope === null) throw new Error(signed.refusal.message);
    return signed.envelope;
  }, envelopeOf(text));
  return renderCertificate(envelope);
}

export const unsignedText: string = createCertificate(facts);
export const signedText: string = signedBy(unsignedText, ['HOLMES', HOLMES_SEED], ['WAT-SUM', WAT_SUM_SEED]);
