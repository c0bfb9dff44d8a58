import { createCipheriv, createPrivateKey, type KeyObject, pbkdf2Sync } from 'node:crypto';
import { Failure } from '../base/failure.ts';

/**
 * OWASP's recommendation for PBKDF2-HMAC-SHA256. OpenSSL's default of 2,048 rounds is broken with one graphics card.
 */
const PBKDF2_ROUNDS = 600_000;
export const SALT_BYTES = 16;
export const IV_BYTES = 16;

/** The bytes before the 32-byte seed of an Ed25519 key in PKCS#8. RFC 8410 section 7. */
const PKCS8_PREFIX = bytesOf('302e020100300506032b657004220420');

const OID = {
  pbes2: '2a864886f70d01050d',
  pbkdf2: '2a864886f70d01050c',
  hmacWithSha256: '2a864886f70d0209',
  aes256Cbc: '60864801650304012a',
} as const;

/** The private key as unencrypted PKCS#8 PEM. @param role Written above the block, where PEM readers skip it. */
export const plainPem = (seed: Uint8Array, role: string): string =>
  pem('PRIVATE KEY', concat(PKCS8_PREFIX, seed), role);

/**
 * The private key as encrypted PKCS#8 PEM, which `openssl pkey` reads as well: PBES2 with PBKDF2-HMAC-SHA256 and
 * AES-256-CBC. Written by hand because the runtime's own export derives its key with 2,048 rounds.
 *
 * @param salt 16 random bytes. @param iv 16 random bytes.
 * @see https://www.rfc-editor.org/rfc/rfc8018#section-6.2
 */
export function encryptedPem(
  seed: Uint8Array,
  role: string,
  passphrase: string,
  { salt, iv }: { readonly salt: Uint8Array; readonly iv: Uint8Array },
): string {
  const key = pbkdf2Sync(passphrase, salt, PBKDF2_ROUNDS, 32, 'sha256');
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  const encrypted = concat(cipher.update(concat(PKCS8_PREFIX, seed)), cipher.final());
  const prf = sequence(oid(OID.hmacWithSha256), der(0x05));
  const kdf = sequence(oid(OID.pbkdf2), sequence(octets(salt), integer(PBKDF2_ROUNDS), prf));
  const scheme = sequence(oid(OID.aes256Cbc), octets(iv));
  const algorithm = sequence(oid(OID.pbes2), sequence(kdf, scheme));
  return pem('ENCRYPTED PRIVATE KEY', sequence(algorithm, octets(encrypted)), role);
}

const BLOCK =
  /^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----\n[A-Za-z0-9+/=\n]+-----END (?:ENCRYPTED )?PRIVATE KEY-----$/m;

export const isEncrypted = (text: string): boolean => BLOCK.exec(text)?.[1] !== undefined;

/** The role that was written above the block when the key was made; `null` for a key from elsewhere. */
export const roleIn = (text: string): string | null => /^Wesley-Role: ([A-Z0-9-]+)$/m.exec(text)?.[1] ?? null;

/**
 * The 32-byte seed of an Ed25519 private key.
 *
 * @param passphrase Needed for an encrypted key, else not looked at.
 * @throws {Failure} `key-unreadable`: no PKCS#8 PEM, another kind of key, a wrong passphrase.
 */
export function seedIn(text: string, passphrase: string | null, path: string): Uint8Array {
  const block = BLOCK.exec(text.replaceAll('\r\n', '\n'))?.[0];
  if (block === undefined) {
    const hint = 'Make one with `wesley keys new`; OpenSSH private keys cannot be read.';
    throw new Failure('key-unreadable', `${path} is no private key in PKCS#8 PEM`, { hint });
  }
  const key = parseKey(block, passphrase, path);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Failure('key-unreadable', `${path} is a key for ${key.asymmetricKeyType}, not for Ed25519`);
  return new Uint8Array(key.export({ format: 'der', type: 'pkcs8' }).subarray(-32));
}

function parseKey(block: string, passphrase: string | null, path: string): KeyObject {
  try {
    return createPrivateKey(passphrase === null ? block : { key: block, passphrase });
  } catch {
    // The cause is not passed on: it may quote decrypted bytes.
    const reason = isEncrypted(block)
      ? 'the passphrase is wrong, or the file is damaged'
      : 'the file is damaged';
    throw new Failure('key-unreadable', `${path} cannot be opened: ${reason}`);
  }
}

function pem(label: string, bytes: Uint8Array, role: string): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `Wesley-Role: ${role}\n-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, concat(...parts));
const octets = (bytes: Uint8Array): Uint8Array => der(0x04, bytes);
const oid = (hex: string): Uint8Array => der(0x06, bytesOf(hex));

/** A positive DER INTEGER. A leading zero byte keeps the sign bit clear. */
function integer(value: number): Uint8Array {
  const hex = value.toString(16);
  const bytes = bytesOf(hex.length % 2 === 0 ? hex : `0${hex}`);
  return der(0x02, (bytes[0] ?? 0) > 127 ? concat(Uint8Array.of(0), bytes) : bytes);
}

/**
 * A DER value: tag, length, content. Only for content below 256 bytes: the length takes one byte, or from 128 on two.
 */
function der(tag: number, content: Uint8Array = new Uint8Array()): Uint8Array {
  const length = content.length < 128 ? [content.length] : [0x81, content.length];
  return concat(Uint8Array.of(tag, ...length), content);
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
