import { canonicalJson } from '../base/canonical-json.ts';
import { type Digest, sha256 } from '../base/digest.ts';
import { isDeclared, type Target } from '../targets/target.ts';
import type { CertificateFacts } from './create.ts';

type Files = ReadonlyMap<string, Uint8Array>;

/** The certified files by path, with the digests of their manifest and of the last link of evidence. */
export interface Certified {
  readonly files: Files;
  readonly manifest: Digest;
  readonly evidence: Digest;
}

/** The targets' files are below this folder of the certified files. */
export const GENERATED = 'generated/';

/**
 * The digests that a certificate states. They follow from the certified files and from what each target declares that
 * it writes, so that everybody who has the files can recompute them.
 */
export function artifactsOf(
  { files, manifest, evidence }: Certified,
  targets: readonly Target[],
): CertificateFacts['artifacts'] {
  const digest = (path: string): Digest => sha256(files.get(path) ?? new Uint8Array());
  const spec = new Map([...files].filter(([path]) => path === 'schema.graphql' || path === 'config.json'));
  const named = (as: Target['certifiedAs']): Digest | null =>
    targets
      .map((target) => (target.certifiedAs === as ? digestOfTarget(target, files) : null))
      .find(Boolean) ?? null;
  return {
    manifest,
    plan: digest('plan.json'),
    rollback: digest('plan/rollback.down.sql'),
    ir: named('ir') ?? sha256(new Uint8Array()),
    specBundle: {
      digest: digestOfFiles(spec),
      schema: digest('schema.graphql'),
      config: digest('config.json'),
    },
    targets: Object.fromEntries(
      targets.flatMap((target) => {
        const found = digestOfTarget(target, files);
        return found === null ? [] : [[target.name, found]];
      }),
    ),
    tests: named('tests'),
    evidence,
    evidencePack: null,
    reproducible: null,
  };
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
