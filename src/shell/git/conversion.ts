import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { objectId } from './object.ts';
import { type Environment, gitLine, gitText, isInside, runGit } from './program.ts';

/*
 * git may change a file when it checks it out: line ends, encodings, `$Id$`, the content behind an LFS pointer. These
 * changes are undone here, to compare the file with its blob. No filter is run for that: the repository's
 * configuration says what a filter runs, and no commit holds that configuration.
 * https://git-scm.com/docs/gitattributes
 */

const ATTRIBUTES = ['text', 'eol', 'ident', 'filter', 'working-tree-encoding'] as const;

/** What the `.gitattributes` files in the commit say about a path. */
export type Attributes = Readonly<Record<(typeof ATTRIBUTES)[number], string>>;

const UNSET = ['unspecified', 'unset'];

/**
 * The attributes of paths according to the commit. They are read from an index made of the commit's tree, so that
 * nothing in the work tree counts. Empty when `.git/info/attributes` has attributes: no commit holds that file.
 *
 * @throws {Failure} `git-failed`
 */
export async function attributesIn(
  root: string,
  tree: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Attributes>> {
  if (await hasOwnAttributes(root)) return new Map();
  const folder = mkdtempSync(join(tmpdir(), 'wesley-index-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    await runGit(root, ['read-tree', tree], { env });
    const stdin = paths.map((path) => `${path}\0`).join('');
    const answer = await gitText(root, ['check-attr', '--cached', '-z', '--stdin', ...ATTRIBUTES], {
      env,
      stdin,
    });
    return grouped(answer.split('\0'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function grouped(fields: readonly string[]): ReadonlyMap<string, Attributes> {
  const found = new Map<string, Record<string, string>>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', name = '', value = ''] = fields.slice(at, at + 3);
    found.set(path, { ...found.get(path), [name]: value });
  }
  return found as ReadonlyMap<string, Record<string, string>> as ReadonlyMap<string, Attributes>;
}

async function hasOwnAttributes(root: string): Promise<boolean> {
  const file = await gitLine(root, ['rev-parse', '--git-path', 'info/attributes']);
  const path = file === null ? null : resolve(root, file);
  return path !== null && existsSync(path) && /^\s*[^#\s]/m.test(readFileSync(path, 'utf8'));
}

/**
 * Whether the user's or the system's configuration has git convert all line ends, as its installer for Windows
 * suggests.
 */
export async function convertsLineEnds(root: string): Promise<boolean> {
  const home = process.env['HOME'] ?? process.env['USERPROFILE'] ?? '';
  // Only configuration from outside the repository counts: anybody may have written what is inside.
  const scopes: readonly (readonly [scope: string, env: Environment])[] = [
    ...(isAbsolute(home) && !isInside(home, root) ? [['--global', callersGlobal(home, root)] as const] : []),
    ['--system', { GIT_CONFIG_NOSYSTEM: '0' }],
  ];
  for (const [scope, env] of scopes) {
    const args = ['config', scope, '--includes', '--get', 'core.autocrlf'];
    const said = (await gitText(root, args, { env, codes: [0, 1, 128] })).trim();
    if (said !== '') return said === 'true';
  }
  return false;
}

/** Environment in which git finds the user's own configuration: `~/.gitconfig`, and the one in the XDG folders. */
function callersGlobal(home: string, root: string): Environment {
  const xdg = process.env['XDG_CONFIG_HOME'] ?? '';
  const isOutside = isAbsolute(xdg) && !isInside(xdg, root);
  return { GIT_CONFIG_GLOBAL: undefined, HOME: home, XDG_CONFIG_HOME: isOutside ? xdg : undefined };
}

export interface Blob {
  readonly id: string;
  readonly path: string;
}

/** How git may have converted a file. */
interface Conversion {
  /** `null` when the commit gives the file no attributes. */
  readonly attributes: Attributes | null;
  readonly anyLineEnds: boolean;
  /** Whether the file is an input of the result. */
  readonly isRead: boolean;
}

/** Why a file differs from the commit after git's conversions are undone, or `null` when it does not. */
export async function differenceFrom(
  root: string,
  { id, path }: Blob,
  bytes: Uint8Array,
  conversion: Conversion,
): Promise<string | null> {
  const isBlob = (content: Uint8Array): boolean => objectId('blob', content, id.length) === id;
  if (isBlob(bytes)) return null;
  const differs = `${path} differs from the commit`;
  const { attributes } = conversion;
  const filter = attributes?.filter ?? 'unset';
  if (filter === 'lfs') return (await isBehindPointer(root, id, bytes)) ? null : differs;
  // A file that is no input can't change the result. Refusing it would refuse every repository with such a filter.
  if (!UNSET.includes(filter) && !conversion.isRead) return null;
  if (!UNSET.includes(filter))
    return `${differs}, or its filter "${filter}" has changed it: only LFS is compared, since no filter is run`;
  const decoded = withoutEncoding(bytes, attributes?.['working-tree-encoding'] ?? 'unset');
  const unixEnds = isCrlfAllowed(conversion) ? withUnixEnds(decoded) : decoded;
  const plain = attributes?.ident === 'set' ? withoutIdent(unixEnds, id) : unixEnds;
  return isBlob(plain) ? null : differs;
}

const MAX_POINTER_BYTES = 1024;

/**
 * Whether the blob is an LFS pointer to exactly these bytes. @see
 * https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
async function isBehindPointer(root: string, id: string, bytes: Uint8Array): Promise<boolean> {
  const blob = await runGit(root, ['cat-file', 'blob', id]);
  if (blob.length > MAX_POINTER_BYTES || objectId('blob', blob, id.length) !== id) return false;
  const pointer =
    /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize (\d+)\n$/;
  const [, oid, size] = pointer.exec(blob.toString('utf8')) ?? [];
  const digest = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
  return digest === oid && String(bytes.length) === size;
}

/**
 * Back to UTF-8, as in the blob. Bytes that can't be decoded are returned unchanged, and then differ from the blob.
 */
function withoutEncoding(bytes: Uint8Array, encoding: string): Uint8Array {
  if (UNSET.includes(encoding)) return bytes;
  try {
    const label = encoding.replace(/-BOM$/i, '').toLowerCase() as Bun.Encoding;
    const decoder = new TextDecoder(label, { fatal: true });
    return new TextEncoder().encode(decoder.decode(bytes));
  } catch {
    return bytes;
  }
}

function isCrlfAllowed({ attributes, anyLineEnds }: Conversion): boolean {
  const { text = 'unspecified', eol = 'unspecified' } = attributes ?? {};
  if (text === 'unset' || eol === 'lf') return false;
  return eol === 'crlf' || text === 'set' || text === 'auto' || anyLineEnds;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** Turns CRLF into LF. A file with both kinds of line ends is returned unchanged: no checkout writes one. */
function withUnixEnds(bytes: Uint8Array): Uint8Array {
  const text = latin1(bytes);
  return /(?:^|[^\r])\n/.test(text) ? bytes : Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1');
}

/** Undoes `$Id$`. A checkout writes the id of the blob there; any other text was written by somebody and stays. */
const withoutIdent = (bytes: Uint8Array, id: string): Uint8Array =>
  Buffer.from(latin1(bytes).replaceAll(`$Id: ${id} $`, '$$Id$$'), 'latin1');
