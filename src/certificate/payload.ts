import { z } from 'zod';
import { ENGINE_NAMES } from '../base/engines.ts';
import { parseInstant } from '../base/instant.ts';
import { isPlainText, MAX_STATED } from '../base/plain-text.ts';
import { LOCK_MODES } from '../sql/lock.ts';
import { RENDERER } from './renderer.ts';

/** in-toto Statement v1. https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
export const PREDICATE_TYPE = 'https://wesley.dev/attestation/shipme/v1';

/** Files whose digests are the subjects of the statement: the plan that is applied, and the manifest of all files. */
export const PLAN_FILE = 'plan.json';
export const MANIFEST_FILE = 'manifest.json';

const MAX_LIST = 20;
const MAX_COUNT = 1e12;

const text = z.string().min(1).max(MAX_STATED).refine(isPlainText, 'hidden or decomposed characters');
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const digest = z.templateLiteral(['sha256:', sha256Hex]);
const instant = z.string().refine((value) => parseInstant(value) !== null, 'not YYYY-MM-DDTHH:MM:SSZ');
const count = z.int().min(0).max(MAX_COUNT);
const amount = z.number().min(0).max(MAX_COUNT);
const ratio = z.number().min(0).max(1);
const slug = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/);
/** A git object id, SHA-1 or SHA-256. */
const objectId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const window = z.strictObject({ from: instant, to: instant });
const relations = z.strictObject({ count, names: z.array(text).max(MAX_LIST) });
const lockMode = z.enum(['none', ...LOCK_MODES]);
const tally = z.strictObject({ total: count, passed: count, failed: count });

const certificate = z.strictObject({
  /** ULID. */
  id: z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
  /** Greater than in every earlier certificate for the same environment. */
  sequence: z.int().min(1),
  /** `wesley 0.1.0 (abcdef0)`. */
  tool: text,
  /** Names the frozen function that renders the text above the block. */
  renderer: z.literal(RENDERER),
});

const target = z.strictObject({
  environment: slug,
  repository: text.nullable(),
  commit: objectId.nullable(),
  tree: objectId.nullable(),
  branch: text.nullable(),
  tag: text.nullable(),
  dirty: z.boolean().nullable(),
  author: text.nullable(),
  /** The first line of the commit's message. */
  message: text.nullable(),
  targets: z.array(slug).max(MAX_LIST),
  database: z.strictObject({
    engine: z.enum(ENGINE_NAMES).nullable(),
    systemIdentifier: z
      .string()
      .regex(/^[0-9]{1,20}$/)
      .nullable(),
    name: text.nullable(),
    /**
     * Wesley's own random identity of the database: copies of one data directory share the system identifier. `null`
     * before its first deployment.
     */
    identity: text.nullable(),
    /**
     * pg_database.oid. Certificates of the first version lack it and the two below; they can no longer be deployed.
     */
    oid: z
      .string()
      .regex(/^[0-9]{1,10}$/)
      .nullable()
      .optional(),
    /** Timeline of the server's write-ahead log: promoting a standby begins a new one. */
    timeline: count.nullable().optional(),
    /** The greatest sequence in the ledger for this environment; `null` when there is none. */
    lastSequence: count.nullable().optional(),
    /** Digest of the live schema that the plan starts from, and of the one it ends on. */
    fromSchema: digest.nullable(),
    toSchema: digest,
  }),
});

const artifacts = z.strictObject({
  manifest: digest,
  plan: digest,
  rollback: digest,
  ir: digest,
  specBundle: z.strictObject({ digest, schema: digest, config: digest.nullable() }),
  targets: z.record(slug, digest),
  tests: digest.nullable(),
  evidence: digest.nullable(),
  evidencePack: digest.nullable(),
  /** Whether rebuilding everything gave identical bytes. */
  reproducible: z.boolean().nullable(),
});

const drift = z.strictObject({
  snapshot: digest.nullable(),
  takenAt: instant.nullable(),
  differences: count.nullable(),
});

const phase = z.strictObject({
  name: z.enum(['expand', 'backfill', 'validate', 'switch', 'contract']),
  steps: count,
  destructive: count,
  /** `none`: no relation that existed before is locked. */
  strongest: lockMode,
});

const locks = z.strictObject({
  strongest: lockMode,
  phases: z.array(phase).max(5),
  longestHoldMs: amount.nullable(),
  rewrites: relations,
  scans: relations,
});

const shadowRealm = z.strictObject({
  verdict: z.enum(['PASS', 'FAIL', 'NOTHING_TO_REHEARSE', 'INCONCLUSIVE']),
  engine: text,
  server: text,
  cloneId: text.nullable(),
  clonedAt: instant.nullable(),
  replayMinutes: amount.nullable(),
  longestBackfillLockMs: amount.nullable(),
  migrationMs: amount.nullable(),
  rollbackMs: amount.nullable(),
  rollbackVerdict: z.enum(['PASS', 'PARTIAL', 'FAIL']).nullable(),
  errors: count.nullable(),
  /** A violated constraint is one of the errors, and a rehearsal ends with the first: nothing counts them apart. */
  constraintViolations: count.nullable(),
  /** Row security is asked by the tests, and nothing counts its failures apart from the other tests'. */
  rlsFailures: count.nullable(),
  rowsBefore: count.nullable(),
  rowsLost: count.nullable(),
});

const tests = tally.extend({
  pgtap: tally.nullable(),
  integration: tally.nullable(),
  policyProbes: tally.extend({ coverage: ratio.nullable() }).nullable(),
  performanceProbes: tally.extend({ budgetMs: amount.nullable() }).nullable(),
  coverage: z.strictObject({
    tables: ratio.nullable(),
    columns: ratio.nullable(),
    triggers: ratio.nullable(),
    policies: ratio.nullable(),
  }),
});

const risk = z.strictObject({
  level: z.enum(['low', 'medium', 'high']).nullable(),
  score: ratio.nullable(),
  factors: z.strictObject({
    kinds: z.array(text).max(MAX_LIST).nullable(),
    tableSizes: z
      .array(z.strictObject({ relation: text, rows: count }))
      .max(MAX_LIST)
      .nullable(),
    lockHistory: text.nullable(),
    incidents: count.nullable(),
    friday: z.boolean().nullable(),
  }),
});

const prediction = z.strictObject({
  minutesToProduction: amount.nullable(),
  window: window.nullable(),
  method: text.nullable(),
  confidence: ratio.nullable(),
  basedOn: text.nullable(),
});

const deployment = z.strictObject({
  approvals: z.array(text).max(MAX_LIST).nullable(),
  changeControlId: text.nullable(),
  scheduledAt: instant.nullable(),
  window: window.nullable(),
  fridayAuthorisation: text.nullable(),
});

const predicateSchema = z.strictObject({
  certificate,
  target,
  artifacts,
  drift,
  locks,
  shadowRealm,
  tests,
  scores: z.strictObject({ scs: ratio.nullable(), mri: ratio.nullable(), tci: ratio.nullable() }),
  risk,
  prediction,
  policy: z.strictObject({
    digest,
    name: text,
    thresholds: z.strictObject({
      minScs: ratio.nullable(),
      maxMri: ratio.nullable(),
      minTci: ratio.nullable(),
    }),
  }),
  deployment,
  time: z.strictObject({ issuedAt: instant, expiresAt: instant }),
  /**
   * Why a value is `null`: from its path (`scores`, `target.tag`) to one sentence. A reason for a group holds for
   * every `null` in it.
   */
  unmeasured: z.record(z.string().regex(/^[A-Za-z0-9.]{1,80}$/), text),
});

const subject = z.strictObject({
  name: z.string().max(200),
  digest: z.strictObject({ sha256: sha256Hex }),
});

/** Unknown members are refused: one that this version doesn't know may restrict what it is about to allow. */
export const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(subject).length(2),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: predicateSchema,
});

type DeepReadonly<T> = T extends string | number | boolean | null | undefined
  ? T
  : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** Everything a certificate states, but for the signatures. */
export type Predicate = DeepReadonly<z.infer<typeof predicateSchema>>;
export type Statement = DeepReadonly<z.infer<typeof statementSchema>>;
