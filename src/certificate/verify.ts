import { type Digest, sha256 } from '../base/digest.ts';
import { parseInstant } from '../base/instant.ts';
import { verifyStrict } from './ed25519.ts';
import { type Envelope, type Signature, signatureBytes, signedBytes } from './envelope.ts';
import { parseCertificate } from './parse.ts';
import type { Predicate } from './payload.ts';
import { REQUIRED_ROLES, type Role } from './public-key.ts';
import { type Refusal, type RefusalCode, refusal } from './refusal.ts';
import type { Trust } from './trust.ts';

/** A certificate whose every signature was checked. Only {@link verifyCertificate} makes one. */
export interface VerifiedCertificate {
  readonly predicate: Predicate;
  /** Digest of the signed bytes: the identity of the certificate, whoever signed it and in whatever order. */
  readonly digest: Digest;
  readonly signers: readonly { readonly role: Role; readonly keyId: Digest }[];
  /** Roles with as many distinct keys among the signers as the trust store asks for. */
  readonly roles: readonly Role[];
  readonly trustDigest: Digest;
}

export type Verdict =
  | {
      readonly verdict: 'VALID';
      readonly code: null;
      readonly message: string;
      readonly certificate: VerifiedCertificate;
    }
  | {
      readonly verdict: 'REFUSED';
      readonly code: RefusalCode;
      readonly message: string;
      readonly certificate: null;
    };

export interface VerifyOptions {
  /**
   * Unix time in milliseconds. A certificate is in force from its issue (or earlier, by the trust store's skew) until
   * its expiry, exclusive.
   */
  readonly nowMs: number;
  /** The environment it must be for; `null` takes any. */
  readonly environment: string | null;
}

/** A refusal as a verdict, for commands that find no certificate or no trust store to judge. */
export const refusedVerdict = ({ code, message }: Refusal): Verdict => ({
  verdict: 'REFUSED',
  code,
  message,
  certificate: null,
});

/**
 * Judges SHIPME.md: every byte of it, every signature, the required roles, its time and its environment. The gates
 * compare what it says about databases and commits. A bad certificate is a verdict, never an exception.
 */
export function verifyCertificate(file: Uint8Array, trust: Trust, options: VerifyOptions): Verdict {
  try {
    const { envelope, refusal: unreadable } = parseCertificate(file);
    if (envelope === null) return refusedVerdict(unreadable);
    const { predicate } = envelope.payload;
    const objection =
      judgeSignatures(envelope, trust) ??
      judgeTime(predicate.time, trust, options.nowMs) ??
      judgeEnvironment(predicate, options.environment);
    return objection === null ? valid(envelope, trust) : refusedVerdict(objection);
  } catch (cause) {
    // Fail closed: a hostile file that makes us throw is not valid.
    return refusedVerdict(refusal('E_UNREADABLE', String(cause)));
  }
}

function valid(envelope: Envelope, trust: Trust): Verdict {
  const { predicate } = envelope.payload;
  const signers = envelope.signatures.map(({ role, keyid }) => ({ role, keyId: keyid }));
  const roles = [...trust.thresholds.keys()].filter((role) => isMet(role, envelope.signatures, trust));
  const { environment } = predicate.target;
  return {
    verdict: 'VALID',
    code: null,
    message: `Valid for ${environment} until ${predicate.time.expiresAt}, signed as ${roles.join(' and ')}.`,
    certificate: {
      predicate,
      digest: sha256(signedBytes(envelope.payload)),
      signers,
      roles,
      trustDigest: trust.digest,
    },
  };
}

/**
 * Every signature must be good, and every required role must have signed. One bad or unknown signature spoils the
 * rest.
 */
function judgeSignatures(envelope: Envelope, trust: Trust): Refusal | null {
  const { signatures } = envelope;
  if (signatures.length === 0) return refusal('E_UNSIGNED');
  const bad = judgePresentSignatures(envelope, trust);
  if (bad !== null) return bad;
  const missing = REQUIRED_ROLES.find((role) => !isMet(role, signatures, trust));
  return missing === undefined ? null : refusal('E_ROLE_MISSING', missing);
}

/** Judges only the signatures that are there; missing ones are no objection yet. For whoever signs next. */
export function judgePresentSignatures(envelope: Envelope, trust: Trust): Refusal | null {
  const message = signedBytes(envelope.payload);
  for (const signature of envelope.signatures) {
    const objection = judgeSignature(signature, message, trust);
    if (objection !== null) return objection;
  }
  return null;
}

function judgeSignature(signature: Signature, message: Uint8Array, trust: Trust): Refusal | null {
  const key = trust.keys.get(signature.keyid);
  if (!key) return refusal('E_SIGNER_UNKNOWN', signature.keyid);
  const bytes = signatureBytes(signature);
  if (bytes === null) return refusal('E_SIGNATURE_FORM', signature.keyid);
  if (!verifyStrict(bytes, message, key.bytes)) return refusal('E_SIGNATURE_BAD', signature.keyid);
  if (key.status !== 'active') return refusal('E_KEY_REVOKED', signature.keyid);
  if (key.role !== signature.role)
    return refusal('E_ROLE_MISMATCH', `${signature.keyid} is ${key.role}, not ${signature.role}`);
  return null;
}

/** Counts distinct keys by their bytes, not signatures and not key ids. A role without a threshold is never met. */
function isMet(role: Role, signatures: readonly Signature[], trust: Trust): boolean {
  const keys = signatures
    .map(({ keyid }) => trust.keys.get(keyid))
    .filter((key) => key !== undefined && key.role === role && key.status === 'active')
    .map((key) => key?.bytes.toHex());
  return new Set(keys).size >= (trust.thresholds.get(role) ?? Number.POSITIVE_INFINITY);
}

/**
 * Judges the time. Each comparison is written so that NaN refuses. The skew helps a certificate that was just issued,
 * never one that has expired.
 */
export function judgeTime(
  time: Predicate['time'],
  limits: Pick<Trust, 'maxLifetimeHours' | 'skewSeconds'>,
  nowMs: number,
): Refusal | null {
  const issuedMs = parseInstant(time.issuedAt) ?? Number.NaN;
  const expiresMs = parseInstant(time.expiresAt) ?? Number.NaN;
  if (!(nowMs < expiresMs)) return refusal('E_EXPIRED', `at ${time.expiresAt}`);
  if (!(issuedMs <= nowMs + limits.skewSeconds * 1000))
    return refusal('E_NOT_YET_VALID', `issued at ${time.issuedAt}`);
  if (!(expiresMs - issuedMs <= limits.maxLifetimeHours * 3_600_000))
    return refusal('E_LIFETIME', `more than ${limits.maxLifetimeHours} hours`);
  return null;
}

function judgeEnvironment({ target }: Predicate, environment: string | null): Refusal | null {
  if (environment === null || environment === target.environment) return null;
  return refusal('E_ENVIRONMENT', `it is for ${target.environment}, not for ${environment}`);
}
