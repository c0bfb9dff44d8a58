import { expect, test } from 'bun:test';
import { toBase64 } from '../base/base64.ts';
import { publicKeyOf } from './ed25519.ts';
import { formatPublicKey, keyIdOf, parsePublicKey } from './public-key.ts';

const bytes = publicKeyOf(new Uint8Array(32).fill(7));
const line = formatPublicKey({ role: 'HOLMES', bytes, comment: 'on the release desk' });

test('the line that was written is read back', () => {
  expect(parsePublicKey(`${line}\n`).key).toEqual({
    role: 'HOLMES',
    keyId: keyIdOf(bytes),
    bytes,
    comment: 'on the release desk',
  });
});

const small = new Uint8Array(32).with(0, 1);

test.each([
  ['empty', ''],
  ['another format', 'ssh-ed25519 AAAA'],
  ['a second line', `${line}\n${line}\n`],
  ['a role in lower case', line.replace('HOLMES', 'holmes')],
  ['the id of another key', line.replace(/sha256:.{4}/, 'sha256:0000')],
  ['a key of small order', formatPublicKey({ role: 'HOLMES', bytes: small, comment: '' })],
  ['31 bytes', formatPublicKey({ role: 'HOLMES', bytes: bytes.slice(1), comment: '' })],
  ['base64 without its padding', line.replace(toBase64(bytes), toBase64(bytes).slice(0, -1))],
  ['a comment that draws on the terminal', `${line}\u001b[2J`],
])('refuses %s', (_, text) => {
  expect(parsePublicKey(text).key).toBeNull();
});
