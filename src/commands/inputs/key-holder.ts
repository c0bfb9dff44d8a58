import type { Json } from '../../base/canonical-json.ts';
import { Failure } from '../../base/failure.ts';
import { readStrictJson } from '../../base/strict-json.ts';
import { publicKeyOf, signEd25519 } from '../../certificate/ed25519.ts';
import { parsePublicKey, type Role } from '../../certificate/public-key.ts';
import { isEncrypted, roleIn, seedIn } from '../../shell/private-key.ts';
import type { World } from '../../world/world.ts';
import { MAX_LINE_BYTES, readPublic } from '../keys/show.ts';
import type { Input } from '../line/command.ts';

/** Whoever can sign as a role: a private key here, or another program. */
export interface Holder {
  /** `null` for a key from elsewhere, which names none. */
  readonly role: Role | null;
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** The holder that `--key` and `--signer-cmd` name. @throws {Failure} `key-unreadable` */
export async function findHolder(path: string, input: Input, world: World): Promise<Holder> {
  const command = commandIn(input);
  return command === null ? readPrivate(path, world) : readHolder(path, command, world);
}

async function readPrivate(path: string, world: World): Promise<Holder> {
  const text = world.guarded.readSecret(path);
  const seed = seedIn(text, isEncrypted(text) ? await world.passphrase('open') : null, path);
  return {
    role: roleIn(text) ?? roleBeside(path, world),
    publicKey: publicKeyOf(seed),
    sign: async (message) => signEd25519(message, seed),
  };
}

function readHolder(path: string, command: readonly string[], world: World): Holder {
  const { role, bytes } = readPublic(path, world);
  return { role, publicKey: bytes, sign: (message) => world.signExternally(command, message) };
}

/** @throws {Failure} `key-unreadable` for what is no list of texts. */
function commandIn(input: Input): readonly string[] | null {
  const text = input.text('signer-cmd');
  if (text === null) return null;
  const json = readStrictJson(new TextEncoder().encode(text), 1);
  const isArgument = (item: Json): item is string => typeof item === 'string' && item !== '';
  if (Array.isArray(json.value) && json.value.length > 0 && json.value.every(isArgument)) return json.value;
  throw new Failure('key-unreadable', '--signer-cmd is no JSON list like ["kms-sign","holmes"]');
}

/** The role on the public line beside the key, as `keys new` leaves it. */
function roleBeside(path: string, world: World): Role | null {
  const bytes = world.guarded.read(`${path}.pub`, { maxBytes: MAX_LINE_BYTES, links: 'follow' });
  return bytes === null ? null : (parsePublicKey(new TextDecoder().decode(bytes)).key?.role ?? null);
}
