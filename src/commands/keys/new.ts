import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { publicKeyOf } from '../../certificate/ed25519.ts';
import { formatPublicKey, keyIdOf, ROLE_SHAPE } from '../../certificate/public-key.ts';
import { encryptedPem, IV_BYTES, plainPem, SALT_BYTES } from '../../shell/private-key.ts';
import type { World } from '../../world/world.ts';
import { defineCommand } from '../line/command.ts';
import { JSON_FLAG } from '../outputs/verdict.ts';

const SEED_BYTES = 32;
const PRIVATE_MODE = 0o600;
const PUBLIC_MODE = 0o644;

export default defineCommand({
  name: 'keys new',
  summary: 'Make a signing key for one role; prints the public line for the trust store.',
  flags: {
    role: { type: 'string', description: 'HOLMES, WAT-SUM …', valueHint: 'ROLE', required: true },
    out: {
      type: 'string',
      description: 'The private key; the public one gets .pub',
      valueHint: 'FILE',
      required: true,
    },
    comment: { type: 'string', description: 'Stands on the public line', valueHint: 'TEXT' },
    'no-passphrase': { type: 'boolean', description: 'Leave the private key unencrypted' },
    ...JSON_FLAG,
  },
  positionals: [],
  examples: ['wesley keys new --role HOLMES --out holmes.pem'],

  async run(input, world): Promise<ExitCode> {
    const role = input.text('role') ?? '';
    const path = input.text('out') ?? '';
    const comment = input.text('comment') ?? '';
    if (!ROLE_SHAPE.test(role) || !/^[ -~]{0,200}$/.test(comment)) {
      world.log.error('--role is like HOLMES or WAT-SUM, and --comment is plain ASCII');
      return EXIT.input;
    }
    const seed = world.random(SEED_BYTES);
    const bytes = publicKeyOf(seed);
    const text = input.on('no-passphrase') ? plainPem(seed, role) : await encrypted(seed, role, world);
    const line = formatPublicKey({ role, bytes, comment });
    createBoth(path, text, `${line}\n`, world);
    if (input.on('json'))
      world.out(
        jsonText({
          role,
          keyId: keyIdOf(bytes),
          publicKey: line,
          private: path,
          public: `${path}.pub`,
        }),
      );
    else world.out(`${line}\n`);
    return EXIT.ok;
  },
});

async function encrypted(seed: Uint8Array, role: string, world: World): Promise<string> {
  const passphrase = await world.passphrase('choose');
  return encryptedPem(seed, role, passphrase, { salt: world.random(SALT_BYTES), iv: world.random(IV_BYTES) });
}

/** Both files or none: a private key whose public half was lost to an older file would sign for nobody. */
function createBoth(path: string, secret: string, line: string, world: World): void {
  world.guarded.create(path, secret, PRIVATE_MODE);
  try {
    world.guarded.create(`${path}.pub`, line, PUBLIC_MODE);
  } catch (cause) {
    world.guarded.remove(path);
    throw cause;
  }
}
