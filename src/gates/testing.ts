import { digestOf } from '../base/digest.ts';
import { facts, ISSUED_MS, signedText, trust, utf8 } from '../certificate/testing.ts';
import { measuredFiles, measuredGroups } from '../certificate/testing-run.ts';
import { type VerifiedCertificate, verifyCertificate } from '../certificate/verify.ts';
import { type Chain, formatChain, headOf } from '../evidence/chain.ts';
import { chainOf } from '../evidence/record.ts';
import { policyFor } from './policy.ts';
import type { Observed } from './target.ts';

/** An honest certificate, the files of its run and the place that it is for, for tests to break. */

export const production = policyFor('production', null);
const signed = verifyCertificate(utf8(signedText), trust, { nowMs: ISSUED_MS, environment: null });

type Files = ReadonlyMap<string, Uint8Array>;

/** These files with their chain, as `certify` leaves them, and the digest of it. */
export function chained(
  files: Files,
  chain: Chain = chainOf(files, facts.time.issuedAt),
): { readonly files: Files; readonly evidence: ReturnType<typeof headOf> } {
  return {
    files: new Map([...files, ['evidence.jsonl', utf8(formatChain(chain))] as const]),
    evidence: headOf(chain),
  };
}

const left = chained(measuredFiles());
export const { files } = left;
const verified: VerifiedCertificate = signed.certificate ?? (undefined as never);
export const honest: VerifiedCertificate = {
  ...verified,
  predicate: {
    ...verified.predicate,
    ...measuredGroups,
    artifacts: { ...verified.predicate.artifacts, evidence: left.evidence },
  },
};

export type Change<T> = { readonly [K in keyof T]?: T[K] | Change<T[K]> };
export function changed<T>(value: T, change: Change<T>): T {
  const plain = (x: unknown): boolean => typeof x === 'object' && x !== null && !Array.isArray(x);
  const entries = Object.entries(change).map(([key, next]) => {
    const before = (value as Record<string, unknown>)[key];
    return [key, plain(next) && plain(before) ? changed(before, next as object) : next];
  });
  return { ...value, ...Object.fromEntries(entries) };
}

export const observed: Observed = {
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
