import { EXIT, type ExitCode } from '../../base/exit.ts';
import {
  encryptedPem,
  IV_BYTES,
  isEncrypted,
  plainPem,
  roleIn,
  SALT_BYTES,
  seedIn,
} from '../../shell/private-key.ts';
import { defineCommand } from '../line/command.ts';

const PRIVATE_MODE = 0o600;

export default defineCommand({
  name: 'keys passwd',
  summary: 'Change or remove the passphrase of a private key.',
  flags: {
    'no-passphrase': { type: 'boolean', description: 'Leave the private key unencrypted' },
  },
  positionals: [{ name: 'FILE', description: 'holmes.pem', required: true }],
  examples: ['wesley keys passwd holmes.pem'],

  async run(input, world): Promise<ExitCode> {
    const path = input.positionals[0] ?? '';
    const text = world.guarded.readSecret(path);
    const role = roleIn(text) ?? 'UNKNOWN';
    const seed = seedIn(text, isEncrypted(text) ? await world.passphrase('open') : null, path);
    const random = { salt: world.random(SALT_BYTES), iv: world.random(IV_BYTES) };
    const changed = input.on('no-passphrase')
      ? plainPem(seed, role)
      : encryptedPem(seed, role, await world.passphrase('change'), random);
    await world.files.write(path, changed, { mode: PRIVATE_MODE });
    world.out(`${path}: ${input.on('no-passphrase') ? 'not encrypted any more' : 'has a new passphrase'}\n`);
    return EXIT.ok;
  },
});
