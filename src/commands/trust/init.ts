import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { formatTrust, parseTrust, type TrustOptions } from '../../certificate/trust.ts';
import { readPublic } from '../keys/show.ts';
import { defineCommand, type Input } from '../line/command.ts';
import { JSON_FLAG } from '../outputs/verdict.ts';

const TRUST_MODE = 0o644;

export default defineCommand({
  name: 'trust init',
  summary: 'Make a trust store from public keys; prints the digest to pin.',
  flags: {
    key: { type: 'string', description: 'A public key', valueHint: 'FILE', required: true, repeatable: true },
    out: { type: 'string', description: 'The trust store', valueHint: 'FILE', required: true },
    lifetime: {
      type: 'string',
      description: 'Hours a certificate may live, at most 336',
      valueHint: 'HOURS',
    },
    skew: { type: 'string', description: 'Seconds a clock may be ahead, at most 600', valueHint: 'SECONDS' },
    ...JSON_FLAG,
  },
  positionals: [],
  examples: ['wesley trust init --key holmes.pem.pub --key wat-sum.pem.pub --out trust.json'],

  async run(input, world): Promise<ExitCode> {
    const keys = input.all('key').map((path) => readPublic(path, world));
    const text = formatTrust(keys, limits(input));
    const { trust, refusal } = parseTrust(new TextEncoder().encode(text));
    if (trust === null) {
      world.log.error(`${refusal.code}: ${refusal.message}`);
      return EXIT.input;
    }
    const out = input.text('out') ?? '';
    world.guarded.create(out, text, TRUST_MODE);
    if (input.on('json')) world.out(jsonText({ path: out, digest: trust.digest, version: trust.version }));
    else world.out(`${trust.digest} ${out}\n`);
    return EXIT.ok;
  },
});

// `12h` and `120s` are taken as well; what is no number becomes NaN, which the store's own schema refuses.
function limits(input: Input): TrustOptions {
  const lifetime = input.text('lifetime');
  const skew = input.text('skew');
  return {
    ...(lifetime === null ? {} : { maxLifetimeHours: Number(lifetime.replace(/h$/, '') || 'NaN') }),
    ...(skew === null ? {} : { skewSeconds: Number(skew.replace(/s$/, '') || 'NaN') }),
  };
}
