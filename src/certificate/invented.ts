import type { Json } from '../base/canonical-json.ts';
import { digestOf } from '../base/digest.ts';
import type { Target } from '../targets/target.ts';
import { artifactsOf, missingIn } from './artifacts.ts';
import { disagreementIn } from './disagreement.ts';
import { FACTS_FILE } from './manifest.ts';
import { MANIFEST_FILE, type Predicate } from './payload.ts';
import { NO_EVIDENCE, signedRecords } from './signed-records.ts';
import { unboundIn } from './unbound.ts';

/** What nobody measured. */
interface Invented {
  /** `rehearsal`: the file that should hold one holds none, and the fault begins with its name. */
  readonly in: 'facts' | 'rehearsal';
  /** A sentence without its full stop. */
  readonly fault: string;
}

const inFacts = (fault: string): Invented => ({ in: 'facts', fault });

/**
 * The first group of facts that the certified files do not bear out: `facts.json` itself is certified by nobody.
 *
 * @param files All that lie in the folder of the certificate, by path in it.
 */
export function inventedIn(
  predicate: Predicate,
  files: ReadonlyMap<string, Uint8Array>,
  targets: readonly Target[],
): Invented | null {
  const { manifest, evidence } = predicate.artifacts;
  if (evidence === null) return inFacts(NO_EVIDENCE);
  const certified = new Map([...files].filter(([path]) => path !== MANIFEST_FILE && path !== FACTS_FILE));
  const missing = missingIn(certified, targets);
  if (missing !== null) return inFacts(missing);
  if (!isSame(artifactsOf({ files: certified, manifest, evidence }, targets), predicate.artifacts))
    return inFacts('artifacts holds digests of other files');
  const found = signedRecords(predicate, files);
  if (found.records !== null) {
    const { records } = found;
    const fault = disagreementIn(predicate, records) ?? unboundIn(certified, records.plan, targets);
    return fault === null ? null : inFacts(fault);
  }
  const isRehearsal = found.kind === 'rehearsal' && found.at === 'body';
  return isRehearsal ? { in: 'rehearsal', fault: found.fault } : inFacts(found.fault);
}

const isSame = (a: object, b: object): boolean => digestOf(a as Json) === digestOf(b as Json);
