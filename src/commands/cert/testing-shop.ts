import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { sha256 } from '../../base/digest.ts';
import { jsonText } from '../../base/json-text.ts';
import { artifactsOf } from '../../certificate/artifacts.ts';
import { applicableReasons } from '../../certificate/consistency.ts';
import { createManifest } from '../../certificate/manifest.ts';
import { facts, ISSUED_MS, utf8 } from '../../certificate/testing.ts';
import { measuredFiles, measuredGroups } from '../../certificate/testing-run.ts';
import { type Chain, formatChain, headOf } from '../../evidence/chain.ts';
import { chainOf } from '../../evidence/record.ts';
import { guardsOf } from '../../shell/guards.ts';
import { loadTargets } from '../../targets/index.ts';
import type { World } from '../../world/world.ts';
import keysNew from '../keys/new.ts';
import type { Command, Input } from '../line/command.ts';
import trustInit from '../trust/init.ts';
import certCreate from './create.ts';
import certSign from './sign.ts';
import certVerify from './verify.ts';

/** A folder with keys, a trust store and a certificate in it, made anew for every test by the commands themselves. */

/** Outside of what a test works in. */
export let base = '';
export let folder = '';
let counter = 0;
export const at = (path: string): string => join(folder, path);
export const text = (path: string): string => readFileSync(at(path), 'utf8');

export type Flags = Readonly<Record<string, string | readonly string[] | true>>;

const inputOf = (command: Command, flags: Flags, positionals: readonly string[]): Input => ({
  text: (flag) => {
    const value = flags[flag] ?? command.flags[flag]?.default ?? null;
    return typeof value === 'string' ? value : null;
  },
  all: (flag) => [flags[flag] ?? []].flat() as string[],
  on: (flag) => flags[flag] === true,
  positionals,
});

export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly log: string;
}

const silent = { isInteractive: false, ask: () => Promise.reject(new Error('asked')) };

export async function run(
  command: Command,
  flags: Flags,
  options: { nowMs?: number; env?: Record<string, string>; positionals?: readonly string[] } = {},
): Promise<Ran> {
  const printed = { out: '', log: '' };
  const note = (line: string): void => {
    printed.log += `${line}\n`;
  };
  const env = options.env ?? {};
  const world = {
    cwd: folder,
    env,
    files: {
      resolve: (path: string) => resolve(folder, path),
      write: async (path: string, content: string, { mode }: { mode?: number } = {}) => {
        writeFileSync(at(path), content, mode === undefined ? {} : { mode });
      },
    },
    ...guardsOf(folder, env, { terminal: silent, said: note }),
    clock: { nowMs: () => options.nowMs ?? ISSUED_MS },
    random: (bytes: number) => new Uint8Array(bytes).fill(++counter),
    log: { info: note, success: note, warn: note, error: note, progress: note, debug: note },
    out: (line: string) => {
      printed.out += line;
    },
  } as unknown as World;
  const exit = await command.run(inputOf(command, flags, options.positionals ?? []), world);
  return { exit, ...printed };
}

export const id = facts.certificate.id;
export const certified = `.wesley/certified/${id}`;

/** Certifies files: their chain of evidence, the manifest of all and the facts are written as `certify` writes them. */
export async function certifyFiles(
  files: Map<string, Uint8Array>,
  chainIn: (files: ReadonlyMap<string, Uint8Array>) => Chain = (files) => chainOf(files, facts.time.issuedAt),
): Promise<void> {
  const targets = await loadTargets();
  const chain = chainIn(files);
  files.set('evidence.jsonl', utf8(formatChain(chain)));
  const manifest = createManifest(id, files);
  rmSync(at(certified), { recursive: true, force: true });
  for (const [path, bytes] of [...files, ['manifest.json', utf8(manifest)] as const]) {
    mkdirSync(dirname(at(`${certified}/${path}`)), { recursive: true });
    writeFileSync(at(`${certified}/${path}`), bytes);
  }
  const artifacts = artifactsOf({ files, manifest: sha256(manifest), evidence: headOf(chain) }, targets);
  const target = { ...facts.target, targets: Object.keys(artifacts.targets) };
  const measured = { ...facts, ...measuredGroups, target, artifacts };
  const unmeasured = applicableReasons(measured, {
    ...facts.unmeasured,
    'artifacts.tests': 'there are no tests',
    'shadowRealm.longestBackfillLockMs': 'there is no backfill',
  });
  writeFileSync(at(`${certified}/facts.json`), jsonText({ ...measured, unmeasured }));
}

/** The certified files as they lie there, to be changed and certified again. */
export const filesThere = (): Map<string, Uint8Array> =>
  new Map(
    [...measuredFiles().keys()].map((path) => [
      path,
      new Uint8Array(readFileSync(at(`${certified}/${path}`))),
    ]),
  );

/** Away from the certificate, as production asks. */
export const TRUST = { trust: '../trust/trust.json' };
export const sign = (signer: string, key: string): Promise<Ran> =>
  run(certSign, { signer, key, in: 'SHIPME.md' });
export const verify = (flags: Flags = TRUST, options = {}): Promise<Ran> =>
  run(certVerify, { json: true, ...flags }, options);
export const codeOf = ({ out }: Ran): string | null => JSON.parse(out).code;

export async function openShop(): Promise<void> {
  base = mkdtempSync(join(tmpdir(), 'wesley-shop-'));
  folder = join(base, 'work');
  mkdirSync(join(base, 'trust'));
  await certifyFiles(measuredFiles());
  await run(keysNew, { role: 'HOLMES', out: 'holmes.pem', 'no-passphrase': true });
  await run(keysNew, { role: 'WAT-SUM', out: 'wat-sum.pem', 'no-passphrase': true });
  await run(trustInit, { key: ['holmes.pem.pub', 'wat-sum.pem.pub'], out: TRUST.trust });
  await run(certCreate, { facts: `${certified}/facts.json` });
}

export async function signBoth(): Promise<void> {
  await sign('HOLMES', 'holmes.pem');
  await sign('WAT-SUM', 'wat-sum.pem');
}

export const closeShop = (): void => rmSync(base, { recursive: true });
