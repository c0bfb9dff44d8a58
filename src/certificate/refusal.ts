import { toPlainText } from '../base/plain-text.ts';

const MAX_DETAIL = 300;

/** Why a certificate is not believed: what it means to whoever wants to deploy, and what to do. */
export const REFUSALS = {
  E_CERTIFICATE_MISSING: [
    'There is no certificate to check.',
    'Run `wesley certify`, or name the file with --in.',
  ],
  E_FILE_UNREADABLE: ['The certificate file cannot be read.', 'Name a regular file, not a link to one.'],
  E_FILE_EMPTY: ['The certificate file is empty.', 'Get the file again from where it was signed.'],
  E_FILE_SIZE: [
    'The certificate file is larger than 256 KiB.',
    'Get the file again from where it was signed.',
  ],
  E_NOT_UTF8: ['The certificate is not UTF-8 text.', 'Get the file again, as bytes, not through an editor.'],
  E_BYTE_ORDER_MARK: ['The certificate begins with a byte order mark.', 'Get the file again, as bytes.'],
  E_LINE_ENDS: [
    'The certificate has carriage returns in it.',
    'Keep git and mail from changing its line ends.',
  ],
  E_NO_BLOCK: ['The certificate has no block of data.', 'Get the whole file again from where it was signed.'],
  E_BLOCKS: ['The certificate has more than one block of data.', 'Ask who added the other one.'],
  E_NOT_CANONICAL: ['The block is not canonical JSON.', 'Get the file again; do not format it.'],
  E_DEPTH: ['The block is nested too deeply.', 'Ask who wrote this file: Wesley did not.'],
  E_ENVELOPE: ['The block is not the envelope of a certificate.', 'Ask who wrote this file: Wesley did not.'],
  E_PAYLOAD_TYPE: ['The signatures are for another type of payload.', 'Sign a certificate, nothing else.'],
  E_STATEMENT_TYPE: ['The payload is another type of statement.', 'Sign a certificate, nothing else.'],
  E_PREDICATE_TYPE: ['The statement is about something else.', 'Sign a certificate, nothing else.'],
  E_PAYLOAD: [
    'What the certificate states is incomplete or contradicts itself.',
    'Run `wesley certify` again.',
  ],
  E_PAYLOAD_SIZE: ['The payload is larger than what can be signed.', 'Run `wesley certify` again.'],
  E_UNREADABLE: ['The certificate cannot be judged.', 'Report this, with the file: it is our fault.'],
  E_RENDERER: [
    'This version cannot draw the header of that certificate.',
    'Verify with the version that made it.',
  ],
  E_HEADER: [
    'The text above the block does not say what the block says.',
    'Trust neither; get the file again.',
  ],
  E_UNSIGNED: ['Nobody has signed the certificate.', 'Run `wesley cert sign` as HOLMES and as WAT-SUM.'],
  E_ROLE_MISSING: ['A role that must sign has not signed.', 'Run `wesley cert sign` in that role.'],
  E_SIGNED_ALREADY: ['That role or key has signed already.', 'Ask the other role to sign.'],
  E_MERGE: ['The two files are not copies of one certificate.', 'Merge copies of the same file only.'],
  E_SIGNATURE_ORDER: ['The signatures are not sorted, or one stands there twice.', 'Get the file again.'],
  E_SIGNATURE_FORM: ['A signature is not 64 bytes in standard base64.', 'Get the file again.'],
  E_SIGNATURE_BAD: ['A signature does not fit this certificate.', 'Find out what was changed, and by whom.'],
  E_SIGNER_UNKNOWN: ['A key that the trust store does not list has signed.', 'Find out whose key it is.'],
  E_KEY_REVOKED: ['A revoked key has signed.', 'Certify and sign again with a key in force.'],
  E_ROLE_MISMATCH: [
    'A key has signed in a role that is not its own.',
    'Sign in the role the trust store gives it.',
  ],
  E_EXPIRED: ['The certificate has expired.', 'Run `wesley certify` again: the world has moved on.'],
  E_NOT_YET_VALID: ['The certificate comes from the future.', 'Compare the clocks of both machines.'],
  E_LIFETIME: ['The certificate lives longer than is allowed.', 'Certify again with a shorter lifetime.'],
  E_ENVIRONMENT: ['The certificate is for another environment.', 'Certify for this environment.'],
  E_TRUST_MISSING: ['There is no trust store.', 'Run `wesley trust init`, or name one with --trust.'],
  E_TRUST_INVALID: ['The trust store cannot be relied on.', 'Make it again with `wesley trust init`.'],
  E_TRUST_WRITABLE: [
    'Others could have changed the trust store.',
    'Run `chmod go-w` on what is named, keep the store in a folder of your own, or pin it with --trust-digest.',
  ],
  E_TRUST_UNPINNED: [
    'The trust store lies where whoever proposes the change or hands over the certificate can change it.',
    'Keep it outside every work tree and away from the certificate, or pin it with --trust-digest.',
  ],
  E_TRUST_DIGEST: ['The trust store is not the one that was pinned.', 'Find out who changed it.'],
  E_FACTS: ['The facts are not what was measured.', 'Certify again: facts.json is not to be edited.'],
  E_MANIFEST: ['The manifest of certified files is not the certified one.', 'Run `wesley certify` again.'],
  E_ARTIFACT_MISSING: ['A certified file is gone.', 'Run `wesley certify` again.'],
  E_ARTIFACT_EXTRA: [
    'A file that was not certified lies among the certified ones.',
    'Find out who put it there.',
  ],
  E_ARTIFACT_CHANGED: ['A certified file was changed.', 'Find out who changed it, and certify again.'],
} as const satisfies Record<`E_${string}`, readonly [meaning: string, remedy: string]>;

export type RefusalCode = keyof typeof REFUSALS;

declare module '../base/codes.ts' {
  interface Codes extends Record<RefusalCode, true> {}
}

export interface Refusal {
  readonly code: RefusalCode;
  /** One sentence with the values that are at fault. */
  readonly message: string;
}

/** @param detail What was found, added to the sentence of the code; it may quote the file and is made plain. */
export function refusal(code: RefusalCode, detail?: string): Refusal {
  const [meaning] = REFUSALS[code];
  if (detail === undefined) return { code, message: meaning };
  return { code, message: `${meaning.replace(/\.$/, '')}: ${toPlainText(detail, MAX_DETAIL)}.` };
}
