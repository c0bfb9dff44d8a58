import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { type JsonRefusal, readCanonicalJson } from '../base/strict-json.ts';
import { utf8Text } from '../base/utf8.ts';
import { contradictionIn } from './consistency.ts';
import { type Envelope, envelopeSchema, isSorted, signatureBytes, signedBytes } from './envelope.ts';
import { MAX_SIGNED_BYTES, PAYLOAD_TYPE } from './pae.ts';
import { PREDICATE_TYPE, STATEMENT_TYPE, type Statement, statementSchema } from './payload.ts';
import { type Refusal, type RefusalCode, refusal } from './refusal.ts';
import { BLOCK_END, BLOCK_START, renderCertificate } from './render.ts';
import { RENDERER } from './renderer.ts';

export const MAX_FILE_BYTES = 256 * 1024;
const MAX_DEPTH = 32;

export type Parsed =
  | { readonly envelope: Envelope; readonly refusal: null }
  | { readonly envelope: null; readonly refusal: Refusal };

const refuse = (code: RefusalCode, detail?: string): Parsed => ({
  envelope: null,
  refusal: refusal(code, detail),
});

/**
 * Reads SHIPME.md. Refuses every file that differs by a byte from what we would write. Who signed is not checked
 * here: that takes a trust store and `verifyCertificate`.
 */
export function parseCertificate(bytes: Uint8Array): Parsed {
  if (bytes.length === 0) return refuse('E_FILE_EMPTY');
  if (bytes.length > MAX_FILE_BYTES) return refuse('E_FILE_SIZE');
  const text = utf8Text(bytes, 'keep');
  if (text === null) return refuse('E_NOT_UTF8');
  if (text.startsWith('\uFEFF')) return refuse('E_BYTE_ORDER_MARK');
  if (text.includes('\r')) return refuse('E_LINE_ENDS');
  const block = blockIn(text);
  if (typeof block !== 'string') return { envelope: null, refusal: block };
  const json = readCanonicalJson(new TextEncoder().encode(block), MAX_DEPTH);
  if (json.refusal !== null) return refuse(CODE_OF[json.refusal], `it is ${json.refusal}`);
  const parsed = parseEnvelope(json.value);
  // Checked last, because only a valid block can be rendered.
  if (parsed.envelope && renderCertificate(parsed.envelope) !== text) return refuse('E_HEADER');
  return parsed;
}

const CODE_OF: Readonly<Record<JsonRefusal, RefusalCode>> = {
  'not UTF-8': 'E_NOT_UTF8',
  'byte order mark': 'E_BYTE_ORDER_MARK',
  'not JSON': 'E_NOT_CANONICAL',
  'not canonical': 'E_NOT_CANONICAL',
  'too deep': 'E_DEPTH',
};

/** The block in SHIPME.md: exactly one, one line long, at the end of the file. */
function blockIn(text: string): string | Refusal {
  const lines = text.split('\n');
  const starts = lines.filter((line) => line.trim() === BLOCK_START).length;
  const ends = lines.filter((line) => line.trim() === BLOCK_END).length;
  if (starts > 1 || ends > 1) return refusal('E_BLOCKS');
  const [start, fence, block, closing, end, last, ...rest] = lines.slice(lines.indexOf(BLOCK_START));
  const complete = start === BLOCK_START && fence === '```json' && closing === '```' && end === BLOCK_END;
  if (!complete || block === undefined) return refusal('E_NO_BLOCK');
  return last === '' && rest.length === 0 ? block : refusal('E_HEADER', 'there is text after the block');
}

function parseEnvelope(value: Json): Parsed {
  const parsed = envelopeSchema.safeParse(value);
  if (!parsed.success) return refuse('E_ENVELOPE', issueIn(parsed.error.issues));
  const { payload, payloadType, signatures } = parsed.data;
  if (payloadType !== PAYLOAD_TYPE) return refuse('E_PAYLOAD_TYPE');
  if (payload['_type'] !== STATEMENT_TYPE) return refuse('E_STATEMENT_TYPE');
  if (payload['predicateType'] !== PREDICATE_TYPE) return refuse('E_PREDICATE_TYPE');
  const statement = parseStatement((value as { readonly payload: Json }).payload);
  if ('code' in statement) return { envelope: null, refusal: statement };
  if (!isSorted(signatures)) return refuse('E_SIGNATURE_ORDER');
  if (signatures.some((signature) => signatureBytes(signature) === null)) return refuse('E_SIGNATURE_FORM');
  return { envelope: { payload: statement, payloadType: PAYLOAD_TYPE, signatures }, refusal: null };
}

function parseStatement(payload: Json): Statement | Refusal {
  const renderer = rendererOf(payload);
  if (typeof renderer === 'string' && renderer !== RENDERER)
    return refusal('E_RENDERER', renderer.slice(0, 40));
  const parsed = statementSchema.safeParse(payload);
  if (!parsed.success) return refusal('E_PAYLOAD', issueIn(parsed.error.issues));
  // zod's records silently drop a key `__proto__`. Refuse it: the signature would cover what we do not see.
  if (canonicalJson(parsed.data as unknown as Json) !== canonicalJson(payload))
    return refusal('E_PAYLOAD', 'a member has a name that cannot be read');
  const fault = contradictionIn(parsed.data);
  if (fault !== null) return refusal('E_PAYLOAD', fault);
  return signedBytes(parsed.data).length > MAX_SIGNED_BYTES ? refusal('E_PAYLOAD_SIZE') : parsed.data;
}

function rendererOf(payload: Json): unknown {
  const statement = payload as {
    readonly predicate?: { readonly certificate?: { readonly renderer?: unknown } };
  };
  return statement.predicate?.certificate?.renderer;
}

const issueIn = (
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): string =>
  issues[0] ? `${issues[0].path.map(String).join('.') || 'the whole'}: ${issues[0].message}` : 'unreadable';
