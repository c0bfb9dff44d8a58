import { Failure } from '../base/failure.ts';
import { type Refusal, refusal } from '../certificate/refusal.ts';
import { MAX_TRUST_BYTES, type ParsedTrust, parseTrust } from '../certificate/trust.ts';
import { isProduction } from '../gates/policy.ts';
import type { Flag, Input, World } from './command.ts';

const SYSTEM_TRUST = '/etc/wesley/trust.json';

/** The flags of every command that believes a signature. */
export const TRUST_FLAGS: Readonly<Record<string, Flag>> = {
  trust: {
    type: 'string',
    description: 'Trust store; else WESLEY_TRUST, else /etc/wesley/trust.json',
    valueHint: 'FILE',
  },
  'trust-digest': {
    type: 'string',
    description: 'Digest the trust store must have; WESLEY_TRUST_DIGEST says the same',
    valueHint: 'sha256:HEX',
  },
};

/**
 * The trust store that binds here. In production a store inside the work tree counts only when its digest is pinned
 * from outside: whoever can change the code in a pull request could change the keys with it.
 */
export function findTrust(input: Input, world: World, environment: string | null): ParsedTrust {
  const path = input.text('trust') ?? (world.env['WESLEY_TRUST'] || null) ?? SYSTEM_TRUST;
  const pins = [input.text('trust-digest'), world.env['WESLEY_TRUST_DIGEST'] ?? null].filter(
    (pin) => pin !== null,
  );
  const bytes = readTrust(path, world);
  if (!(bytes instanceof Uint8Array)) return { trust: null, refusal: bytes };
  if (pins.length === 0 && environment !== null && isProduction(environment) && isInWorkTree(path, world))
    return { trust: null, refusal: refusal('E_TRUST_UNPINNED', path) };
  const parsed = parseTrust(bytes);
  // Every pin that is given must hold: a flag in a script must not undo what the machine's owner has set.
  if (parsed.trust !== null && pins.some((pin) => pin !== parsed.trust.digest))
    return { trust: null, refusal: refusal('E_TRUST_DIGEST', `${path} is ${parsed.trust.digest}`) };
  return parsed;
}

function readTrust(path: string, world: World): Uint8Array | Refusal {
  try {
    // Links are followed, as configuration is often mounted through them; what counts is where they lead.
    const bytes = world.guarded.read(path, { maxBytes: MAX_TRUST_BYTES, links: 'follow' });
    return bytes ?? refusal('E_TRUST_MISSING', `${path} does not exist`);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    return refusal('E_TRUST_INVALID', cause.message);
  }
}

/** Whether the way to a file passes through the work tree, wherever links lead it: every folder on it is looked at. */
function isInWorkTree(path: string, world: World): boolean {
  const root = world.workTree();
  if (root === null) return false;
  const parts = world.files.resolve(path).split('/');
  const onTheWay = parts.map((_, i) => world.guarded.realPath(parts.slice(0, i + 1).join('/') || '/'));
  return onTheWay.some((place) => place !== null && (place === root || place.startsWith(`${root}/`)));
}
