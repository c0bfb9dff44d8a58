import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { objectId } from './object.ts';
import { type Environment, gitLine, gitText, isInside, runGit } from './program.ts';

/*
 * What git changes between a blob and the file that it checks out: line ends, encodings, `$Id$`, the content behind an
 * LFS pointer. Undone here, and without running a filter: what a filter runs stands in the configuration of the
 * repository, which no commit holds. https://git-scm.com/docs/gitattributes
 */

const ATTRIBUTES = ['text', 'eol', 'ident', 'filter', 'working-tree-encoding'] as const;

/** What the commit's own `.gitattributes` say of a path. */
export type Attributes = Readonly<Record<(typeof ATTRIBUTES)[number], string>>;

const UNSET = ['unspecified', 'unset'];

/**
 * The attributes of paths as the commit states them: read from an index made of its tree, where nothing that lies in
 * the work tree counts. Empty where `.git/info/attributes` adds to them: no commit holds that file.
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

/** Whether whoever owns this machine has git convert line ends everywhere, as its installer for Windows proposes. */
export async function convertsLineEnds(root: string): Promise<boolean> {
  const home = process.env['HOME'] ?? process.env['USERPROFILE'] ?? '';
  // From outside the repository only: what lies in it may be anybody's.
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

/** Where git finds the user's own configuration, `~/.gitconfig` and the one of the XDG folders. */
function callersGlobal(home: string, root: string): Environment {
  const xdg = process.env['XDG_CONFIG_HOME'] ?? '';
  const isOutside = isAbsolute(xdg) && !isInside(xdg, root);
  return { GIT_CONFIG_GLOBAL: undefined, HOME: home, XDG_CONFIG_HOME: isOutside ? xdg : undefined };
}

export interface Blob {
  readonly id: string;
  readonly path: string;
}

/** What is known of how git converts a file. */
interface Conversion {
  /** `null` where the commit has none for it. */
  readonly attributes: Attributes | null;
  readonly anyLineEnds: boolean;
  /** Whether the result is made from it. */
  readonly isRead: boolean;
}

/**
 * Why a file is not what the commit holds for it, or `null` where it is, once git's conversions are undone.
 *
 */
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
  // What nobody reads changes nothing that is certified, and to refuse it would refuse every repository with such a filter.
  if (!UNSET.includes(filter) && !conversion.isRead) return null;
  if (!UNSET.includes(filter))
    return `${differs}, or its filter "${filter}" has changed it: only LFS is compared, since no filter is run`;
  const decoded = withoutEncoding(bytes, attributes?.['working-tree-encoding'] ?? 'unset');
  const unixEnds = isCrlfAllowed(conversion) ? withUnixEnds(decoded) : decoded;
  const plain = attributes?.ident === 'set' ? withoutIdent(unixEnds, id) : unixEnds;
  return isBlob(plain) ? null : differs;
}

const MAX_POINTER_BYTES = 1024;

/** @see https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
async function isBehindPointer(root: string, id: string, bytes: Uint8Array): Promise<boolean> {
  const blob = await runGit(root, ['cat-file', 'blob', id]);
  if (blob.length > MAX_POINTER_BYTES || objectId('blob', blob, id.length) !== id) return false;
  const pointer =
    /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-.*\n)*oid sha256:([0-9a-f]{64})\nsize (\d+)\n$/;
  const [, oid, size] = pointer.exec(blob.toString('utf8')) ?? [];
  const digest = new Bun.CryptoHasher('sha256').update(bytes).digest('hex');
  return digest === oid && String(bytes.length) === size;
}

/** UTF-8 again, as the blob is. What can't be decoded stays as it is, and so differs. */
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

/** What a checkout with CRLF was made from. A file with both kinds of line ends is no checkout's. */
function withUnixEnds(bytes: Uint8Array): Uint8Array {
  const text = latin1(bytes);
  return /(?:^|[^\r])\n/.test(text) ? bytes : Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1');
}

/** What a checkout writes is the id of the blob: any other text there is somebody's. */
const withoutIdent = (bytes: Uint8Array, id: string): Uint8Array =>
  Buffer.from(latin1(bytes).replaceAll(`$Id: ${id} $`, '$$Id$$'), 'latin1');
