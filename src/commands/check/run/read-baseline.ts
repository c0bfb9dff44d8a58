import { z } from 'zod';
import { InputRefused } from '../../../base/diagnostic.ts';
import type { World } from '../../../world/world.ts';
import { folderOf, type Known, VERSION } from './baseline-file.ts';

const finding = z.object({ path: z.string(), rule: z.string(), fingerprint: z.string() });
const schema = z.object({ baseline: z.literal([1, VERSION]), findings: z.array(finding) });

/** @throws {Failure} `file-unreadable`; @throws {InputRefused} when it is no baseline. */
export async function readBaseline(world: World, path: string): Promise<readonly Known[]> {
  const text = await world.files.read(path);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid(path, 'it is no JSON');
  }
  const parsed = schema.safeParse(document);
  if (!parsed.success) throw invalid(path, faultIn(parsed.error.issues[0]?.path ?? []));
  const { baseline, findings } = parsed.data;
  const root = baseline === VERSION ? folderOf(path, world.cwd) : world.cwd;
  return findings.map((found) => ({ ...found, root }));
}

const faultIn = (path: readonly PropertyKey[]): string =>
  path[0] === 'findings'
    ? 'its "findings" are not all objects with path, rule and fingerprint'
    : `its member "baseline" is not ${VERSION}`;

const invalid = (path: string, why: string): InputRefused =>
  new InputRefused([
    {
      code: 'INVALID_BASELINE',
      message: `${path} is no baseline: ${why}`,
      span: null,
      hint: `Write it with \`wesley check --write-baseline ${path}\`.`,
    },
  ]);
