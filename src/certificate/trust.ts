import { z } from 'zod';
import { fromBase64, toBase64 } from '../base/base64.ts';
import { type Digest, sha256 } from '../base/digest.ts';
import { jsonText } from '../base/json-text.ts';
import { readStrictJson } from '../base/strict-json.ts';
import { isSafePublicKey } from './ed25519.ts';
import { keyIdOf, type PublicKey, REQUIRED_ROLES, ROLE_SHAPE, type Role } from './public-key.ts';
import { type Refusal, refusal } from './refusal.ts';

export const MAX_TRUST_BYTES = 64 * 1024;
const MAX_DEPTH = 8;
/** Two weeks. After that the database has most likely changed since it was certified. */
export const MAX_LIFETIME_HOURS = 336;
const DEFAULT_LIFETIME_HOURS = 168;
export const DEFAULT_SKEW_SECONDS = 120;

const role = z.string().regex(ROLE_SHAPE);

const schema = z.strictObject({
  kind: z.literal('wesley.trust/1'),
  /** Grows with every change, so that an older store can be told from a newer one. */
  version: z.int().min(1),
  /** No certificate may live longer, whatever a policy says. */
  maxLifetimeHours: z.int().min(1).max(MAX_LIFETIME_HOURS),
  /** How far the issuer's clock may be ahead. Never added to an expiry. */
  skewSeconds: z.int().min(0).max(600),
  roles: z.array(z.strictObject({ role, threshold: z.int().min(1).max(8) })).max(16),
  keys: z
    .array(
      z.strictObject({
        role,
        keyId: z.string(),
        publicKey: z.string().max(64),
        comment: z.string().regex(/^[ -~]{0,200}$/),
        status: z.enum(['active', 'revoked']),
      }),
    )
    .max(64),
});

type TrustFile = z.infer<typeof schema>;

interface TrustedKey extends PublicKey {
  readonly status: 'active' | 'revoked';
}

/** Whose signatures count, in which role. The only place a role comes from. */
export interface Trust {
  /** Digest of the store's bytes: users pin it. */
  readonly digest: Digest;
  readonly version: number;
  readonly maxLifetimeHours: number;
  readonly skewSeconds: number;
  /** How many distinct active keys must sign in each role. */
  readonly thresholds: ReadonlyMap<Role, number>;
  readonly keys: ReadonlyMap<Digest, TrustedKey>;
}

export type ParsedTrust =
  | { readonly trust: Trust; readonly refusal: null }
  | { readonly trust: null; readonly refusal: Refusal };

const invalid = (detail: string): ParsedTrust => ({
  trust: null,
  refusal: refusal('E_TRUST_INVALID', detail),
});

/** Reads a trust store and checks everything it claims: ids, points, one role per key, thresholds that can be met. */
export function parseTrust(bytes: Uint8Array): ParsedTrust {
  if (bytes.length === 0) return invalid('the file is empty');
  if (bytes.length > MAX_TRUST_BYTES) return invalid('the file is larger than 64 KiB');
  const json = readStrictJson(bytes, MAX_DEPTH);
  if (json.refusal !== null) return invalid(`the file is ${json.refusal}`);
  const parsed = schema.safeParse(json.value);
  if (!parsed.success) return invalid(firstIssue(parsed.error));
  const keys = parsed.data.keys.map(trustedKey);
  const fault = faultOf(parsed.data, keys);
  if (fault !== null) return invalid(fault);
  const { version, maxLifetimeHours, skewSeconds, roles } = parsed.data;
  return {
    trust: {
      digest: sha256(bytes),
      version,
      maxLifetimeHours,
      skewSeconds,
      thresholds: new Map(roles.map(({ role, threshold }) => [role, threshold])),
      keys: new Map(keys.map((key) => [key.keyId, key])),
    },
    refusal: null,
  };
}

function trustedKey({ role, publicKey, comment, status }: TrustFile['keys'][number]): TrustedKey {
  const bytes = fromBase64(publicKey) ?? new Uint8Array();
  return { role, keyId: keyIdOf(bytes), bytes, comment, status };
}

function faultOf(file: TrustFile, keys: readonly TrustedKey[]): string | null {
  const wrong = keys.findIndex((key, i) => !isSafePublicKey(key.bytes) || key.keyId !== file.keys[i]?.keyId);
  if (wrong !== -1) return `key ${wrong + 1} is unsafe, or its id is another key's`;
  // Equal ids mean equal keys: an id is the digest of the key's bytes, and only one encoding of each point is
  // accepted.
  if (new Set(keys.map(({ keyId }) => keyId)).size !== keys.length) return 'a key stands there twice';
  const roles = new Set(file.roles.map(({ role }) => role));
  if (roles.size !== file.roles.length) return 'a role stands there twice';
  const missing = REQUIRED_ROLES.find((role) => !roles.has(role));
  if (missing !== undefined) return `the role ${missing} is missing`;
  const stray = keys.find((key) => !roles.has(key.role));
  if (stray) return `the role ${stray.role} of a key is not listed`;
  return thresholdFault(file, keys);
}

function thresholdFault(file: TrustFile, keys: readonly TrustedKey[]): string | null {
  const active = (role: Role): number =>
    keys.filter((key) => key.role === role && key.status === 'active').length;
  const short = file.roles.find(({ role, threshold }) => !(threshold <= active(role)));
  return short ? `${short.role} needs ${short.threshold} keys and has ${active(short.role)}` : null;
}

const firstIssue = ({ issues }: z.ZodError): string =>
  issues[0] ? `${issues[0].path.join('.') || 'the file'}: ${issues[0].message}` : 'unreadable';

export interface TrustOptions {
  readonly maxLifetimeHours?: number;
  readonly skewSeconds?: number;
}

/** The text of a first trust store in which each of these keys is in force; {@link parseTrust} judges it. */
export function formatTrust(keys: readonly PublicKey[], options: TrustOptions = {}): string {
  return write({
    version: 1,
    maxLifetimeHours: options.maxLifetimeHours ?? DEFAULT_LIFETIME_HOURS,
    skewSeconds: options.skewSeconds ?? DEFAULT_SKEW_SECONDS,
    thresholds: new Map(),
    keys: keys.map((key) => ({ ...key, status: 'active' })),
  });
}

/** The next version of the store, with one more active key; {@link parseTrust} judges it. */
export const withKey = (trust: Trust, key: PublicKey): string =>
  write({
    ...trust,
    version: trust.version + 1,
    keys: [...trust.keys.values(), { ...key, status: 'active' }],
  });

/**
 * The next version of the store, in which this key is revoked: none of its signatures counts any more. {@link
 * parseTrust} judges it.
 */
export function withoutKey(trust: Trust, keyId: Digest): string {
  const keys = [...trust.keys.values()].map((key) =>
    key.keyId === keyId ? { ...key, status: 'revoked' as const } : key,
  );
  return write({ ...trust, version: trust.version + 1, keys });
}

type Writable = Pick<Trust, 'version' | 'maxLifetimeHours' | 'skewSeconds' | 'thresholds'> & {
  readonly keys: readonly TrustedKey[];
};

function write({ version, maxLifetimeHours, skewSeconds, thresholds, keys }: Writable): string {
  const roles = [...new Set([...thresholds.keys(), ...keys.map(({ role }) => role)])].toSorted();
  const file: TrustFile = {
    kind: 'wesley.trust/1',
    version,
    maxLifetimeHours,
    skewSeconds,
    roles: roles.map((role) => ({ role, threshold: thresholds.get(role) ?? 1 })),
    keys: keys.map(({ role, keyId, bytes, comment, status }) => ({
      role,
      keyId,
      publicKey: toBase64(bytes),
      comment,
      status,
    })),
  };
  return jsonText(file);
}

/** Why a key may not sign in a role. */
export function objectionToKey(trust: Trust, publicKey: Uint8Array, role: Role): Refusal | null {
  const keyId = keyIdOf(publicKey);
  const known = trust.keys.get(keyId);
  if (!known) return refusal('E_SIGNER_UNKNOWN', keyId);
  if (known.status !== 'active') return refusal('E_KEY_REVOKED', keyId);
  return known.role === role ? null : refusal('E_ROLE_MISMATCH', `${keyId} is ${known.role}, not ${role}`);
}
