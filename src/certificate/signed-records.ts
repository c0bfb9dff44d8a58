import { readChain } from '../evidence/chain.ts';
import { type Collection, everyRecord } from '../evidence/record.ts';
import type { Predicate } from './payload.ts';

export const NO_EVIDENCE = 'artifacts names no evidence';

const none = (fault: string): Collection => ({ records: null, kind: null, at: 'chain', fault });

/**
 * Every record of the run that a certificate is about, or why they can't be read. The chain must end in the link whose
 * digest is in the certificate.
 *
 * @param files All that lie in the folder of the certificate, by path in it.
 */
export function signedRecords(
  { certificate, artifacts }: Pick<Predicate, 'certificate' | 'artifacts'>,
  files: ReadonlyMap<string, Uint8Array>,
): Collection {
  if (artifacts.evidence === null) return none(NO_EVIDENCE);
  const bytes = files.get('evidence.jsonl');
  if (bytes === undefined) return none('there is no evidence.jsonl');
  const chain = readChain(bytes, artifacts.evidence);
  if (typeof chain === 'string') return none(`evidence.jsonl: ${chain}`);
  return everyRecord({ chain, files, run: certificate.id });
}
