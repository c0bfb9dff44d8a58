import type { Schema } from '../ir/schema.ts';
import { loadTargets } from './index.ts';
import { type GeneratedFile, isDeclared } from './target.ts';

/** The files of several targets. @throws {Error} where a target writes a file that it does not declare: its bug. */
export async function generate(schema: Schema, names: readonly string[]): Promise<readonly GeneratedFile[]> {
  return (await loadTargets(names)).flatMap((target) => {
    const files = target.generate(schema);
    const odd = files.find(({ path }) => !isDeclared(target, path));
    if (odd) throw new Error(`target ${target.name} writes ${odd.path}, which is none of its artifacts`);
    return files;
  });
}

/** The same with `evidence-map.json`, which says where each object went. */
export async function generateMapped(
  schema: Schema,
  names: readonly string[],
): Promise<readonly GeneratedFile[]> {
  return withMap(schema, await generate(schema, names));
}

/** Files with their `evidence-map.json`. */
export async function withMap(
  schema: Schema,
  files: readonly GeneratedFile[],
): Promise<readonly GeneratedFile[]> {
  const { evidenceMap, evidenceMapFile } = await import('./evidence-map.ts');
  return [...files, evidenceMapFile(evidenceMap(schema, files))];
}
