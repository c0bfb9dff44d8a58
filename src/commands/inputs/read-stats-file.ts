import { InputRefused } from '../../base/diagnostic.ts';
import type { Stats } from '../../impact/stats.ts';
import type { World } from '../../world/world.ts';
import { statsOutput } from '../outputs/stats.ts';
import { VERSION } from './stats-file.ts';

// Who wrote it, and where, is nothing that a check needs.
const statsSchema = statsOutput.pick({ stats: true, rates: true, tables: true, indexes: true });

/** @throws {Failure} `file-unreadable`; @throws {InputRefused} when it is not what `wesley stats` writes. */
export async function readStatsFile(files: Pick<World['files'], 'read'>, path: string): Promise<Stats> {
  const text = await files.read(path);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid(path, 'it is no JSON');
  }
  const parsed = statsSchema.safeParse(document);
  if (!parsed.success) throw invalid(path, faultIn(parsed.error.issues[0]));
  const { rates, tables, indexes } = parsed.data;
  return { rates, tables, indexes };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of another version, or of another program altogether, only that is said. */
const faultIn = (issue: Issue | undefined): string =>
  issue === undefined || issue.path.length === 0 || issue.path[0] === 'stats'
    ? `its member "stats" is not ${VERSION}`
    : `${issue.path.map(String).join('.')}: ${issue.message}`;

const invalid = (path: string, why: string): InputRefused =>
  new InputRefused([
    {
      code: 'INVALID_STATS',
      message: `${path} is not what \`wesley stats\` writes: ${why}`,
      span: null,
      hint: `Write it with \`wesley stats --dsn URL --out ${path}\`.`,
    },
  ]);
