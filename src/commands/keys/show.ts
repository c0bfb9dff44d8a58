import { EXIT, type ExitCode } from '../../base/exit.ts';
import { Failure } from '../../base/failure.ts';
import { jsonText } from '../../base/json-text.ts';
import { publicKeyOf } from '../../certificate/ed25519.ts';
import { formatPublicKey, keyIdOf, type PublicKey, parsePublicKey } from '../../certificate/public-key.ts';
import { isEncrypted, roleIn, seedIn } from '../../shell/private-key.ts';
import type { World } from '../../world/world.ts';
import { defineCommand } from '../line/command.ts';
import { JSON_FLAG } from '../outputs/verdict.ts';

export const MAX_LINE_BYTES = 1024;

export default defineCommand({
  name: 'keys show',
  summary: 'Print the public line of a private or public key.',
  flags: { ...JSON_FLAG },
  positionals: [{ name: 'FILE', description: 'holmes.pem or holmes.pem.pub', required: true }],
  examples: ['wesley keys show holmes.pem.pub'],

  async run(input, world): Promise<ExitCode> {
    const path = input.positionals[0] ?? '';
    const { key, encrypted } = path.endsWith('.pub')
      ? { key: readPublic(path, world), encrypted: null }
      : await readPrivate(path, world);
    const line = formatPublicKey(key);
    if (input.on('json'))
      world.out(jsonText({ role: key.role, keyId: key.keyId, publicKey: line, encrypted }));
    else world.out(`${line}\n`);
    return EXIT.ok;
  },
});

/** @throws {Failure} `key-unreadable` with what is wrong with the line. */
export function readPublic(path: string, world: World): PublicKey {
  const bytes = world.guarded.read(path, { maxBytes: MAX_LINE_BYTES, links: 'follow' });
  if (bytes === null) throw new Failure('key-unreadable', `${path} does not exist`);
  const { key, refusal } = parsePublicKey(new TextDecoder().decode(bytes));
  if (key === null) throw new Failure('key-unreadable', `the public key ${path} ${refusal}`);
  return key;
}

async function readPrivate(
  path: string,
  world: World,
): Promise<{ readonly key: PublicKey; readonly encrypted: boolean }> {
  const text = world.guarded.readSecret(path);
  const encrypted = isEncrypted(text);
  const bytes = publicKeyOf(seedIn(text, encrypted ? await world.passphrase('open') : null, path));
  const role = roleIn(text) ?? 'UNKNOWN';
  return { key: { role, keyId: keyIdOf(bytes), bytes, comment: '' }, encrypted };
}
