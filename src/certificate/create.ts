import type { Json } from '../base/canonical-json.ts';
import { statedText } from '../base/plain-text.ts';
import { contradictionIn } from './consistency.ts';
import { type Envelope, signedBytes } from './envelope.ts';
import { MAX_SIGNED_BYTES, PAYLOAD_TYPE } from './pae.ts';
import {
  MANIFEST_FILE,
  PLAN_FILE,
  PREDICATE_TYPE,
  type Predicate,
  STATEMENT_TYPE,
  type Statement,
  statementSchema,
} from './payload.ts';
import { renderCertificate } from './render.ts';
import { RENDERER } from './renderer.ts';

/** What `certify` hands in: everything a certificate states. Texts may be of any length; they are cut and made plain. */
export type CertificateFacts = Omit<Predicate, 'certificate'> & {
  readonly certificate: Omit<Predicate['certificate'], 'renderer'>;
};

export type Created =
  | { readonly text: string; readonly fault: null }
  | { readonly text: null; readonly fault: string };

/** The unsigned certificate of facts from anywhere, or what is wrong with them. */
export function createFrom(facts: unknown): Created {
  const parsed = statementSchema.safeParse(statementOf(facts as CertificateFacts));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { text: null, fault: `${issue?.path.slice(1).join('.')}: ${issue?.message}` };
  }
  const fault = contradictionIn(parsed.data);
  if (fault !== null) return { text: null, fault };
  const bytes = signedBytes(parsed.data).length;
  if (bytes > MAX_SIGNED_BYTES) return { text: null, fault: `${bytes} bytes are more than can be signed` };
  const envelope: Envelope = { payload: parsed.data, payloadType: PAYLOAD_TYPE, signatures: [] };
  return { text: renderCertificate(envelope), fault: null };
}

/** The text of SHIPME.md, unsigned. @throws {TypeError} for facts that contradict themselves: the caller's bug. */
export function createCertificate(facts: CertificateFacts): string {
  const { text, fault } = createFrom(facts);
  if (text === null) throw new TypeError(`these facts make no certificate: ${fault}`);
  return text;
}

function statementOf(facts: CertificateFacts): Statement {
  const cleaned = clean(facts as unknown as Json) as unknown as CertificateFacts;
  const { manifest, plan } = cleaned?.artifacts ?? {};
  return {
    _type: STATEMENT_TYPE,
    subject: [subject(MANIFEST_FILE, manifest), subject(PLAN_FILE, plan)],
    predicateType: PREDICATE_TYPE,
    predicate: { ...cleaned, certificate: { ...cleaned?.certificate, renderer: RENDERER } },
  };
}

const subject = (name: string, digest: string | undefined): Statement['subject'][number] => ({
  name,
  digest: { sha256: `${digest}`.replace(/^sha256:/, '') },
});

/** Makes hidden characters visible in every text: names of people, commits and tables may come from anywhere. */
function clean(value: Json): Json {
  if (typeof value === 'string') return statedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(clean);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item)]));
}
