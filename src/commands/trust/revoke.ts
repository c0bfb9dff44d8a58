import type { ExitCode } from '../../base/exit.ts';
import { refusal } from '../../certificate/refusal.ts';
import { withoutKey } from '../../certificate/trust.ts';
import { TRUST_FLAGS } from '../inputs/trust.ts';
import { defineCommand } from '../line/command.ts';
import { JSON_FLAG } from '../outputs/verdict.ts';
import { changeTrust } from './change/change-trust.ts';

export default defineCommand({
  name: 'trust revoke',
  summary: 'Write the next version of a trust store, in which a key counts no more.',
  flags: {
    ...TRUST_FLAGS,
    'key-id': { type: 'string', description: 'The id of the key', valueHint: 'sha256:HEX', required: true },
    out: { type: 'string', description: 'The new trust store', valueHint: 'FILE', required: true },
    ...JSON_FLAG,
  },
  positionals: [],
  examples: ['wesley trust revoke --trust trust.json --key-id sha256:… --out trust-2.json'],

  async run(input, world): Promise<ExitCode> {
    const keyId = input.text('key-id') ?? '';
    return changeTrust(input, world, (trust) => {
      const key = [...trust.keys.values()].find((known) => known.keyId === keyId);
      return key ? withoutKey(trust, key.keyId) : refusal('E_SIGNER_UNKNOWN', keyId);
    });
  },
});
