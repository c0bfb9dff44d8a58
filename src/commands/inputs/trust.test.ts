import { afterEach, beforeEach, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import {
  at,
  base,
  closeShop,
  codeOf,
  folder,
  openShop,
  run,
  signBoth,
  TRUST,
  text,
  verify,
} from '../cert/testing-shop.ts';
import trustShow from '../trust/show.ts';

beforeEach(openShop);
afterEach(closeShop);

const beside = (): string => {
  writeFileSync(at('trust.json'), text(TRUST.trust));
  return at('trust.json');
};

const pin = (): string => sha256(text(TRUST.trust));

test('must be pinned inside the work tree, by flag or by environment', async () => {
  await signBoth();
  execFileSync('git', ['init', '-q', base]);
  expect(codeOf(await verify())).toBe('E_TRUST_UNPINNED');
  expect(codeOf(await verify({ ...TRUST, env: 'production' }))).toBe('E_TRUST_UNPINNED');
  expect(codeOf(await verify({ ...TRUST, 'trust-digest': pin() }))).toBeNull();
  expect(codeOf(await verify(TRUST, { env: { WESLEY_TRUST_DIGEST: pin() } }))).toBeNull();
  expect(codeOf(await verify({}, { env: { WESLEY_TRUST: TRUST.trust } }))).toBe('E_TRUST_UNPINNED');
});

test('a flag does not undo the pin of the machine', async () => {
  await signBoth();
  const env = { WESLEY_TRUST_DIGEST: sha256('another store') };
  expect(codeOf(await verify({ ...TRUST, 'trust-digest': pin() }, { env }))).toBe('E_TRUST_DIGEST');
});

test('may lie outside the work tree, but not behind a link inside it', async () => {
  await signBoth();
  execFileSync('git', ['init', '-q', folder]);
  const outside = join(mkdtempSync(join(base, 'etc-')), 'trust.json');
  writeFileSync(outside, text(TRUST.trust));
  symlinkSync(outside, at('linked.json'));
  expect(codeOf(await verify({ trust: outside }))).toBeNull();
  expect(codeOf(await verify({ trust: 'linked.json' }))).toBe('E_TRUST_UNPINNED');
  symlinkSync(dirname(outside), at('linked'));
  symlinkSync(folder, join(base, 'alias'));
  expect(codeOf(await verify({ trust: 'linked/trust.json' }))).toBe('E_TRUST_UNPINNED');
  const alias = join(base, 'alias', 'linked.json');
  expect(codeOf(await verify({ trust: alias }))).toBe('E_TRUST_UNPINNED');
});

const strangers: readonly [string, () => string][] = [
  [
    'in another work tree',
    () => {
      const other = mkdtempSync(join(base, 'other-'));
      execFileSync('git', ['init', '-q', other]);
      mkdirSync(join(other, 'keys'));
      writeFileSync(join(other, 'keys/trust.json'), text(TRUST.trust));
      return join(other, 'keys/trust.json');
    },
  ],
  [
    'behind a link of another work tree',
    () => {
      const other = mkdtempSync(join(base, 'other-'));
      execFileSync('git', ['init', '-q', other]);
      const outside = mkdtempSync(join(base, 'etc-'));
      writeFileSync(join(outside, 'trust.json'), text(TRUST.trust));
      symlinkSync(join(outside, 'trust.json'), join(other, 'trust.json'));
      symlinkSync(join(other, 'trust.json'), join(outside, 'alias.json'));
      return join(outside, 'alias.json');
    },
  ],
  ['beside the certificate', beside],
  [
    'in a folder beside the certificate',
    () => {
      mkdirSync(at('keys'));
      writeFileSync(at('keys/trust.json'), text(TRUST.trust));
      return 'keys/trust.json';
    },
  ],
  [
    'beside the certificate, behind a link from elsewhere',
    () => {
      beside();
      symlinkSync(folder, join(base, 'alias-of-folder'));
      return join(base, 'alias-of-folder', 'trust.json');
    },
  ],
];
test.each(strangers)('must be pinned %s', async (_, make) => {
  await signBoth();
  const trust = make();
  expect(codeOf(await verify({ trust }))).toBe('E_TRUST_UNPINNED');
  expect(codeOf(await verify({ trust, 'trust-digest': pin() }))).toBeNull();
});

test('trust show prints the digest that is pinned', async () => {
  expect(JSON.parse((await run(trustShow, { ...TRUST, json: true })).out).digest).toBe(pin());
});

test('a store that others may write is refused in every environment, unless it is pinned', async () => {
  await signBoth();
  chmodSync(at(TRUST.trust), 0o666);
  expect(codeOf(await verify())).toBe('E_TRUST_WRITABLE');
  expect(codeOf(await verify({ ...TRUST, env: 'dev' }))).toBe('E_TRUST_WRITABLE');
  expect((await run(trustShow, TRUST)).exit).toBe(8);
  expect(codeOf(await verify({ ...TRUST, 'trust-digest': pin() }))).toBeNull();
  chmodSync(at(TRUST.trust), 0o644);
  expect(codeOf(await verify())).toBeNull();
  chmodSync(dirname(at(TRUST.trust)), 0o777);
  const ran = await verify();
  expect(codeOf(ran)).toBe('E_TRUST_WRITABLE');
  expect(JSON.parse(ran.out).message).toContain('everybody may write');
});

test.each([['.hg'], ['.svn'], ['.jj'], ['HEAD objects refs']])(
  'a work tree with %s, and a repository without one, ask for the pin as well',
  async (names) => {
    await signBoth();
    for (const name of names.split(' ')) mkdirSync(join(base, name));
    const ran = await verify();
    expect(codeOf(ran)).toBe('E_TRUST_UNPINNED');
    expect(codeOf(await verify({ ...TRUST, 'trust-digest': pin() }))).toBeNull();
  },
);

test.each([[''], ['sha256:00'], ['SHA256:'], ['trailing']])('%j is said to be no digest', async (odd) => {
  await signBoth();
  const given = odd === 'trailing' ? `${pin()} ` : odd === 'SHA256:' ? pin().toUpperCase() : odd;
  const ran = await verify({ ...TRUST, 'trust-digest': given });
  expect(codeOf(ran)).toBe('E_TRUST_DIGEST');
  expect(JSON.parse(ran.out).message).toContain('is no digest');
});
