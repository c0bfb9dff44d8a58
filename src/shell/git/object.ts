/** Git's object id of some content. `digits`: 40 for SHA-1, 64 for SHA-256. */
export function objectId(kind: 'blob' | 'commit' | 'tree', bytes: Uint8Array, digits: number): string {
  const hash = new Bun.CryptoHasher(digits === 64 ? 'sha256' : 'sha1');
  return hash.update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
}
