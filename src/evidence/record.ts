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

/** One link of the chain together with the result that it vouches for. */
export type EvidenceRecord = { readonly [Kind in KindName]: RecordOf<Kind> }[KindName];

type Files = ReadonlyMap<string, Uint8Array>;

/** A chain with one link for each kind of evidence that is among these files (by path), all of the same time. */
export function chainOf(files: Files, at: string): Chain {
  let chain: Chain = [];
  for (const [kind, { file, part }] of Object.entries(table)) {
    const bytes = files.get(file);
    if (bytes) chain = appendLink(chain, { kind, digest: digestIn(bytes, part), at });
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

/** The digest of the result in a file that we have just written: so it need not be validated. */
const digestIn = (bytes: Uint8Array, part: string | null): Digest =>
  part === null ? sha256(bytes) : digestOf(memberOf(JSON.parse(new TextDecoder().decode(bytes)), part));

/** A chain, the files it is about, and the id of the certificate whose run it describes. */
interface Collected {
  readonly chain: Chain;
  readonly files: Files;
  readonly run: string;
}

type Found<Kind extends KindName> =
  | { readonly record: RecordOf<Kind>; readonly fault: null }
  /** `body`: the file is there and not what it should be; the fault is what follows its name in a sentence. */
  | { readonly record: null; readonly at: 'chain' | 'body'; readonly fault: string };

/** The last record of a kind. Its link must hold the digest of the result in the file. */
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
