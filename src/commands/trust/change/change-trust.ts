import { EXIT, type ExitCode } from '../../../base/exit.ts';
import { jsonText } from '../../../base/json-text.ts';
import type { Refusal } from '../../../certificate/refusal.ts';
import { parseTrust, type Trust } from '../../../certificate/trust.ts';
import type { World } from '../../../world/world.ts';
import { findTrust, NO_USE } from '../../inputs/trust.ts';
import type { Input } from '../../line/command.ts';
import { printRefusal } from '../../outputs/verdict.ts';

const TRUST_MODE = 0o644;

/** Writes a changed trust store beside the old one, never over it: whoever has pinned the old one must agree. */
export function changeTrust(
  input: Input,
  world: World,
  change: (trust: Trust) => string | Refusal,
): ExitCode {
  const { trust, refusal: distrust } = findTrust(input, world, NO_USE);
  if (trust === null) return printRefusal(distrust, input, world);
  const text = change(trust);
  if (typeof text !== 'string') return printRefusal(text, input, world);
  const changed = parseTrust(new TextEncoder().encode(text));
  if (changed.trust === null) return printRefusal(changed.refusal, input, world);
  const out = input.text('out') ?? '';
  world.guarded.create(out, text, TRUST_MODE);
  const { digest, version } = changed.trust;
  if (input.on('json')) world.out(jsonText({ path: out, digest, version }));
  else world.out(`${digest} ${out}\n`);
  return EXIT.ok;
}
