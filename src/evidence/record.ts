import type { Json } from '../base/canonical-json.ts';
import { type Digest, digestOf, sha256 } from '../base/digest.ts';
import { readStrictJson } from '../base/strict-json.ts';
import { utf8Text } from '../base/utf8.ts';
import { appendLink, type Chain } from './chain.ts';
import type { EvidenceKind } from './kind.ts';
import { KINDS } from './kinds/index.ts';

type KindName = keyof typeof KINDS;
type Bodies = {
  readonly [Kind in KindName]: (typeof KINDS)[Kind] extends EvidenceKind<infer Body> ? Body : never;
};

const table: { readonly [Kind in KindName]: EvidenceKind<Bodies[Kind]> } = KINDS;

/** One link of the chain together with the result that it vouches for. */
interface RecordOf<Kind extends KindName> {
  readonly kind: Kind;
  /** Where the result is: `realm.json`, or a part of it, `realm.json#tests`. */
  readonly subject: string;
  /** Id of the certificate whose run measured it. */
  readonly run: string;
  /** Its place in the chain, from 1. */
  readonly seq: number;
  readonly at: string;
  readonly body: Bodies[Kind];
}

type Files = ReadonlyMap<string, Uint8Array>;

/**
 * A chain with one link for each kind of evidence that is among these files (by path), all of the same time.
 *
 * @throws {TypeError} for a file without its result: the caller's bug.
 */
export function chainOf(files: Files, at: string): Chain {
  let chain: Chain = [];
  for (const [kind, { file, part }] of Object.entries(table)) {
    const bytes = files.get(file);
    if (bytes) chain = appendLink(chain, { kind, digest: digestIn(bytes, file, part), at });
  }
  return chain;
}

const MAX_DEPTH = 32;

/** The content of a file of some kind, or what is wrong with the file. */
type Content =
  | { readonly value: unknown; readonly digest: Digest; readonly fault: null }
  | { readonly fault: string };

function contentOf(bytes: Uint8Array, { file, part }: EvidenceKind<unknown>): Content {
  if (!file.endsWith('.json')) {
    const value = utf8Text(bytes, 'keep');
    return value === null ? { fault: `${file} is not UTF-8` } : { value, digest: sha256(bytes), fault: null };
  }
  const { value, refusal } = readStrictJson(bytes, MAX_DEPTH);
  if (refusal !== null) return { fault: `${file} is ${refusal}` };
  if (part === null) return { value, digest: sha256(bytes), fault: null };
  const found = memberOf(value, part);
  return found === undefined
    ? { fault: `${file} has no ${part}` }
    : { value: found, digest: digestOf(found), fault: null };
}

const memberOf = (value: Json, name: string): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as { readonly [name: string]: Json })[name]
    : undefined;

/** The digest of the result in a file that we have just written: so it need not be validated. */
function digestIn(bytes: Uint8Array, file: string, part: string | null): Digest {
  if (part === null) return sha256(bytes);
  const found = memberOf(JSON.parse(new TextDecoder().decode(bytes)), part);
  if (found === undefined) throw new TypeError(`${file} has no ${part}`);
  return digestOf(found);
}

/** A chain, the files it is about, and the id of the certificate whose run it describes. */
interface Collected {
  readonly chain: Chain;
  readonly files: Files;
  readonly run: string;
}

/** Why there is no record: a sentence without its full stop. */
interface Fault {
  /** `body`: the file is there and not what it should be; the sentence begins with its name. */
  readonly at: 'chain' | 'body';
  readonly fault: string;
}

type Found<Kind extends KindName> =
  | { readonly record: RecordOf<Kind>; readonly fault: null }
  | (Fault & { readonly record: null });

const none = (at: Fault['at'], fault: string) => ({ record: null, at, fault });

/** The last record of a kind. Its link must hold the digest of the result in the file. */
export function recordOf<Kind extends KindName>(kind: Kind, { chain, files, run }: Collected): Found<Kind> {
  const row = table[kind];
  const bytes = files.get(row.file);
  if (!bytes) return none('chain', `there is no ${row.file}`);
  const content = contentOf(bytes, row);
  if (content.fault !== null) return none('body', content.fault);
  const parsed = row.body.safeParse(content.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return none('body', `${row.file}: ${issue?.path.join('.') || 'the whole of it'}: ${issue?.message}`);
  }
  const seq = 1 + chain.findLastIndex((link) => link.kind === kind);
  const link = chain[seq - 1];
  const subject = row.part === null ? row.file : `${row.file}#${row.part}`;
  if (link?.digest !== content.digest) return none('chain', `evidence.jsonl does not vouch for ${subject}`);
  return { record: { kind, subject, run, seq, at: link.at, body: parsed.data }, fault: null };
}

const KIND_NAMES = Object.keys(table) as readonly KindName[];

export type Records = { readonly [Kind in KindName]: RecordOf<Kind> };

/** The record of every kind, or the first fault of the collection, with the kind that it is in. */
export type Collection =
  | { readonly records: Records; readonly fault: null }
  | (Fault & { readonly records: null; readonly kind: KindName | null });

/**
 * Reads a whole collection: one record of each kind and nothing else. A certificate can do without none of them, so a
 * missing file is a fault, and so is a link that no kind of this version belongs to.
 */
export function everyRecord(collected: Collected): Collection {
  const stray = strayLink(collected.chain);
  if (stray !== null) return { records: null, kind: null, at: 'chain', fault: stray };
  const found = KIND_NAMES.map((kind) => ({ kind, ...recordOf(kind, collected) }));
  const bad = found.find(({ record }) => record === null);
  if (bad?.record === null) return { ...bad, records: null };
  const records = Object.fromEntries(found.map(({ kind, record }) => [kind, record]));
  return { records: records as unknown as Records, fault: null };
}

/** What is wrong with the links by themselves: each kind has one at most, in the order of the table. */
function strayLink(chain: Chain): string | null {
  if (chain.length === 0) return 'evidence.jsonl holds no link';
  const names: readonly string[] = KIND_NAMES;
  const kinds = chain.map(({ kind }) => kind);
  for (const [i, kind] of kinds.entries()) {
    const link = `link ${i + 1} of evidence.jsonl`;
    if (!names.includes(kind)) return `${link} is of no kind that this version knows: ${kind}`;
    if (kinds.indexOf(kind) < i) return `${link} is a second one of kind ${kind}`;
    if (i > 0 && names.indexOf(kinds[i - 1] ?? '') > names.indexOf(kind))
      return `${link}, of kind ${kind}, is out of order`;
  }
  return null;
}
