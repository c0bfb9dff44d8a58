import { z } from 'zod';
import { accepted, type Checked, refused } from '../base/diagnostic.ts';
import { type Digest, digestOf } from '../base/digest.ts';
import { parseInstant } from '../base/instant.ts';
import { readStrictJson } from '../base/strict-json.ts';
import { LOCK_MODES } from '../sql/lock.ts';

export const MAX_POLICY_BYTES = 64 * 1024;
const MAX_DEPTH = 8;

const ratio = z.number().min(0).max(1).nullable();
const amount = z.number().min(0).max(1e12).nullable();
const count = z.int().min(0).max(1e9).nullable();
const instant = z.string().refine((text) => parseInstant(text) !== null, 'not YYYY-MM-DDTHH:MM:SSZ');

const thresholds = z.strictObject({
  minScs: ratio,
  maxMri: ratio,
  minTci: ratio,
  /** The longest time a lock was seen to be held. */
  maxHoldMs: amount,
  maxRewrites: count,
  maxDestructive: count,
  strongestLock: z.enum(LOCK_MODES).nullable(),
});

/** `null` is no threshold. Every other rule of `deploy` holds under any policy: there is no switch for it. */
const environmentSchema = z.strictObject({
  /** Repository, commit and tree must be known. */
  requireCommit: z.boolean(),
  /** The work tree must be clean, when certifying and when deploying. */
  requireClean: z.boolean(),
  requireReproducible: z.boolean(),
  requireExamination: z.boolean(),
  /** Roles that must sign besides HOLMES and WAT-SUM. */
  roles: z.array(z.string().regex(/^[A-Z][A-Z0-9-]{0,31}$/)).max(8),
  maxLifetimeHours: z.int().min(1).max(336),
  thresholds,
  /** In UTC; an authorisation in the certificate lifts it. */
  forbidFriday: z.boolean(),
  freezes: z.array(z.strictObject({ from: instant, to: instant, reason: z.string().max(200) })).max(50),
});

const fileSchema = z.strictObject({
  kind: z.literal('wesley.policy/1'),
  environments: z.record(
    z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/),
    environmentSchema.extend({ thresholds: thresholds.partial() }).partial(),
  ),
});

type Rules = Readonly<z.infer<typeof environmentSchema>>;
/** What `.wesley/policy.json` says: for each environment, where it departs from the built-in rules. */
export type PolicyFile = z.infer<typeof fileSchema>;

/** The rules of one environment, complete. */
export interface Policy extends Rules {
  /** `built-in production`, `policy file, staging`. */
  readonly name: string;
}

const DEV: Rules = {
  requireCommit: false,
  requireClean: false,
  requireReproducible: false,
  requireExamination: false,
  roles: [],
  maxLifetimeHours: 168,
  thresholds: {
    minScs: null,
    maxMri: null,
    minTci: null,
    maxHoldMs: null,
    maxRewrites: null,
    maxDestructive: null,
    strongestLock: null,
  },
  forbidFriday: false,
  freezes: [],
};
const PRODUCTION: Rules = { ...DEV, requireCommit: true, requireClean: true, maxLifetimeHours: 24 };

/** `production`, and whatever begins like it: a name such as `prod-eu` must not get the rules of a sandbox. */
export const isProduction = (environment: string): boolean => /^prod/i.test(environment);

/** The rules in force for an environment: the built-in ones, with what the file changes. */
export function policyFor(environment: string, file: PolicyFile | null): Policy {
  const builtIn = isProduction(environment) ? PRODUCTION : DEV;
  const own =
    file !== null && Object.hasOwn(file.environments, environment) ? file.environments[environment] : null;
  if (!own) return { ...builtIn, name: isProduction(environment) ? 'built-in production' : 'built-in dev' };
  const { thresholds, ...rules } = own;
  return {
    ...overlaid(builtIn, rules),
    thresholds: overlaid(builtIn.thresholds, thresholds ?? {}),
    name: `policy file, ${environment}`,
  };
}

type Given<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** `base` with what is given; an absent member, unlike a `null`, changes nothing. */
const overlaid = <T extends object>(base: T, given: Given<T>): T => ({
  ...base,
  ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
});

/** Binds a certificate to the rules it was judged by. */
export const policyDigest = (policy: Policy): Digest => digestOf({ ...policy });

/** Reads `.wesley/policy.json`. @param path For messages. */
export function parsePolicy(bytes: Uint8Array, path: string): Checked<PolicyFile> {
  const bad = (message: string): Checked<PolicyFile> =>
    refused([{ code: 'POLICY_INVALID', message: `${path}: ${message}`, span: null, hint: null }]);
  if (bytes.length > MAX_POLICY_BYTES) return bad('the policy is larger than 64 KiB');
  const json = readStrictJson(bytes, MAX_DEPTH);
  if (json.refusal !== null) return bad(`the policy is ${json.refusal}`);
  const parsed = fileSchema.safeParse(json.value);
  if (parsed.success) return accepted(parsed.data);
  const [issue] = parsed.error.issues;
  return bad(`${issue?.path.join('.') || 'the policy'}: ${issue?.message}`);
}
