import { sha256 } from '../base/digest.ts';
import type { Finding } from '../check/rule.ts';
import { type ReportedFile, relativePath } from './report.ts';

/**
 * A fingerprint for each finding of a file, in their order. It stays the same as long as the rule, the file and the
 * words of the statement do: lines may be added above, and the statement may be indented or wrapped anew. If the
 * statement occurs several times, its number is part of it.
 *
 * @returns 64 hexadecimal digits each.
 */
export function fingerprintsOf(file: ReportedFile, cwd: string): readonly string[] {
  if (file.kind === 'unread') return [];
  const { findings, text } = file.checked;
  const path = relativePath(file.path, cwd);
  const seen = new Map<string, number>();
  return findings.map(({ rule, start, end }: Finding) => {
    const words = text.slice(start, end).trim().replaceAll(/\s+/g, ' ');
    const key = JSON.stringify([rule.id, path, words]);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return fingerprint([key, before]);
  });
}

/** SHA-256 of the values, as 64 hexadecimal digits. */
export const fingerprint = (of: readonly (string | number)[]): string =>
  sha256(JSON.stringify(of)).slice('sha256:'.length);
