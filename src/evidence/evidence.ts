import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { type Digest, digestOf } from '../base/digest.ts';
import { parseInstant } from '../base/instant.ts';
import { decodeUtf8, readCanonicalJson } from '../base/strict-json.ts';

/** `rehearsal`, `check`, `tests`, `plan`, `certificate` …: what was measured. */
type EvidenceKind = string;

/** One thing that was seen to happen. Its body lies elsewhere and is bound by digest. */
export interface EvidenceRecord {
  readonly kind: EvidenceKind;
  /** `YYYY-MM-DDTHH:MM:SSZ`; never before the record in front of it. */
  readonly at: string;
  readonly digest: Digest;
  /** Digest of the record in front, {@link NO_RECORD} for the first. */
  readonly previous: Digest;
}

/** Append-only: every record holds the digest of the one before, so that the last digest vouches for all. */
export type Evidence = readonly EvidenceRecord[];

export const NO_RECORD: Digest = `sha256:${'0'.repeat(64)}`;

/** What to sign: it changes with every byte of every record, and with their order and number. */
export function headOf(evidence: Evidence): Digest {
  const last = evidence.at(-1);
  return last === undefined ? NO_RECORD : digestOf(last as unknown as Json);
}

export const appendRecord = (evidence: Evidence, record: Omit<EvidenceRecord, 'previous'>): Evidence => [
  ...evidence,
  { ...record, previous: headOf(evidence) },
];

/** The first fault of a chain that should end in `head`, or `null`. Without a head the last record proves nothing. */
export function verifyChain(evidence: Evidence, head: Digest): string | null {
  const broken = evidence.findIndex((record, i) => record.previous !== headOf(evidence.slice(0, i)));
  if (broken !== -1) return `record ${broken + 1} does not follow the one before it`;
  const early = evidence.findIndex((record, i) => !(msOf(evidence[i - 1]) <= msOf(record)));
  if (early !== -1) return `record ${early + 1} has no time, or one before the record in front of it`;
  return headOf(evidence) === head ? null : 'the chain ends in another record';
}

// ISO instants of equal length; an unreadable one is NaN, and compares false.
const msOf = (record: EvidenceRecord | undefined): number =>
  record === undefined ? Number.NEGATIVE_INFINITY : (parseInstant(record.at) ?? Number.NaN);

/** One record a line, canonical, with a line end after each. */
export const formatEvidence = (evidence: Evidence): string =>
  evidence.map((record) => `${canonicalJson(record as unknown as Json)}\n`).join('');

/** Reads back what {@link formatEvidence} wrote and verifies the chain; a text is the fault. */
export function readEvidence(bytes: Uint8Array, head: Digest): Evidence | string {
  const text = decodeUtf8(bytes);
  if (text === null) return 'not UTF-8';
  if (text !== '' && !text.endsWith('\n')) return 'cut short';
  const records = text.split('\n').slice(0, -1).map(readRecord);
  const unreadable = records.indexOf(null);
  if (unreadable !== -1) return `record ${unreadable + 1} is unreadable`;
  const evidence = records.filter((record) => record !== null);
  return verifyChain(evidence, head) ?? evidence;
}

const SHAPES: Readonly<Record<keyof EvidenceRecord, RegExp>> = {
  kind: /^[a-z][a-z0-9-]{0,63}$/,
  at: /^.{20}$/,
  digest: /^sha256:[0-9a-f]{64}$/,
  previous: /^sha256:[0-9a-f]{64}$/,
};

function readRecord(line: string): EvidenceRecord | null {
  const { value } = readCanonicalJson(new TextEncoder().encode(line), 1);
  if (typeof value !== 'object' || value === null) return null;
  const members = value as { readonly [name: string]: Json };
  const names = Object.keys(SHAPES) as readonly (keyof EvidenceRecord)[];
  const fits = names.every((name) => typeof members[name] === 'string' && SHAPES[name].test(members[name]));
  return fits && Object.keys(members).length === names.length ? (value as unknown as EvidenceRecord) : null;
}
