import { z } from 'zod';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { type Digest, sha256 } from '../base/digest.ts';
import { readCanonicalJson } from '../base/strict-json.ts';
import { MANIFEST_FILE, PLAN_FILE, type Predicate } from './payload.ts';
import { type Refusal, refusal } from './refusal.ts';

/** This file lies beside the certified files and is not one of them: it holds the digest of their manifest. */
export const FACTS_FILE = 'facts.json';
const MAX_DEPTH = 4;

/** ASCII, relative, `/`-separated, no hidden parts: one file on every file system, inside the folder on each. */
const SAFE_PATH = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}(?:\/[A-Za-z0-9_][A-Za-z0-9._-]{0,99}){0,7}$/;

interface ManifestFile {
  readonly path: string;
  readonly sha256: Digest;
  readonly bytes: number;
}

/** Every file that was certified, sorted by path. */
interface Manifest {
  readonly kind: 'wesley.manifest/1';
  readonly certificate: string;
  readonly files: readonly ManifestFile[];
}

const schema = z.strictObject({
  kind: z.literal('wesley.manifest/1'),
  certificate: z.string().max(26),
  files: z
    .array(
      z.strictObject({
        path: z.string().regex(SAFE_PATH),
        sha256: z.templateLiteral(['sha256:', z.string().regex(/^[0-9a-f]{64}$/)]),
        bytes: z.int().min(0),
      }),
    )
    .min(1)
    .max(2000),
});

/**
 * The text of `manifest.json`: canonical JSON, no line end.
 *
 * @throws {TypeError} for a path that is not safe everywhere: the caller's bug.
 */
export function createManifest(certificate: string, files: ReadonlyMap<string, Uint8Array>): string {
  const listed = [...files]
    .map(([path, bytes]) => ({ path, sha256: sha256(bytes), bytes: bytes.length }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const manifest = { kind: 'wesley.manifest/1', certificate, files: listed } as const;
  const fault = schema.safeParse(manifest).error?.issues[0]?.path.join('.') ?? faultOf(manifest);
  if (fault !== null) throw new TypeError(`these files make no manifest: ${fault}`);
  return canonicalJson(manifest as unknown as Json);
}

/**
 * Compares files with what was certified: the manifest with its digest, then every file with the manifest. A file too
 * many is refused like a file too few. Use these very bytes afterwards: reading the files again may give others.
 *
 * The plan is compared with the certificate itself as well: people read and sign its digest, and the plan is what is
 * run.
 *
 * @param files Everything in the folder, by path, `manifest.json` among them.
 */
export function checkArtifacts(
  files: ReadonlyMap<string, Uint8Array>,
  certified: {
    readonly certificate: Pick<Predicate['certificate'], 'id'>;
    readonly artifacts: Pick<Predicate['artifacts'], 'manifest' | 'plan'>;
  },
): Refusal | null {
  const { certificate, artifacts } = certified;
  const bytes = files.get(MANIFEST_FILE);
  if (bytes === undefined) return refusal('E_ARTIFACT_MISSING', MANIFEST_FILE);
  if (sha256(bytes) !== artifacts.manifest) return refusal('E_MANIFEST', 'it has another digest');
  const manifest = parseManifest(bytes);
  if (typeof manifest === 'string') return refusal('E_MANIFEST', manifest);
  if (manifest.certificate !== certificate.id) return refusal('E_MANIFEST', 'it is another certificate’s');
  const plan = manifest.files.find(({ path }) => path === PLAN_FILE);
  if (plan?.sha256 !== artifacts.plan) return refusal('E_MANIFEST', `it lists another ${PLAN_FILE}`);
  return compare(manifest, files);
}

function parseManifest(bytes: Uint8Array): Manifest | string {
  const json = readCanonicalJson(bytes, MAX_DEPTH);
  if (json.refusal !== null) return json.refusal;
  const parsed = schema.safeParse(json.value);
  if (!parsed.success) return `${parsed.error.issues[0]?.path.join('.')}: ${parsed.error.issues[0]?.message}`;
  return faultOf(parsed.data) ?? parsed.data;
}

function faultOf({ files }: Manifest): string | null {
  const paths = files.map(({ path }) => path);
  if (paths.some((path, i) => i > 0 && !((paths[i - 1] ?? '') < path))) return 'its paths are not sorted';
  if (paths.some((path) => path === MANIFEST_FILE || path === FACTS_FILE))
    return 'it lists itself or the facts';
  // Two paths that differ only in case would be one file on a file system that ignores case.
  const folded = paths.map((path) => path.toLowerCase());
  if (new Set(folded).size !== paths.length) return 'two paths differ in case only';
  const nested = folded.find((path) => folded.some((other) => other.startsWith(`${path}/`)));
  return nested === undefined ? null : `${nested} is a file and a folder`;
}

function compare(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): Refusal | null {
  for (const { path, sha256: digest, bytes } of manifest.files) {
    const found = files.get(path);
    if (found === undefined) return refusal('E_ARTIFACT_MISSING', path);
    if (found.length !== bytes || sha256(found) !== digest) return refusal('E_ARTIFACT_CHANGED', path);
  }
  const known = new Set([MANIFEST_FILE, FACTS_FILE, ...manifest.files.map(({ path }) => path)]);
  const extra = [...files.keys()].find((path) => !known.has(path));
  return extra === undefined ? null : refusal('E_ARTIFACT_EXTRA', extra);
}
