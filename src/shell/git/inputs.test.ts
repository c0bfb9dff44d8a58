import { afterEach, beforeEach, expect, test } from 'bun:test';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReadInput } from '../../world/git.ts';
import {
  at,
  base,
  closeRepository,
  commit,
  dirt,
  git,
  openRepository,
  read,
  root,
  SCHEMA,
} from './testing-repository.ts';

beforeEach(() => {
  openRepository('select 1;\nselect 2;\n');
  commit();
});
afterEach(closeRepository);

const fine: readonly [string, () => ReadInput][] = [
  ['by its name', () => read('schema.graphql')],
  ['by an absolute path', () => ({ ...read('schema.graphql'), path: at('schema.graphql') })],
  [
    'by a path on which a link from outside lies',
    () => {
      symlinkSync(root, join(base, `link-to-${root.slice(-6)}`));
      return { ...read('schema.graphql'), path: join(base, `link-to-${root.slice(-6)}`, 'schema.graphql') };
    },
  ],
  [
    'by a link that the commit holds',
    () => {
      symlinkSync('../schema.graphql', at('db/link.graphql'));
      commit();
      return read('db/link.graphql');
    },
  ],
  [
    'in a folder that is a link of the commit',
    () => {
      symlinkSync('db', at('migrations'));
      commit();
      return read('migrations/plan.sql');
    },
  ],
  ['when it was looked for and neither has it', () => ({ path: '.wesley/policy.json', bytes: null })],
  ['when it was looked for outside and is not there', () => ({ path: '/no/such/file', bytes: null })],
];
test.each(fine)('an input is what the commit holds at its place: %s', async (_, make) => {
  expect(await dirt(make())).toBeNull();
});

const evil: readonly [string, RegExp, () => ReadInput][] = [
  [
    'not when it is not in the commit, even where an ignore rule covers it',
    /^wesley\.config\.json is not in the commit$/,
    () => {
      writeFileSync(at('.git/info/exclude'), 'wesley.config.json\n');
      writeFileSync(at('wesley.config.json'), '{}');
      return read('wesley.config.json');
    },
  ],
  [
    'not by an absolute path outside, with its double at the same path inside',
    /is not in the work tree$/,
    () => {
      const outside = mkdtempSync(join(base, 'outside-'));
      writeFileSync(join(outside, 'schema.graphql'), SCHEMA);
      mkdirSync(join(root, outside), { recursive: true });
      writeFileSync(join(root, outside, 'schema.graphql'), SCHEMA);
      commit();
      return { path: join(outside, 'schema.graphql'), bytes: Buffer.from(SCHEMA) };
    },
  ],
  [
    'not by a link of the commit that leads out of it',
    /^link\.graphql is not in the commit$/,
    () => {
      const outside = join(mkdtempSync(join(base, 'outside-')), 'schema.graphql');
      writeFileSync(outside, SCHEMA);
      symlinkSync(outside, at('link.graphql'));
      commit();
      return read('link.graphql');
    },
  ],
  [
    'not by a link of the commit that climbs out of it',
    /^link\.graphql is not in the commit$/,
    () => {
      const outside = mkdtempSync(join(base, 'outside-'));
      writeFileSync(join(outside, 'schema.graphql'), SCHEMA);
      symlinkSync(`../${outside.slice(base.length + 1)}/schema.graphql`, at('link.graphql'));
      commit();
      return read('link.graphql');
    },
  ],
  [
    'not in a folder that is a link of the commit and leads out of it',
    /^elsewhere\/schema\.graphql is not in the commit$/,
    () => {
      const outside = mkdtempSync(join(base, 'outside-'));
      writeFileSync(join(outside, 'schema.graphql'), SCHEMA);
      symlinkSync(outside, at('elsewhere'));
      commit();
      return read('elsewhere/schema.graphql');
    },
  ],
  [
    'not by a link that the commit does not hold, wherever it leads',
    /^link\.graphql is not in the commit$/,
    () => {
      symlinkSync('schema.graphql', at('link.graphql'));
      return read('link.graphql');
    },
  ],
  [
    'not when other bytes were read than now lie there',
    /^schema\.graphql differs from the commit$/,
    () => ({ path: 'schema.graphql', bytes: Buffer.from('type Evil { id: ID! }\n') }),
  ],
  [
    'not when it lies in a folder of ours that the comparison passes over',
    /^\.wesley\/schema\.graphql differs from the commit$/,
    () => {
      mkdirSync(at('.wesley'));
      writeFileSync(at('.wesley/schema.graphql'), SCHEMA);
      git('add', '-f', '.wesley/schema.graphql');
      commit();
      writeFileSync(at('.wesley/schema.graphql'), `${SCHEMA}#`);
      return read('.wesley/schema.graphql');
    },
  ],
  [
    'not when it was looked for in vain and the commit has it',
    /^\.wesley\/policy\.json is in the commit and not here$/,
    () => {
      mkdirSync(at('.wesley'));
      writeFileSync(at('.wesley/policy.json'), '{}');
      git('add', '-f', '.wesley/policy.json');
      commit();
      git('sparse-checkout', 'set', '--no-cone', '/*', '!/.wesley/');
      expect(existsSync(at('.wesley/policy.json'))).toBe(false);
      return { path: '.wesley/policy.json', bytes: null };
    },
  ],
];
test.each(evil)('an input is %s', async (_, reason, make) => {
  expect(await dirt(make())).toMatch(reason);
});
