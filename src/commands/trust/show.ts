import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { findTrust, NO_USE, TRUST_FLAGS } from '../inputs/trust.ts';
import { defineCommand } from '../line/command.ts';
import { JSON_FLAG, printRefusal } from '../outputs/verdict.ts';

export default defineCommand({
  name: 'trust show',
  summary: 'Print whose signatures count, in which roles.',
  flags: { ...TRUST_FLAGS, ...JSON_FLAG },
  positionals: [],
  examples: ['wesley trust show --trust trust.json'],

  async run(input, world): Promise<ExitCode> {
    const { trust, refusal } = findTrust(input, world, NO_USE);
    if (trust === null) return printRefusal(refusal, input, world);
    const { digest, version, maxLifetimeHours, skewSeconds } = trust;
    const thresholds = Object.fromEntries(trust.thresholds);
    const keys = [...trust.keys.values()].map(({ role, keyId, status, comment }) => ({
      role,
      keyId,
      status,
      comment,
    }));
    if (input.on('json'))
      world.out(jsonText({ digest, version, maxLifetimeHours, skewSeconds, thresholds, keys }));
    else {
      world.out(
        `${digest}\nversion ${version}, lifetime at most ${maxLifetimeHours} h, skew ${skewSeconds} s\n`,
      );
      for (const { role, keyId, status, comment } of keys)
        world.out(`${role} ${keyId} ${status} ${comment}`.trimEnd().concat('\n'));
    }
    return EXIT.ok;
  },
});
