import { parseCertificate } from '../../certificate/parse.ts';
import { type Refusal, refusal } from '../../certificate/refusal.ts';
import { refusedVerdict, type Verdict, verifyCertificate } from '../../certificate/verify.ts';
import type { World } from '../../world/world.ts';
import type { Input } from '../line/command.ts';
import { findCertificate, readArtifacts } from './certificate.ts';
import { findTrust } from './trust.ts';

export interface Judged {
  readonly verdict: Verdict;
  /** The certified files by path, as they were read and compared: what is applied comes from here, never from disk. */
  readonly files: ReadonlyMap<string, Uint8Array> | null;
}

export interface JudgeOptions {
  /** The environment it must be for; `null` takes the certificate's own. */
  readonly environment: string | null;
  /** `required`: the certified files must be here, as for `deploy`. */
  readonly artifacts: 'required' | 'if present';
}

const refused = (objection: Refusal): Judged => ({ verdict: refusedVerdict(objection), files: null });

/** Reads the certificate, the trust store and the certified files once each, and judges all three. */
export function judgeCertificate(input: Input, world: World, options: JudgeOptions): Judged {
  const found = findCertificate(input, world);
  if (found.bytes === null) return refused(found.refusal);
  const parsed = parseCertificate(found.bytes);
  // What is wrong with the file itself is said first: it holds under any trust store.
  if (parsed.envelope === null) return refused(parsed.refusal);
  const certified = parsed.envelope.payload.predicate.target.environment;
  const { trust, refusal: distrust } = findTrust(input, world, {
    environment: options.environment ?? certified,
    certificate: found.path,
  });
  if (trust === null) return refused(distrust);
  const { environment } = options;
  const verdict = verifyCertificate(found.bytes, trust, { nowMs: world.clock.nowMs(), environment });
  if (verdict.verdict === 'REFUSED') return { verdict, files: null };
  const artifacts = readArtifacts(parsed.envelope, world);
  if (artifacts.refusal !== null) return refused(artifacts.refusal);
  if (artifacts.files === null && options.artifacts === 'required')
    return refused(refusal('E_ARTIFACT_MISSING', 'there is no folder of certified files'));
  return { verdict, files: artifacts.files };
}
