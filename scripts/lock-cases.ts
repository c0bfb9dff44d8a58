import { readdirSync } from 'node:fs';

/** One statement to ask about. `given` runs before it, after the topic's own `given`. */
export interface LockCase {
  readonly id: string;
  readonly given: string;
  readonly statement: string;
}

export interface Topic {
  readonly given: string;
  readonly cases: readonly LockCase[];
}

export const topicNames = (folder: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -4))
    .sort();

/**
 * Reads a topic: SQL that every case starts from, then `-- case <id>` lines. The last statement of a case, after the
 * last line that is `--`, is the one asked about; what stands before that line prepares it.
 */
export async function topicOf(path: string): Promise<Topic> {
  const [given = '', ...sections] = (await Bun.file(path).text()).split(/^-- case /m);
  return { given, cases: sections.map(caseOf) };
}

function caseOf(section: string): LockCase {
  const [id = '', ...lines] = section.trimEnd().split('\n');
  const divider = lines.lastIndexOf('--');
  const statement = lines.slice(divider + 1).join('\n');
  return { id: id.trim(), given: lines.slice(0, Math.max(0, divider)).join('\n'), statement };
}
