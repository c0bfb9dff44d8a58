/** Type of the payload: the first thing that a signature covers. */
export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/**
 * The most bytes that a certificate may have to sign. Of the key services that can hold a whole certificate, CloudHSM
 * takes the least to sign with Ed25519: 16,000 bytes.
 */
export const MAX_SIGNED_BYTES = 16_000;

/**
 * The bytes a signature covers: type and payload with their lengths in bytes, so that no two pairs read the same.
 *
 * @see https://github.com/secure-systems-lab/dsse/blob/v1.0.2/protocol.md#signature-definition
 */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = new TextEncoder().encode(payloadType);
  const head = new TextEncoder().encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}
