import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';

const CONTEXT = 3;

/** The difference of two texts in unified form, as `patch` takes it; `''` where there is none. Names stand in its head as given. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const patch = structuredPatch(name, name, before, after, undefined, undefined, { context: CONTEXT });
  // The library writes names in octal where they are more than ASCII; nobody could read them.
  return `--- a/${name}\n+++ b/${name}\n${formatPatch(patch, OMIT_HEADERS)}`;
}
