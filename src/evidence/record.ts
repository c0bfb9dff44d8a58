import type { Json } from '../base/canonical-json.ts';
import { type Digest, digestOf, sha256 } from '../base/digest.ts';
import { decodeUtf8, readStrictJson } from '../base/strict-json.ts';
import { appendLink, type Chain } from './chain.ts';
import type { EvidenceKind } from './kind.ts';
import { KINDS } from './kinds/index.ts';

type KindName = keyof typeof KINDS;
type Bodies = {
  readonly [Kind in KindName]: (typeof KINDS)[Kind] extends EvidenceKind<infer Body> ? Body : never;
};

const table: { readonly [Kind in KindName]: EvidenceKind<Bodies[Kind]> } = KINDS;

interface RecordOf<Kind extends KindName> {
  readonly kind: Kind;
  /** What was seen: `realm.json`, or a part of it, `realm.json#tests`. */
  readonly subject: string;
  /** The certificate of the run that saw it. */
  readonly run: string;
  /** Its place in the chain, from 1. */
  readonly seq: number;
  readonly at: string;
  readonly body: Bodies[Kind];
}

/** One thing that was seen to happen, with what was seen. */
export type EvidenceRecord = { readonly [Kind in KindName]: RecordOf<Kind> }[KindName];

type Files = ReadonlyMap<string, Uint8Array>;

/** Evidence of all that lies among these files, by path, as of one moment. */
export function chainOf(files: Files, at: string): Chain {
  let chain: Chain = [];
  for (const [kind, { file, part }] of Object.entries(table)) {
    const bytes = files.get(file);
    if (bytes) chain = appendLink(chain, { kind, digest: digestIn(bytes, part), at });
  }
  return chain;
}

const MAX_DEPTH = 32;

/** What a file of this kind holds; without a value, what it is instead. */
type Content =
  | { readonly value: unknown; readonly digest: Digest; readonly fault: null }
  | { readonly fault: string };

function contentOf(bytes: Uint8Array, { file, part }: EvidenceKind<unknown>): Content {
  if (!file.endsWith('.json')) {
    const value = decodeUtf8(bytes);
    return value === null ? { fault: 'not UTF-8' } : { value, digest: sha256(bytes), fault: null };
  }
  const { value, refusal } = readStrictJson(bytes, MAX_DEPTH);
  if (refusal !== null) return { fault: refusal };
  return part === null
    ? { value, digest: sha256(bytes), fault: null }
    : { value: memberOf(value, part), digest: digestOf(memberOf(value, part)), fault: null };
}

const memberOf = (value: Json, name: string): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? ((value as { readonly [name: string]: Json })[name] ?? null)
    : null;

/** Of a file that was just written. */
const digestIn = (bytes: Uint8Array, part: string | null): Digest =>
  part === null ? sha256(bytes) : digestOf(memberOf(JSON.parse(new TextDecoder().decode(bytes)), part));

/** Evidence, the files it is about, and the certificate whose run it is of. */
interface Collected {
  readonly chain: Chain;
  readonly files: Files;
  readonly run: string;
}

type Found<Kind extends KindName> =
  | { readonly record: RecordOf<Kind>; readonly fault: null }
  /** `body`: the file is there and not what it should be; the fault is what follows its name in a sentence. */
  | { readonly record: null; readonly at: 'chain' | 'body'; readonly fault: string };

/** The last record of a kind with what was seen, which its link must vouch for. */
export function recordOf<Kind extends KindName>(kind: Kind, { chain, files, run }: Collected): Found<Kind> {
  const row = table[kind];
  const bytes = files.get(row.file);
  if (!bytes) return { record: null, at: 'chain', fault: `there is no ${row.file}` };
  const content = contentOf(bytes, row);
  if (content.fault !== null) return { record: null, at: 'body', fault: ` is ${content.fault}.` };
  const parsed = row.body.safeParse(content.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') || 'the whole of it';
    return { record: null, at: 'body', fault: `: ${place}: ${issue?.message}` };
  }
  const seq = 1 + chain.findLastIndex((link) => link.kind === kind);
  const link = chain[seq - 1];
  if (link?.digest !== content.digest)
    return { record: null, at: 'chain', fault: `evidence.jsonl does not vouch for ${row.file}` };
  const subject = row.part === null ? row.file : `${row.file}#${row.part}`;
  return { record: { kind, subject, run, seq, at: link.at, body: parsed.data }, fault: null };
}
