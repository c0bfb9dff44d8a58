import { Failure } from '../../base/failure.ts';
import type { Envelope } from '../../certificate/envelope.ts';
import { checkArtifacts } from '../../certificate/manifest.ts';
import { MAX_FILE_BYTES, parseCertificate } from '../../certificate/parse.ts';
import { type Refusal, refusal } from '../../certificate/refusal.ts';
import type { World } from '../../world/world.ts';
import type { Input } from '../line/command.ts';

const NAMES = ['SHIPME.md', 'SHIPIT.md'] as const;

export type Found =
  | { readonly path: string; readonly bytes: Uint8Array; readonly refusal: null }
  | { readonly path: string; readonly bytes: null; readonly refusal: Refusal };

/** The file named by `--in`, else SHIPME.md, else SHIPIT.md; read once, so that nothing is swapped after a check. */
export function findCertificate(input: Input, world: World): Found {
  const named = input.text('in');
  for (const path of named === null ? NAMES : [named]) {
    const bytes = readGuarded(path, world);
    if (bytes !== null) return bytes;
  }
  return {
    path: named ?? NAMES[0],
    bytes: null,
    refusal: refusal('E_CERTIFICATE_MISSING', named ?? NAMES.join(', ')),
  };
}

function readGuarded(path: string, world: World): Found | null {
  try {
    const bytes = world.guarded.read(path, { maxBytes: MAX_FILE_BYTES, links: 'refuse' });
    return bytes === null ? null : { path, bytes, refusal: null };
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    return { path, bytes: null, refusal: refusal('E_FILE_UNREADABLE', cause.message) };
  }
}

export type Opened =
  | { readonly path: string; readonly bytes: Uint8Array; readonly envelope: Envelope; readonly refusal: null }
  | { readonly path: string; readonly bytes: null; readonly envelope: null; readonly refusal: Refusal };

/** The certificate as it reads, with nothing said yet about who signed it. */
export function openCertificate(input: Input, world: World): Opened {
  const found = findCertificate(input, world);
  if (found.bytes === null) return { ...found, envelope: null };
  const { envelope, refusal } = parseCertificate(found.bytes);
  if (envelope === null) return { path: found.path, bytes: null, envelope: null, refusal };
  return { ...found, envelope };
}

/** Where everything lies that a certificate certifies; `deploy` reads nothing else. */
export const certifiedFolder = (id: string): string => `.wesley/certified/${id}`;

export type Artifacts =
  | { readonly files: ReadonlyMap<string, Uint8Array>; readonly refusal: null }
  | { readonly files: null; readonly refusal: Refusal | null };

/**
 * The certified files, read once and equal to what was certified. Both members are `null` where there is no folder:
 * who only verifies a certificate need not have the files.
 */
export function readArtifacts({ payload }: Pick<Envelope, 'payload'>, world: World): Artifacts {
  const { certificate } = payload.predicate;
  try {
    const files = world.guarded.readFolder(certifiedFolder(certificate.id));
    if (files === null) return { files: null, refusal: null };
    const objection = checkArtifacts(files, payload.predicate);
    return objection === null ? { files, refusal: null } : { files: null, refusal: objection };
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    return { files: null, refusal: refusal('E_ARTIFACT_CHANGED', cause.message) };
  }
}
