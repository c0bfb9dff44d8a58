import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fromBase64 } from '../../base/base64.ts';
import { sha256 } from '../../base/digest.ts';
import { verifyStrict } from '../../certificate/ed25519.ts';
import { preAuthenticationEncoding } from '../../certificate/pae.ts';
import { EXPIRES_MS, facts } from '../../certificate/testing.ts';
import certBadge from './badge.ts';
import certCreate from './create.ts';
import certExport from './export.ts';
import certMerge from './merge.ts';
import certShow from './show.ts';
import certSign from './sign.ts';
import {
  at,
  certified,
  closeShop,
  codeOf,
  type Flags,
  id,
  openShop,
  run,
  sign,
  signBoth,
  TRUST,
  text,
  verify,
} from './testing-shop.ts';

beforeEach(openShop);
afterEach(closeShop);

describe('the whole way', () => {
  test('keys, trust, certificate, two signatures, valid', async () => {
    expect(codeOf(await verify())).toBe('E_UNSIGNED');
    const first = await sign('HOLMES', 'holmes.pem');
    expect(first).toMatchObject({ exit: 0, out: expect.stringContaining('Still missing: WAT-SUM') });
    expect(first.log).toContain('# SHIPME: production');
    expect(codeOf(await verify())).toBe('E_ROLE_MISSING');
    expect((await sign('WAT-SUM', 'wat-sum.pem')).exit).toBe(0);
    const verdict = await verify({ ...TRUST, env: 'production' });
    expect(verdict.exit).toBe(0);
    expect(JSON.parse(verdict.out)).toMatchObject({
      verdict: 'VALID',
      code: null,
      certificate: { id, sequence: 7 },
    });
  });

  test('SHIPIT.md is read where there is no SHIPME.md, and written back there', async () => {
    writeFileSync(at('SHIPIT.md'), text('SHIPME.md'));
    rmSync(at('SHIPME.md'));
    await run(certSign, { signer: 'HOLMES', key: 'holmes.pem' });
    expect(text('SHIPIT.md')).toContain('"role":"HOLMES"');
    expect(existsSync(at('SHIPME.md'))).toBe(false);
  });

  test('copies signed apart are merged, whoever comes first', async () => {
    writeFileSync(at('other.md'), text('SHIPME.md'));
    await sign('HOLMES', 'holmes.pem');
    await run(certSign, { signer: 'WAT-SUM', key: 'wat-sum.pem', in: 'other.md' });
    await run(certMerge, { in: ['SHIPME.md', 'other.md'], out: 'both.md' });
    await run(certMerge, { in: ['other.md', 'SHIPME.md'], out: 'both-2.md' });
    expect(text('both.md')).toBe(text('both-2.md'));
    expect((await verify({ ...TRUST, in: 'both.md' })).exit).toBe(0);
  });

  test('copies of two certificates are not merged', async () => {
    writeFileSync(at('other.md'), text('SHIPME.md'));
    const other = JSON.parse(text(`${certified}/facts.json`));
    other.certificate.sequence = 8;
    writeFileSync(at(`${certified}/facts.json`), JSON.stringify(other));
    await run(certCreate, { facts: `${certified}/facts.json` });
    expect((await run(certMerge, { in: ['SHIPME.md', 'other.md'], json: true })).exit).toBe(8);
  });

  test('the DSSE envelope carries the same signatures, and they fit it', async () => {
    await signBoth();
    const { payload, payloadType, signatures } = JSON.parse((await run(certExport, {})).out);
    const message = preAuthenticationEncoding(payloadType, fromBase64(payload) ?? new Uint8Array());
    for (const [i, name] of ['holmes', 'wat-sum'].entries()) {
      const key = fromBase64(text(`${name}.pem.pub`).split(' ')[3]?.trim() ?? '') ?? new Uint8Array();
      expect(verifyStrict(fromBase64(signatures[i].sig) ?? new Uint8Array(), message, key)).toBe(true);
    }
  });

  test('cert show prints the header and warns that nothing was verified', async () => {
    const shown = await run(certShow, {});
    expect(text('SHIPME.md').startsWith(shown.out)).toBe(true);
    expect(shown.log).toContain('Not verified');
  });
});

test('cert create refuses facts that the certified rehearsal does not bear out', async () => {
  const path = at(`${certified}/facts.json`);
  const honest = text(`${certified}/facts.json`);
  for (const [measured, invented] of [
    ['"passed": 40', '"passed": 41'],
    ['"rowsLost": 0', '"rowsLost": 1'],
    ['"longestHoldMs": 1.9', '"longestHoldMs": 0.1'],
  ] as const) {
    expect(honest).toContain(measured);
    writeFileSync(path, honest.replaceAll(measured, invented).replaceAll('"total": 40', '"total": 41'));
    const ran = await run(certCreate, { facts: `${certified}/facts.json`, json: true });
    expect(ran.exit).not.toBe(0);
  }
});

describe('cert verify', () => {
  test.each<[string, () => void, Flags, string]>([
    ['a missing certificate', () => rmSync(at('SHIPME.md')), TRUST, 'E_CERTIFICATE_MISSING'],
    ['a named file that is missing', () => undefined, { ...TRUST, in: 'none.md' }, 'E_CERTIFICATE_MISSING'],
    ['an empty one', () => writeFileSync(at('SHIPME.md'), ''), TRUST, 'E_FILE_EMPTY'],
    ['a huge one', () => writeFileSync(at('SHIPME.md'), 'x'.repeat(300_000)), TRUST, 'E_FILE_SIZE'],
    [
      'a link',
      () => {
        writeFileSync(at('real.md'), text('SHIPME.md'));
        rmSync(at('SHIPME.md'));
        symlinkSync(at('real.md'), at('SHIPME.md'));
      },
      TRUST,
      'E_FILE_UNREADABLE',
    ],
    [
      'a FIFO',
      () => {
        rmSync(at('SHIPME.md'));
        execFileSync('mkfifo', [at('SHIPME.md')]);
      },
      TRUST,
      'E_FILE_UNREADABLE',
    ],
    ['a folder', () => undefined, { ...TRUST, in: '.wesley' }, 'E_FILE_UNREADABLE'],
    ['a missing trust store', () => undefined, { trust: 'none.json' }, 'E_TRUST_MISSING'],
    ['no trust store at all', () => undefined, {}, 'E_TRUST_MISSING'],
    ['an empty trust store', () => writeFileSync(at(TRUST.trust), ''), TRUST, 'E_TRUST_INVALID'],
    ['a folder as the trust store', () => undefined, { trust: '.wesley' }, 'E_TRUST_INVALID'],
    ['the wrong pin', () => undefined, { ...TRUST, 'trust-digest': sha256('') }, 'E_TRUST_DIGEST'],
    ['another environment', () => undefined, { ...TRUST, env: 'staging' }, 'E_ENVIRONMENT'],
    ['an artifact too many', () => writeFileSync(at(`${certified}/x.sql`), ''), TRUST, 'E_ARTIFACT_EXTRA'],
    [
      'a changed artifact',
      () => writeFileSync(at(`${certified}/plan.json`), '{}'),
      TRUST,
      'E_ARTIFACT_CHANGED',
    ],
    ['a missing artifact', () => rmSync(at(`${certified}/plan.json`)), TRUST, 'E_ARTIFACT_MISSING'],
    ['a changed manifest', () => writeFileSync(at(`${certified}/manifest.json`), '{}'), TRUST, 'E_MANIFEST'],
    [
      'a link among the artifacts',
      () => symlinkSync('plan.json', at(`${certified}/a`)),
      TRUST,
      'E_ARTIFACT_CHANGED',
    ],
  ])('%s is refused with exit 8', async (_, change, flags, code) => {
    await signBoth();
    change();
    const ran = await verify(flags);
    expect([ran.exit, codeOf(ran)]).toEqual([8, code]);
  });

  test('needs no certified files where there are none, and says so of a part of them', async () => {
    await signBoth();
    rmSync(at('.wesley'), { recursive: true });
    expect((await verify()).exit).toBe(0);
  });

  test('expires to the millisecond', async () => {
    await signBoth();
    expect((await verify(TRUST, { nowMs: EXPIRES_MS - 1 })).exit).toBe(0);
    expect(codeOf(await verify(TRUST, { nowMs: EXPIRES_MS }))).toBe('E_EXPIRED');
  });
});

describe('cert badge', () => {
  test('is green after verification, and red where that fails', async () => {
    await signBoth();
    expect(await run(certBadge, { ...TRUST, out: 'badge.svg' })).toMatchObject({ exit: 0 });
    expect(text('badge.svg')).toContain('#2e7d32');
    expect((await run(certBadge, { ...TRUST, out: 'badge.svg' }, { nowMs: EXPIRES_MS })).exit).toBe(8);
    expect(text('badge.svg')).toContain('refused: E_EXPIRED');
    expect(text('badge.svg')).not.toContain('#2e7d32');
    expect((await run(certBadge, {})).out).not.toContain('#2e7d32');
  });
});

describe('cert create', () => {
  test.each<[string, (facts: Record<string, never>) => unknown, number]>([
    [
      'facts that contradict themselves',
      (given) => ({ ...given, scores: { scs: 1, mri: null, tci: null, x: 1 } }),
      2,
    ],
    ['no facts', () => null, 2],
    [
      'another manifest',
      ({ artifacts, ...given }) => ({
        ...given,
        artifacts: { ...(artifacts ?? {}), manifest: facts.artifacts.manifest },
      }),
      8,
    ],
  ])('refuses %s', async (_, change, exit) => {
    writeFileSync(
      at(`${certified}/facts.json`),
      JSON.stringify(change(JSON.parse(text(`${certified}/facts.json`)))),
    );
    expect((await run(certCreate, { facts: `${certified}/facts.json`, out: 'new.md' })).exit).toBe(exit as 2);
    expect(existsSync(at('new.md'))).toBe(false);
  });
});
