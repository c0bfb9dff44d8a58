import { digestOf, sha256 } from '../base/digest.ts';
import { jsonText } from '../base/json-text.ts';
import { planScripts } from '../plan/document/files.ts';
import type { Rehearsal } from '../rehearse/rehearsal.ts';
import { measuredFacts } from './measured-facts.ts';
import { facts, utf8 } from './testing.ts';

/** An honest run of `certify`: the files that it measured, and what a certificate states of them. */

const invoice = { relation: 'public.invoice', kind: 'table', mode: 'AccessExclusiveLock' } as const;
const STEPS = ['expand-001', 'expand-002'];

/** What a rehearsal of two steps would have written. */
export const rehearsal: Rehearsal = {
  verdict: 'PASS',
  engine: 'pglite',
  server: 'PostgreSQL 18.6',
  steps: STEPS.map((id) => ({
    id,
    predicted: [invoice],
    observed: [invoice],
    why: null,
    rewrites: [],
    scans: ['public.invoice'],
    work: 'observed' as const,
    ms: 1.9,
    destructive: false,
    schemaAfter: sha256(id),
  })),
  proof: {
    reached: digestOf('to'),
    target: digestOf('to'),
    equal: true,
    differences: [],
    rowsBefore: 1000,
    rowsLost: 0,
  },
  rollback: { verdict: 'PASS', equal: true, rowsLost: 0, remains: [], ms: 3.1 },
  tests: { total: 40, passed: 40, failed: 0, failures: [] },
  timings: { baselineMs: 1, fillMs: 1, stepsMs: 8.4, testsMs: 1, rollbackMs: 3.1, totalMs: 15 },
  notes: [],
};

const steps = STEPS.map((id) => ({
  id,
  object: 'table:public.invoice',
  sql: `COMMENT ON TABLE invoice IS '${id}';`,
  transactional: true,
  lockTimeoutMs: 5000,
  statementTimeoutMs: 0,
  locks: [invoice],
  rewrites: [],
  scans: [],
  unknown: [],
  hazards: [],
  batch: null,
  undo: { unnecessary: 'a comment is no change' },
  schemaAfter: sha256(id),
}));
const scripts = planScripts({ steps: steps.map((step) => ({ ...step, phase: 'expand' })), rollback: [] });

const plan = {
  tool: 'wesley',
  from: { source: 'postgres://localhost/billing', digest: digestOf('from') },
  to: { source: 'schema.graphql', digest: digestOf('to') },
  changes: [],
  phases: [{ name: 'expand', steps }],
  rollback: [],
  summary: { steps: 2, destructive: 0, strongestLock: 'AccessExclusiveLock' },
};

const check = {
  tool: 'wesley',
  postgres: 18,
  files: [],
  summary: { files: 1, statements: 2, errors: 0, warnings: 0, unreadable: 0 },
};

const jsonBytes = (value: unknown): Uint8Array => utf8(jsonText(value));

/** What `certify` would have written for them, but for `evidence.jsonl`, `manifest.json` and `facts.json`. */
export const measuredFiles = (): Map<string, Uint8Array> =>
  new Map([
    ['schema.graphql', utf8('type Invoice @wes_table { id: ID! @wes_pk }')],
    ['config.json', jsonBytes({})],
    ['check.json', jsonBytes(check)],
    ['realm.json', jsonBytes(rehearsal)],
    ['plan.json', jsonBytes(plan)],
    ...scripts.map(({ path, text }) => [`plan/${path}`, utf8(text)] as const),
    ['generated/ir.json', jsonBytes({})],
  ]);

/** The groups of facts that were measured in it. */
export const measuredGroups = {
  ...measuredFacts(rehearsal),
  drift: { ...facts.drift, snapshot: plan.from.digest },
};
