import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../src/base/canonical-json.ts';
import { verifyStrict } from '../src/certificate/ed25519.ts';
import { preAuthenticationEncoding } from '../src/certificate/pae.ts';
import { peerCases } from './peer-cases.ts';

/*
 * Runs our cryptography against published vectors, and our rules against the examples of other linters, which are no
 * part of this project: WESLEY_CORPUS=<folder> bun run corpus. Prints counts; ends with 1 at a difference that nobody
 * has explained.
 */
const folder = process.env['WESLEY_CORPUS'];
if (!folder) throw new Error('set WESLEY_CORPUS to the folder that holds vectors/ and lint/');
const vectors = join(folder, 'vectors');

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const read = (name: string): string => readFileSync(join(vectors, name), 'utf8');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function expectCount(name: string, actual: number, expected: number, total: number): void {
  say(`${actual === expected ? 'ok  ' : 'FAIL'} ${name}: ${actual} of ${total}, expected ${expected}`);
  if (actual !== expected) process.exitCode = 1;
}

interface Wycheproof {
  readonly testGroups: readonly {
    readonly publicKey: { readonly pk: string };
    readonly tests: readonly { readonly msg: string; readonly sig: string; readonly result: string }[];
  }[];
}

function wycheproof(): void {
  const { testGroups } = JSON.parse(read('wycheproof-ed25519.json')) as Wycheproof;
  const cases = testGroups.flatMap(({ publicKey, tests }) =>
    tests.map((test) => ({ key: publicKey.pk, ...test })),
  );
  const right = cases.filter(
    ({ key, msg, sig, result }) => verifyStrict(hex(sig), hex(msg), hex(key)) === (result === 'valid'),
  );
  expectCount('Wycheproof verdicts that agree', right.length, cases.length, cases.length);
}

function edgeCases(): void {
  const cases = JSON.parse(read('ed25519-speccheck-edge-cases.json')) as readonly {
    readonly message: string;
    readonly pub_key: string;
    readonly signature: string;
  }[];
  const taken = cases.filter((c) => verifyStrict(hex(c.signature), hex(c.message), hex(c.pub_key)));
  expectCount('speccheck edge cases accepted', taken.length, 0, cases.length);
}

function smallOrder(): void {
  const cases = JSON.parse(read('ed25519-zip215-smallorder.json')) as readonly {
    readonly vk_bytes: string;
    readonly sig_bytes: string;
  }[];
  const message = new TextEncoder().encode('Zcash');
  const taken = cases.filter((c) => verifyStrict(hex(c.sig_bytes), message, hex(c.vk_bytes)));
  expectCount('small-order keys accepted', taken.length, 0, cases.length);
}

function canonical(): void {
  const names = readdirSync(join(vectors, 'jcs', 'input'));
  const equal = names.filter(
    (name) => canonicalJson(JSON.parse(read(`jcs/input/${name}`))) === read(`jcs/output/${name}`).trimEnd(),
  );
  expectCount('RFC 8785 pairs equal', equal.length, names.length, names.length);
}

function envelope(): void {
  const vector = JSON.parse(read('dsse-test-vector.json')) as Record<string, string>;
  const payload = new TextEncoder().encode(vector['payload_utf8'] ?? '');
  const bytes = preAuthenticationEncoding(vector['payloadType'] ?? '', payload);
  expectCount('DSSE encodings equal', Number(new TextDecoder().decode(bytes) === vector['pae_utf8']), 1, 1);
}

wycheproof();
edgeCases();
smallOrder();
canonical();
envelope();
await peerCases(folder);
