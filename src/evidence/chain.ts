import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { type Digest, digestOf } from '../base/digest.ts';
import { parseInstant } from '../base/instant.ts';
import { readCanonicalJson } from '../base/strict-json.ts';
import { utf8Text } from '../base/utf8.ts';

/**
 * One line of `evidence.jsonl`: it says that something was measured and when. The result itself is in another file,
 * whose digest is here.
 */
export interface Link {
  /** The name of a kind in `KINDS`; a later version may have more of them. */
  readonly kind: string;
  /** `YYYY-MM-DDTHH:MM:SSZ`; never earlier than in the link before it. */
  readonly at: string;
  readonly digest: Digest;
  /** Digest of the link before it; {@link NO_LINK} for the first. */
  readonly previous: Digest;
}

/**
 * Links in order; one is only ever added at the end. Every link holds the digest of the one before it, so the digest
 * of the last one vouches for all.
 */
export type Chain = readonly Link[];

export const NO_LINK: Digest = `sha256:${'0'.repeat(64)}`;

/** The digest to sign. It changes with every byte of every link, and with their number and order. */
export function headOf(chain: Chain): Digest {
  const last = chain.at(-1);
  return last === undefined ? NO_LINK : digestOf(last as unknown as Json);
}

export const appendLink = (chain: Chain, record: Omit<Link, 'previous'>): Chain => [
  ...chain,
  { ...record, previous: headOf(chain) },
];

/**
 * The first fault of a chain, or `null`. `head` is the digest that the chain must end in: without it nothing would
 * show that links are missing at the end.
 */
export function verifyChain(chain: Chain, head: Digest): string | null {
  const broken = chain.findIndex((record, i) => record.previous !== headOf(chain.slice(0, i)));
  if (broken !== -1) return `record ${broken + 1} does not follow the one before it`;
  const early = chain.findIndex((record, i) => !(msOf(chain[i - 1]) <= msOf(record)));
  if (early !== -1) return `record ${early + 1} has no time, or one before the record in front of it`;
  return headOf(chain) === head ? null : 'the chain ends in another record';
}

// The time of a link, before all others for a link that isn't there. NaN for a time that can't be read: every
// comparison with it is false.
const msOf = (record: Link | undefined): number =>
  record === undefined ? Number.NEGATIVE_INFINITY : (parseInstant(record.at) ?? Number.NaN);

/** One link a line, canonical, with a line end after each. */
export const formatChain = (chain: Chain): string =>
  chain.map((record) => `${canonicalJson(record as unknown as Json)}\n`).join('');

/** Reads back what {@link formatChain} wrote, and verifies the chain. Returns the fault as a text. */
export function readChain(bytes: Uint8Array, head: Digest): Chain | string {
  const text = utf8Text(bytes, 'keep');
  if (text === null) return 'not UTF-8';
  if (text !== '' && !text.endsWith('\n')) return 'cut short';
  const records = text.split('\n').slice(0, -1).map(readRecord);
  const unreadable = records.indexOf(null);
  if (unreadable !== -1) return `record ${unreadable + 1} is unreadable`;
  const chain = records.filter((record) => record !== null);
  return verifyChain(chain, head) ?? chain;
}

const SHAPES: Readonly<Record<keyof Link, RegExp>> = {
  kind: /^[a-z][a-z0-9-]{0,63}$/,
  at: /^.{20}$/,
  digest: /^sha256:[0-9a-f]{64}$/,
  previous: /^sha256:[0-9a-f]{64}$/,
};

function readRecord(line: string): Link | null {
  const { value } = readCanonicalJson(new TextEncoder().encode(line), 1);
  if (typeof value !== 'object' || value === null) return null;
  const members = value as { readonly [name: string]: Json };
  const names = Object.keys(SHAPES) as readonly (keyof Link)[];
  const fits = names.every((name) => typeof members[name] === 'string' && SHAPES[name].test(members[name]));
  return fits && Object.keys(members).length === names.length ? (value as unknown as Link) : null;
}
