import { distance } from 'fastest-levenshtein';

/** The candidate a typo most likely meant, or `null` when none is near. */
export function closest(name: string, candidates: readonly string[]): string | null {
  const lower = name.toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const d = distance(lower, candidate.toLowerCase());
    if (d >= bestDistance) continue;
    best = candidate;
    bestDistance = d;
  }
  return best;
}
