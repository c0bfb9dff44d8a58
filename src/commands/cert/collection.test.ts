import { afterEach, beforeEach, expect, test } from 'bun:test';
import { rmSync, writeFileSync } from 'node:fs';
import { sha256 } from '../../base/digest.ts';
import { createManifest } from '../../certificate/manifest.ts';
import { utf8 } from '../../certificate/testing.ts';
import { appendLink, type Chain, type Link } from '../../evidence/chain.ts';
import { chainOf } from '../../evidence/record.ts';
import certCreate from './create.ts';
import {
  at,
  certified,
  certifyFiles,
  closeShop,
  codeOf,
  filesThere,
  id,
  openShop,
  type Ran,
  run,
  text,
} from './testing-shop.ts';

beforeEach(openShop);
afterEach(closeShop);

const AT = '2026-11-20T16:58:00Z';
type Files = Map<string, Uint8Array>;

const create = (): Promise<Ran> => run(certCreate, { facts: `${certified}/facts.json`, json: true });

/** Certifies the files once more, with a chain of these links in place of the honest one, and makes a certificate. */
async function certifiedWith(
  links: (honest: Chain, files: Files) => readonly Pick<Link, 'kind' | 'digest' | 'at'>[],
  files: Files = filesThere(),
): Promise<Ran> {
  await certifyFiles(files, () =>
    links(chainOf(files, AT), files).reduce<Chain>(
      (chain, { kind, digest, at }) => appendLink(chain, { kind, digest, at }),
      [],
    ),
  );
  return create();
}

const lie = { kind: 'check', digest: sha256('a lie'), at: AT };
const without = (files: Files, ...paths: readonly string[]): Files =>
  new Map([...files].filter(([path]) => !paths.includes(path)));
const changed = (path: string, change: (text: string) => string): Files => {
  const files = filesThere();
  return files.set(path, utf8(change(new TextDecoder().decode(files.get(path)))));
};

test('every link and every file as certify leaves them make a certificate', async () => {
  expect((await certifiedWith((chain) => chain)).exit).toBe(0);
});

test('what a later version writes besides makes a certificate too', async () => {
  const files = changed('check.json', (text) => text.replace('{', '{"hint": "new",'));
  expect((await certifiedWith((chain) => chain, files)).exit).toBe(0);
});

test.each<[string, () => Promise<Ran>, string]>([
  [
    'a chain that leaves kinds out and vouches for a file that is not there',
    () =>
      certifiedWith(
        (chain) => [...chain.filter(({ kind }) => kind === 'rehearsal'), lie],
        without(filesThere(), 'check.json'),
      ),
    'evidence.jsonl',
  ],
  ['no link at all', () => certifiedWith(() => []), 'evidence.jsonl holds no link'],
  [
    'no check',
    () => certifiedWith((chain) => chain, without(filesThere(), 'check.json')),
    'there is no check.json',
  ],
  [
    'a plan without a link',
    () => certifiedWith((chain) => chain.filter(({ kind }) => kind !== 'plan')),
    'evidence.jsonl does not vouch for plan.json',
  ],
  [
    'tests without a link',
    () => certifiedWith((chain) => chain.filter(({ kind }) => kind !== 'tests')),
    'evidence.jsonl does not vouch for realm.json#tests',
  ],
  [
    'a check with the digest of another',
    () => certifiedWith((chain) => chain.map((link) => (link.kind === 'check' ? lie : link))),
    'evidence.jsonl does not vouch for check.json',
  ],
  [
    'one link twice',
    () => certifiedWith((chain) => chain.flatMap((link) => (link.kind === 'plan' ? [link, link] : [link]))),
    'link 3 of evidence.jsonl is a second one of kind plan',
  ],
  [
    'a lie before the link that is true',
    () => certifiedWith((chain) => chain.flatMap((link) => (link.kind === 'check' ? [lie, link] : [link]))),
    'link 4 of evidence.jsonl is a second one of kind check',
  ],
  [
    'a kind that nobody knows',
    () => certifiedWith((chain) => [...chain, { ...lie, kind: 'approval' }]),
    'link 6 of evidence.jsonl is of no kind that this version knows: approval',
  ],
  [
    'a kind that is the name of something else',
    () => certifiedWith((chain) => [...chain, { ...lie, kind: 'constructor' }]),
    'link 6 of evidence.jsonl is of no kind that this version knows: constructor',
  ],
  [
    'links in another order',
    () => certifiedWith((chain) => chain.toReversed()),
    'link 2 of evidence.jsonl, of kind rehearsal, is out of order',
  ],
  [
    'a check that is none',
    () =>
      certifiedWith(
        (chain) => chain,
        changed('check.json', () => '{"tool":"wesley"}'),
      ),
    'check.json: postgres: ',
  ],
  [
    'a plan that says one thing twice',
    () =>
      certifiedWith(
        (chain) => chain,
        changed('plan.json', (text) => text.replace('{', '{"phases":[],')),
      ),
    'plan.json is not canonical',
  ],
  [
    'a schema that is no text',
    () => certifiedWith((chain) => chain, filesThere().set('schema.graphql', new Uint8Array([0xff]))),
    'schema.graphql is not UTF-8',
  ],
])('%s makes none', async (_, make, fault) => {
  const created = await make();
  expect(codeOf(created)).toBe('E_FACTS');
  expect(created.out).toContain(fault);
});

test.each(['plan/rollback.down.sql', 'generated/ir.json'])(
  'a folder without %s makes no certificate, whatever digest the facts give it',
  async (path) => {
    const files = filesThere();
    await certifyFiles(files);
    const missing = without(files, path);
    rmSync(at(`${certified}/${path}`));
    const manifest = createManifest(id, missing);
    writeFileSync(at(`${certified}/manifest.json`), manifest);
    const facts = JSON.parse(text(`${certified}/facts.json`));
    facts.artifacts.manifest = sha256(manifest);
    if (path === 'generated/ir.json') {
      facts.target.targets = [];
      facts.artifacts.targets = {};
      facts.artifacts.ir = sha256('');
    } else facts.artifacts.rollback = sha256('');
    writeFileSync(at(`${certified}/facts.json`), JSON.stringify(facts));
    const created = await create();
    expect(codeOf(created)).toBe('E_FACTS');
    expect(created.out).toContain(
      path === 'generated/ir.json' ? 'there is no snapshot' : `there is no ${path}`,
    );
  },
);

test('a folder without a config file states none', async () => {
  const files = filesThere();
  files.delete('config.json');
  await certifyFiles(files);
  expect(JSON.parse(text(`${certified}/facts.json`)).artifacts.specBundle.config).toBeNull();
  expect((await create()).exit).toBe(0);
});
