import type { Difference } from './peer-cases.ts';

/** Why we differ from a peer's example, or `null` where nobody has looked yet. */
export function explanationOf(_: Difference): string | null {
  return null;
}
