import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { jsonText } from '../../base/json-text.ts';
import { createFrom } from '../../certificate/create.ts';
import { createManifest } from '../../certificate/manifest.ts';
import { HOLMES_SEED, signedBy, trustText, utf8, WAT_SUM_SEED } from '../../certificate/testing.ts';
import { appendLink, type Chain, formatChain, headOf } from '../../evidence/chain.ts';
import { chainOf } from '../../evidence/record.ts';
import { realWorld } from '../../shell/world.ts';
import certify from '../cert/certify.ts';
import type { Command } from '../line/command.ts';
import { readInput } from '../line/input.ts';
import deploy from './deploy.ts';

/* Whoever holds both keys can sign anything. What `deploy` believes is what the run has left behind. */

let folder = '';
let certified = '';
const at = (path: string): string => join(folder, path);

type Files = Map<string, Uint8Array>;
// biome-ignore lint/suspicious/noExplicitAny: what a test breaks may be anywhere in it
type Document = any;

let files: Files;
let facts: Document;

async function run(command: Command, ...args: readonly string[]): Promise<Document> {
  let out = '';
  const world = realWorld({ cwd: folder, quiet: true, debug: false, color: false });
  const exit = await command.run(readInput(command, [...args, '--json']), {
    ...world,
    out: (text) => {
      out += text;
    },
  });
  return { exit, ...JSON.parse(out) };
}

const deployed = (...more: readonly string[]): Promise<Document> =>
  run(deploy, '--env', 'dev', '--dsn', 'pglite:./database', '--trust', 'trust.json', ...more);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wesley-records-'));
  writeFileSync(at('schema.graphql'), 'type Note @wes_table { id: Int! @wes_pk\n  text: String! }\n');
  writeFileSync(at('trust.json'), trustText);
  mkdirSync(at('database'));
  const made = await run(certify, '--env', 'dev', '--dsn', 'pglite:./database');
  certified = made.folder;
  const paths = readdirSync(at(certified), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at(certified).length + 1));
  facts = JSON.parse(readFileSync(at(`${certified}/facts.json`), 'utf8'));
  files = new Map(
    paths
      .filter((path) => !['facts.json', 'manifest.json', 'evidence.jsonl'].includes(path))
      .map((path) => [path, new Uint8Array(readFileSync(at(`${certified}/${path}`)))]),
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Forgery {
  readonly change?: (files: Files) => void;
  readonly chain?: (honest: Chain) => Chain;
  readonly state?: (facts: Document) => void;
}

/** Changes files, chain and facts of the run, makes all digests fit, and signs in both roles. */
function forge({ change, chain, state }: Forgery): void {
  const forged = new Map(files);
  change?.(forged);
  const honest = chainOf(forged, facts.time.issuedAt);
  const links = chain?.(honest) ?? honest;
  forged.set('evidence.jsonl', utf8(formatChain(links)));
  const manifest = createManifest(facts.certificate.id, forged);
  const stated = structuredClone(facts);
  Object.assign(stated.artifacts, { manifest: sha256(manifest), evidence: headOf(links) });
  state?.(stated);
  const { text, fault } = createFrom(stated);
  if (text === null) throw new Error(fault);
  rmSync(at(certified), { recursive: true });
  for (const [path, bytes] of [...forged, ['manifest.json', utf8(manifest)] as const]) {
    mkdirSync(dirname(at(`${certified}/${path}`)), { recursive: true });
    writeFileSync(at(`${certified}/${path}`), bytes);
  }
  writeFileSync(at('SHIPME.md'), signedBy(text, ['HOLMES', HOLMES_SEED], ['WAT-SUM', WAT_SUM_SEED]));
}

const rehearsed = (change: (rehearsal: Document) => void) => (files: Files) => {
  const rehearsal = JSON.parse(new TextDecoder().decode(files.get('realm.json')));
  change(rehearsal);
  files.set('realm.json', utf8(jsonText(rehearsal)));
};
const failed = rehearsed((rehearsal) => {
  rehearsal.verdict = 'FAIL';
});
const relinked = (links: Chain): Chain =>
  links.reduce<Chain>((chain, { kind, digest, at }) => appendLink(chain, { kind, digest, at }), []);

test('the records of an honest run would be deployed', async () => {
  forge({});
  expect(await deployed('--dry-run')).toMatchObject({ exit: 0, outcome: 'WOULD_APPLY', code: null });
});

test.each<[string, Forgery, string, string]>([
  [
    'a rehearsal that failed and is said to have passed',
    { change: failed },
    'E_FACTS',
    'shadowRealm is not what realm.json says',
  ],
  [
    'a rehearsal that failed and is said to have failed',
    {
      change: failed,
      state: ({ shadowRealm }) => {
        shadowRealm.verdict = 'FAIL';
      },
    },
    'E_REHEARSAL',
    'its verdict is FAIL',
  ],
  [
    'numbers that the rehearsal does not have',
    {
      state: ({ tests }) => {
        for (const tally of [tests, tests.pgtap]) Object.assign(tally, { total: 1000, passed: 1000 });
      },
    },
    'E_FACTS',
    'tests is not what realm.json says',
  ],
  [
    'no evidence',
    {
      state: (facts) => {
        facts.artifacts.evidence = null;
        facts.unmeasured['artifacts.evidence'] = 'nobody kept it';
      },
    },
    'E_FACTS',
    'artifacts names no evidence',
  ],
  [
    'another chain than the signed one',
    {
      state: ({ artifacts }) => {
        artifacts.evidence = sha256('another');
      },
    },
    'E_FACTS',
    'evidence.jsonl: the chain ends in another record',
  ],
  [
    'no link for the tests',
    { chain: (links) => relinked(links.filter(({ kind }) => kind !== 'tests')) },
    'E_FACTS',
    'evidence.jsonl does not vouch for realm.json#tests',
  ],
  [
    'links of another run',
    { chain: (links) => relinked(links.map((link) => ({ ...link, at: '2025-01-01T00:00:00Z' }))) },
    'E_FACTS',
    'evidence.jsonl is of another run: it is of 2025-01-01T00:00:00Z',
  ],
  [
    'a check that is none',
    { change: (files) => files.set('check.json', utf8('{}')) },
    'E_FACTS',
    'check.json: tool: ',
  ],
  ['no check', { change: (files) => files.delete('check.json') }, 'E_FACTS', 'there is no check.json'],
])(
  '%s is not deployed',
  async (_, forgery, code, fault) => {
    forge(forgery);
    expect(await deployed()).toMatchObject({
      exit: 9,
      outcome: 'REFUSED',
      code,
      message: expect.stringContaining(fault),
    });
  },
  30_000,
);

test('after all of that nothing has been done to the database', async () => {
  forge({});
  const { steps, ...ending } = await deployed();
  expect(ending).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  expect(steps.ran).toHaveLength(steps.total);
}, 30_000);
