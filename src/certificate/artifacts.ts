import { canonicalJson } from '../base/canonical-json.ts';
import { type Digest, sha256 } from '../base/digest.ts';
import { isDeclared, type Target } from '../targets/target.ts';
import type { CertificateFacts } from './create.ts';
import { PLAN_FILE } from './payload.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** The certified files by path, with the digests of their manifest and of the last link of evidence. */
export interface Certified {
  readonly files: Files;
  readonly manifest: Digest;
  readonly evidence: Digest;
}

/** The targets' files are below this folder of the certified files. */
export const GENERATED = 'generated/';

const ROLLBACK_FILE = 'plan/rollback.down.sql';
const SCHEMA_FILE = 'schema.graphql';
export const CONFIG_FILE = 'config.json';

/** What a certificate can't do without and these files lack: a sentence without its full stop, or `null`. */
export function missingIn(files: Files, targets: readonly Target[]): string | null {
  const path = [PLAN_FILE, ROLLBACK_FILE, SCHEMA_FILE].find((path) => !files.has(path));
  if (path !== undefined) return `there is no ${path}`;
  return digestNamed('ir', targets, files) === null ? 'there is no snapshot of the schema' : null;
}

/**
 * The digests that a certificate states. They follow from the certified files and from what each target declares that
 * it writes, so that everybody who has the files can recompute them.
 *
 * @throws {TypeError} for what {@link missingIn} tells of: the caller's bug.
 */
export function artifactsOf(
  { files, manifest, evidence }: Certified,
  targets: readonly Target[],
): CertificateFacts['artifacts'] {
  const spec = new Map([...files].filter(([path]) => path === SCHEMA_FILE || path === CONFIG_FILE));
  return {
    manifest,
    plan: needed(PLAN_FILE, digestOfFile(PLAN_FILE, files)),
    rollback: needed(ROLLBACK_FILE, digestOfFile(ROLLBACK_FILE, files)),
    ir: needed('snapshot of the schema', digestNamed('ir', targets, files)),
    specBundle: {
      digest: digestOfFiles(spec),
      schema: needed(SCHEMA_FILE, digestOfFile(SCHEMA_FILE, files)),
      config: digestOfFile(CONFIG_FILE, files),
    },
    targets: Object.fromEntries(
      targets.flatMap((target) => {
        const found = digestOfTarget(target, files);
        return found === null ? [] : [[target.name, found]];
      }),
    ),
    tests: digestNamed('tests', targets, files),
    evidence,
    evidencePack: null,
    reproducible: null,
  };
}

function needed(what: string, digest: Digest | null): Digest {
  if (digest === null) throw new TypeError(`there is no ${what}`);
  return digest;
}

function digestOfFile(path: string, files: Files): Digest | null {
  const bytes = files.get(path);
  return bytes === undefined ? null : sha256(bytes);
}

/** The digest of what the first target with such output has written. */
function digestNamed(
  as: NonNullable<Target['certifiedAs']>,
  targets: readonly Target[],
  files: Files,
): Digest | null {
  const digests = targets
    .filter((target) => target.certifiedAs === as)
    .map((target) => digestOfTarget(target, files));
  return digests.find((digest) => digest !== null) ?? null;
}

/**
 * The digest of a target's file, or one digest for all of its files when it may write several; `null` when it has
 * written none.
 */
function digestOfTarget(target: Target, files: Files): Digest | null {
  const [only, ...more] = target.artifacts;
  const written = [...files].filter(
    ([path]) => path.startsWith(GENERATED) && isDeclared(target, path.slice(GENERATED.length)),
  );
  const [first] = written;
  if (first === undefined) return null;
  return more.length === 0 && only?.endsWith('/') === false
    ? sha256(first[1])
    : digestOfFiles(new Map(written));
}

/** One digest for several files: of their paths and digests, sorted by path. */
function digestOfFiles(files: Files): Digest {
  const listed = [...files]
    .map(([path, bytes]) => ({ path, sha256: sha256(bytes) }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return sha256(canonicalJson(listed));
}
