import { z } from 'zod';
import { folderOf, type Known, VERSION } from './baseline.ts';

const finding = z.object({ path: z.string(), rule: z.string(), fingerprint: z.string() });
const schema = z.object({ baseline: z.literal([1, VERSION]), findings: z.array(finding) });

/**
 * What a baseline knows; a sentence says why it is none.
 *
 * @param path Of the file that the text is from.
 * @param cwd The working folder, absolute.
 */
export function readBaseline(text: string, path: string, cwd: string): readonly Known[] | string {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) return faultIn(parsed.error.issues[0]?.path ?? []);
  const { baseline, findings } = parsed.data;
  const root = baseline === VERSION ? folderOf(path, cwd) : cwd;
  return findings.map((found) => ({ ...found, root }));
}

const faultIn = (path: readonly PropertyKey[]): string =>
  path[0] === 'findings'
    ? 'its "findings" are not all objects with path, rule and fingerprint'
    : `its member "baseline" is not ${VERSION}`;
