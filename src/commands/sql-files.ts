import { byRunningOrder, undoes } from '../locks/migration-file.ts';
import type { Files } from './command.ts';

/** The SQL files below a folder in the order they run, and how many were left out because they undo another. */
export async function migrationsIn(
  folder: string,
  files: Files,
): Promise<{ readonly paths: readonly string[]; readonly undoing: number }> {
  const all = (await sqlFilesBelow(folder, files)).toSorted(byRunningOrder);
  const paths = all.filter((file) => !undoes(file.slice(folder.length)));
  return { paths, undoing: all.length - paths.length };
}

async function sqlFilesBelow(folder: string, files: Files): Promise<string[]> {
  const found: string[] = [];
  for (const { name, kind } of await files.list(folder)) {
    const path = `${folder.replace(/\/+$/, '')}/${name}`;
    if (kind === 'folder') found.push(...(await sqlFilesBelow(path, files)));
    else if (kind === 'file' && name.toLowerCase().endsWith('.sql')) found.push(path);
  }
  return found;
}
