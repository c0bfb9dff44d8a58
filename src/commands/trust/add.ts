import type { ExitCode } from '../../base/exit.ts';
import { withKey } from '../../certificate/trust.ts';
import { TRUST_FLAGS } from '../inputs/trust.ts';
import { readPublic } from '../keys/show.ts';
import { defineCommand } from '../line/command.ts';
import { JSON_FLAG } from '../outputs/verdict.ts';
import { changeTrust } from './change/change-trust.ts';

export default defineCommand({
  name: 'trust add',
  summary: 'Write the next version of a trust store, with one more key.',
  flags: {
    ...TRUST_FLAGS,
    key: { type: 'string', description: 'The public key', valueHint: 'FILE', required: true },
    out: { type: 'string', description: 'The new trust store', valueHint: 'FILE', required: true },
    ...JSON_FLAG,
  },
  positionals: [],
  examples: ['wesley trust add --trust trust.json --key holmes-2.pem.pub --out trust-2.json'],

  async run(input, world): Promise<ExitCode> {
    const key = readPublic(input.text('key') ?? '', world);
    return changeTrust(input, world, (trust) => withKey(trust, key));
  },
});
