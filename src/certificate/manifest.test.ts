import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { sha256 } from '../base/digest.ts';
import { checkArtifacts, createManifest } from './manifest.ts';
import { utf8 } from './testing.ts';

const ID = '01KAH5CT0000000000000000XY';
const files = new Map([
  ['plan.json', utf8('{"steps":[]}')],
  ['tests/invoice.sql', utf8('select plan(1);')],
]);
const text = createManifest(ID, files);
const folder = new Map([...files, ['manifest.json', utf8(text)]]);
const expected = {
  certificate: { id: ID },
  artifacts: { manifest: sha256(text), plan: sha256('{"steps":[]}') },
};
const codeOf = (found: ReadonlyMap<string, Uint8Array>, wanted = expected): string | null =>
  checkArtifacts(found, wanted)?.code ?? null;

test('the files that were certified are accepted, with the facts beside them', () => {
  expect(codeOf(folder)).toBeNull();
  expect(codeOf(new Map([...folder, ['facts.json', utf8('{}')]]))).toBeNull();
});

test('no byte of any file can be changed', () => {
  const all = [...folder].flatMap(([path, bytes]) => [...bytes.keys()].map((i) => [path, i] as const));
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.integer({ min: 1, max: 255 }), ([path, i], mask) => {
      const bytes = folder.get(path) ?? new Uint8Array();
      const changed = new Map(folder).set(path, bytes.with(i, (bytes[i] ?? 0) ^ mask));
      expect(codeOf(changed)).toBe(path === 'manifest.json' ? 'E_MANIFEST' : 'E_ARTIFACT_CHANGED');
    }),
  );
});

test.each<[string, (map: Map<string, Uint8Array>) => unknown, string]>([
  ['no manifest', (map) => map.delete('manifest.json'), 'E_ARTIFACT_MISSING'],
  ['a file is missing', (map) => map.delete('plan.json'), 'E_ARTIFACT_MISSING'],
  ['a file too many', (map) => map.set('extra.sql', utf8('drop table invoice;')), 'E_ARTIFACT_EXTRA'],
  ['a hidden file', (map) => map.set('.hidden', utf8('')), 'E_ARTIFACT_EXTRA'],
  ['a copy in another case', (map) => map.set('Plan.json', utf8('{"steps":[]}')), 'E_ARTIFACT_EXTRA'],
  ['a line end added', (map) => map.set('plan.json', utf8('{"steps":[]}\n')), 'E_ARTIFACT_CHANGED'],
  ['the manifest laid out differently', (map) => map.set('manifest.json', utf8(`${text}\n`)), 'E_MANIFEST'],
])('%s: refused', (_, change, code) => {
  const map = new Map(folder);
  change(map);
  expect(codeOf(map)).toBe(code);
});

test.each(['../plan.json', 'manifest.json', 'a b'])('no manifest is made for a file called %p', (path) => {
  expect(() => createManifest(ID, new Map([[path, utf8('')]]))).toThrow(TypeError);
});

test('the manifest of another certificate is refused', () => {
  const other = { id: '01KAH5CT0000000000000000ZZ' };
  expect(codeOf(folder, { ...expected, certificate: other })).toBe('E_MANIFEST');
});

test('a plan that the certificate names by another digest is refused, whatever the manifest lists', () => {
  const artifacts = { ...expected.artifacts, plan: sha256('{"steps":["drop table invoice"]}') };
  expect(codeOf(folder, { ...expected, artifacts })).toBe('E_MANIFEST');
});

describe('a manifest whose digest is certified is still judged', () => {
  const entry = (path: string): object => ({ path, sha256: sha256(''), bytes: 0 });
  const refused = (manifest: object): string | null => {
    const content = canonicalJson(manifest as Json);
    const found = new Map([['manifest.json', utf8(content)]]);
    return codeOf(found, { ...expected, artifacts: { ...expected.artifacts, manifest: sha256(content) } });
  };
  const base = { kind: 'wesley.manifest/1', certificate: ID };

  test.each([
    '../plan.json',
    '/etc/passwd',
    'a/../../b',
    './plan.json',
    'a//b',
    'a/',
    'C:/plan.json',
    'a\\b',
    'plän.json',
    'a\u0000b',
    '.git/config',
    'a b',
    '',
    `${'a'.repeat(101)}`,
    'manifest.json',
    'facts.json',
  ])('path %p', (path) => {
    expect(refused({ ...base, files: [entry(path)] })).toBe('E_MANIFEST');
  });

  test.each<[string, object]>([
    ['no files', { ...base, files: [] }],
    ['itself among others', { ...base, files: [entry('a'), entry('manifest.json')] }],
    ['a path twice', { ...base, files: [entry('a'), entry('a')] }],
    ['paths that differ in case only', { ...base, files: [entry('A.sql'), entry('a.sql')] }],
    ['a file that is a folder too', { ...base, files: [entry('a'), entry('a/b')] }],
    ['paths out of order', { ...base, files: [entry('b'), entry('a')] }],
    ['another digest algorithm', { ...base, files: [{ ...entry('a'), sha256: 'md5:00' }] }],
    ['an unknown member', { ...base, files: [entry('a')], allowExtra: true }],
    ['another kind', { ...base, kind: 'wesley.manifest/2', files: [entry('a')] }],
  ])('%s', (_, manifest) => {
    expect(refused(manifest)).toBe('E_MANIFEST');
  });
});
