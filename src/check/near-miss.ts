const NEAR =
  /^\s*(@?wesley\s*[-_:]?\s*(?:disabled?|ignored?|suppress|skip|off|no-?lint|no-?check|allow|enable)(?:[-_:]?[a-z]+)*)/i;

/**
 * A comment that looks like one of our suppressions but is none: its words, and the suppression that was probably
 * meant.
 */
export function nearMiss(
  comment: string,
): { readonly written: string; readonly meant: string | null } | null {
  const written = NEAR.exec(comment)?.[1];
  return written === undefined ? null : { written, meant: meantBy(written.toLowerCase()) };
}

function meantBy(written: string): string | null {
  if (written.includes('enable')) return null;
  if (written.includes('file')) return 'wesley-disable-file';
  return written.includes('next') || !/line|ignore/.test(written)
    ? 'wesley-disable-next-line'
    : 'wesley:ignore';
}
