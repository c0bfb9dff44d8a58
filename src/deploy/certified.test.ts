import { expect, test } from 'bun:test';
import { certifiedIn } from './certified.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const digest = `sha256:${'0'.repeat(64)}`;
const step = {
  id: 'expand-001',
  object: 'table:public.t',
  sql: 'SELECT 1;',
  transactional: true,
  lockTimeoutMs: 0,
  statementTimeoutMs: 0,
  locks: [],
  rewrites: [],
  scans: [],
  unknown: [],
  hazards: [],
  batch: null,
  undo: { unnecessary: 'it changes nothing' },
  schemaAfter: digest,
};
const plan = {
  tool: 'wesley',
  from: { source: 'empty', digest },
  to: { source: 'schema.graphql', digest },
  changes: [],
  phases: [{ name: 'expand', steps: [step] }],
  rollback: [],
  summary: { steps: 1, destructive: 0, strongestLock: null },
};

test.each<[string, string | null, string | null, string]>([
  ['no plan', null, '{}', 'there is no plan.json'],
  ['an empty plan', '', '{}', 'plan.json: it is no JSON'],
  ['no snapshot of the schema', JSON.stringify(plan), null, 'there is no generated/ir.json'],
  ['a snapshot that is none', JSON.stringify(plan), '{}', 'generated/ir.json: no snapshot'],
])('nothing is to be applied with %s', (_, planText, ir, fault) => {
  const files = new Map([
    ...(planText === null ? [] : [['plan.json', utf8(planText)] as const]),
    ...(ir === null ? [] : [['generated/ir.json', utf8(ir)] as const]),
  ]);
  expect(certifiedIn(files, null)).toStartWith(fault);
});
