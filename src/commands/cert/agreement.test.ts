import { afterEach, beforeEach, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { digestOf } from '../../base/digest.ts';
import { createFrom } from '../../certificate/create.ts';
import { utf8 } from '../../certificate/testing.ts';
import { chainOf } from '../../evidence/record.ts';
import certCreate from './create.ts';
import certSign from './sign.ts';
import {
  at,
  certified,
  certifyFiles,
  closeShop,
  codeOf,
  filesThere,
  openShop,
  type Ran,
  run,
  text,
} from './testing-shop.ts';

/** Every file is evidence of its own, the chain vouches for each, and yet they do not tell of one run. */

beforeEach(openShop);
afterEach(closeShop);

const create = (): Promise<Ran> => run(certCreate, { facts: `${certified}/facts.json`, json: true });

async function refusedWith(fault: string): Promise<void> {
  const created = await create();
  expect(codeOf(created)).toBe('E_FACTS');
  expect(created.out).toContain(fault);
}

// biome-ignore lint/suspicious/noExplicitAny: what a test breaks may be anywhere in it
type Document = any;

/** Changes a certified file and certifies all of them again. */
async function withFile(path: string, change: (document: Document) => void): Promise<void> {
  const files = filesThere();
  const document = JSON.parse(new TextDecoder().decode(files.get(path)));
  change(document);
  await certifyFiles(files.set(path, utf8(JSON.stringify(document))));
}

function withFacts(change: (facts: Document) => void): void {
  const facts = JSON.parse(text(`${certified}/facts.json`));
  change(facts);
  writeFileSync(at(`${certified}/facts.json`), JSON.stringify(facts));
}

test.each<[string, (plan: Document) => void]>([
  ['a step more than', ({ phases }) => phases[0].steps.pop()],
  [
    'another schema after a step than',
    ({ phases }) => {
      phases[0].steps[0].schemaAfter = digestOf('another');
    },
  ],
  [
    'a step of another name than',
    ({ phases }) => {
      phases[0].steps[0].id = 'expand-003';
    },
  ],
])('a rehearsal with %s the plan makes no certificate', async (_, change) => {
  await withFile('plan.json', change);
  await refusedWith('realm.json is not of the steps in plan.json');
});

const finding = {
  rule: 'no-cascade',
  severity: 'error',
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 2,
  message: '',
  fix: null,
  fingerprint: '0'.repeat(64),
};
test.each<[string, (check: Document) => void]>([
  [
    'counts an error',
    ({ summary }) => {
      summary.errors = 1;
    },
  ],
  [
    'has an error that it does not count',
    ({ files }) => files.push({ path: 'a', statements: [], findings: [finding] }),
  ],
  [
    'could not read a file',
    ({ summary }) => {
      summary.unreadable = 1;
    },
  ],
  [
    'does not say whether it could read all',
    ({ summary }) => {
      delete summary.unreadable;
    },
  ],
])('a check that %s makes no certificate', async (_, change) => {
  await withFile('check.json', change);
  await refusedWith('check.json has errors');
});

test.each<[string, (facts: Document) => void, string]>([
  [
    'another schema at the end',
    ({ target }) => {
      target.database.toSchema = digestOf('another');
    },
    'target.database.toSchema is not what realm.json says',
  ],
  [
    'another schema at the start',
    ({ target }) => {
      target.database.fromSchema = digestOf('another');
    },
    'target.database.fromSchema is not what plan.json says',
  ],
  [
    'a snapshot of another schema',
    ({ drift }) => {
      drift.snapshot = digestOf('another');
    },
    'drift.snapshot is not what plan.json says',
  ],
  [
    'a score',
    ({ scores }) => {
      scores.scs = 1;
    },
    'scores was measured by nobody',
  ],
  [
    'a prediction',
    ({ prediction }) => {
      prediction.confidence = 0.99;
    },
    'prediction was measured by nobody',
  ],
  [
    'a level of risk',
    ({ risk }) => {
      risk.level = 'low';
    },
    'risk was measured by nobody',
  ],
])('facts with %s make no certificate', async (_, change, fault) => {
  withFacts(change);
  await refusedWith(fault);
});

test.each([
  ['before the certificate was begun', '2025-11-20T17:36:02Z'],
  ['after it was issued', '2026-11-20T16:58:01Z'],
])('evidence from %s is that of another run', async (_, time) => {
  await certifyFiles(filesThere(), (files) => chainOf(files, time));
  await refusedWith(`evidence.jsonl is of another run: it is of ${time}`);
});

test('evidence of the very second in which the certificate was begun is its own', async () => {
  await certifyFiles(filesThere(), (files) => chainOf(files, '2025-11-20T17:36:03Z'));
  expect((await create()).exit).toBe(0);
});

test.each<[string, string]>([
  ['plan/rollback.down.sql', 'DROP TABLE invoice;'],
  ['plan/1-expand.sql', 'DROP TABLE invoice;'],
])('%s is what plan.json says, or there is no certificate', async (path, sql) => {
  await certifyFiles(filesThere().set(path, utf8(sql)));
  await refusedWith(`${path} is not what plan.json says`);
});

test.each(['plan/5-contract.sql', 'plan/notes.txt', 'notes.txt', 'generated/other.sql', 'realm.json.bak'])(
  '%s belongs to nothing that is certified',
  async (path) => {
    await certifyFiles(filesThere().set(path, utf8('DROP TABLE invoice;')));
    await refusedWith(`${path} belongs to nothing that is certified`);
  },
);

test('the scripts of a plan, a target’s file and the evidence map belong to it', async () => {
  await certifyFiles(
    filesThere().set('generated/types.ts', utf8('')).set('generated/evidence-map.json', utf8('{}')),
  );
  expect((await create()).exit).toBe(0);
});

test('who signs is kept from facts that were put into a certificate without cert create', async () => {
  const files = filesThere();
  await certifyFiles(files, (files) => chainOf(files, '2025-11-20T17:36:02Z'));
  const made = createFrom(JSON.parse(text(`${certified}/facts.json`)));
  writeFileSync(at('SHIPME.md'), made.text ?? '');
  const signed = await run(certSign, { signer: 'HOLMES', key: 'holmes.pem', json: true });
  expect(signed.exit).toBe(8);
  expect(codeOf(signed)).toBe('E_FACTS');
  expect(text('SHIPME.md')).toBe(made.text ?? '');
});
