import { dirname, sep } from 'node:path';
import { Failure } from '../../base/failure.ts';
import { type Refusal, refusal } from '../../certificate/refusal.ts';
import { MAX_TRUST_BYTES, type ParsedTrust, parseTrust } from '../../certificate/trust.ts';
import { isProduction } from '../../gates/policy.ts';
import type { World } from '../../world/world.ts';
import type { Flag, Input } from '../line/command.ts';

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

/** What a trust store is asked about; both `null` where nothing is deployed by the answer. */
export interface TrustUse {
  readonly environment: string | null;
  /** Path of the certificate that is judged. */
  readonly certificate: string | null;
}

export const NO_USE: TrustUse = { environment: null, certificate: null };

/**
 * The trust store that binds here. One that others could change is refused. In production one that lies in a work tree
 * or beside the certificate counts only when its digest is pinned from outside: whoever can change the code in a pull
 * request, or hands the certificate over, could change the keys with it.
 */
export function findTrust(input: Input, world: World, use: TrustUse): ParsedTrust {
  const path = input.text('trust') ?? (world.env['WESLEY_TRUST'] || null) ?? SYSTEM_TRUST;
  const pins = [input.text('trust-digest'), world.env['WESLEY_TRUST_DIGEST'] ?? null].filter(
    (pin) => pin !== null,
  );
  const odd = pins.find((pin) => !/^sha256:[0-9a-f]{64}$/.test(pin));
  if (odd !== undefined) {
    const detail = `"${odd}" is no digest as \`wesley trust show\` prints it`;
    return { trust: null, refusal: refusal('E_TRUST_DIGEST', detail) };
  }
  const bytes = readTrust(path, world);
  if (!(bytes instanceof Uint8Array)) return { trust: null, refusal: bytes };
  // A pinned store may lie anywhere: other bytes have another digest.
  const objection = pins.length > 0 ? null : objectionToPlace(path, world, use);
  if (objection !== null) return { trust: null, refusal: objection };
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

function objectionToPlace(
  path: string,
  world: World,
  { environment, certificate }: TrustUse,
): Refusal | null {
  const changer = world.guarded.whoMayChange(path);
  if (changer !== null) return refusal('E_TRUST_WRITABLE', changer);
  if (environment === null || !isProduction(environment)) return null;
  const folders = world.guarded.foldersTo(path);
  const tree = folders.find((folder) => isInWorkTree(folder, world));
  if (tree !== undefined) return refusal('E_TRUST_UNPINNED', `${path} is in the work tree around ${tree}`);
  return certificate !== null && isBeside(folders, certificate, world)
    ? refusal('E_TRUST_UNPINNED', `${path} lies beside the certificate`)
    : null;
}

// Of version control besides git's; `objects` and `refs` beside each other are a repository of git's without a work tree.
const OTHER_TREES = ['.hg', '.svn', '.jj', '.bzr', '_darcs', '.fslckout'];

const isInWorkTree = (folder: string, { workTree, guarded }: World): boolean => {
  const holds = (name: string): boolean => guarded.realPath(`${folder}/${name}`) !== null;
  return workTree(folder) !== null || OTHER_TREES.some(holds) || ['HEAD', 'objects', 'refs'].every(holds);
};

/** Whether one of the folders is the certificate's, or lies in it. */
function isBeside(folders: readonly string[], certificate: string, { files, guarded }: World): boolean {
  const own = guarded.realPath(dirname(files.resolve(certificate)));
  return folders.some((folder) => folder === own || folder.startsWith(`${own}${sep}`));
}
