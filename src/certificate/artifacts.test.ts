import { expect, test } from 'bun:test';
import { sha256 } from '../base/digest.ts';
import type { Target } from '../targets/target.ts';
import { artifactsOf, missingIn } from './artifacts.ts';
import { utf8 } from './testing.ts';

const ir: Target = {
  name: 'ir',
  summary: '',
  artifacts: ['ir.json'],
  certifiedAs: 'ir',
  generate: () => [],
};
const NEEDED = ['plan.json', 'plan/rollback.down.sql', 'schema.graphql', 'generated/ir.json'];
const files: ReadonlyMap<string, Uint8Array> = new Map(NEEDED.map((path) => [path, utf8(path)]));
const of = (files: ReadonlyMap<string, Uint8Array>) =>
  artifactsOf({ files, manifest: sha256('manifest'), evidence: sha256('evidence') }, [ir]);

test('a file that need not be there has no digest', () => {
  expect(of(files)).toMatchObject({
    plan: sha256('plan.json'),
    ir: sha256('generated/ir.json'),
    specBundle: { schema: sha256('schema.graphql'), config: null },
    tests: null,
  });
  expect(missingIn(files, [ir])).toBeNull();
});

test.each(NEEDED)('without %s there are no artifacts', (path) => {
  const missing = new Map([...files].filter(([other]) => other !== path));
  expect(() => of(missing)).toThrow(TypeError);
  expect(missingIn(missing, [ir])).not.toBeNull();
});
