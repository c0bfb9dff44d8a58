import { type BigIntStats, type Dirent, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Watch, Watched } from '../world/watch.ts';

/**
 * How long nothing must change before a change is reported: editors and checkouts write in several steps. Too short
 * for people to notice.
 */
const QUIET_MS = 100;

/**
 * Watches files, and the files with an ending below folders. A deleted file is waited for, and the file that replaces
 * it is watched in its place: after every event all watchers are made anew. An event alone is no change, since it may
 * be about something else in the same folder.
 */
export function watchPaths(watched: Watched): Watch {
  let touched = () => {};
  let isTouched = false;
  const note = () => {
    isTouched = true;
    touched();
  };
  const start = () => watched.paths.flatMap((path) => watcherOf(path, watched.ending, note));
  let watchers = start();
  let state = stateOf(watched);
  return {
    async changed() {
      for (let before = state; before === state; state = stateOf(watched)) {
        await quiet();
        for (const watcher of watchers) watcher.close();
        watchers = start();
      }
      return true;
    },
  };

  async function quiet(): Promise<void> {
    while (isTouched || (await nextTouch())) {
      isTouched = false;
      await Bun.sleep(QUIET_MS);
      if (!isTouched) break;
    }
  }

  function nextTouch(): Promise<boolean> {
    return new Promise((resolve) => {
      touched = () => resolve(true);
    });
  }
}

function watcherOf(path: string, ending: string, note: () => void): FSWatcher[] {
  try {
    const watcher = statSync(path).isDirectory()
      ? watch(path, { recursive: true }, (_, name) => {
          if (isOfFolder(name, ending)) note();
        })
      : // A file that an editor replaces is another file; its folder stays.
        watch(dirname(path), (_, name) => {
          if (!name || name === basename(path)) note();
        });
    watcher.on('error', note);
    return [watcher];
  } catch {
    return dirname(path) === path ? [] : waitFor(dirname(path), note);
  }
}

// Whether an event may be about a folder. A folder has no ending and may come with files in it; when a folder is
// moved away, the event has no name at all.
const isOfFolder = (name: string | null | undefined, ending: string): boolean =>
  !name || name.toLowerCase().endsWith(ending) || extname(name) === '';

function waitFor(folder: string, note: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, note);
    watcher.on('error', note);
    return [watcher];
  } catch {
    return dirname(folder) === folder ? [] : waitFor(dirname(folder), note);
  }
}

/** Which files there are and what state they are in: identity, size and time of change. Contents are not read. */
function stateOf({ paths, ending, ignored }: Watched): string {
  const left = new Set(ignored.map((path) => idOf(path)));
  const lines: string[] = [];
  const visit = (path: string, mayEnter: boolean): void => {
    const found = statsOf(path);
    if (found?.isDirectory() && mayEnter)
      for (const entry of entriesIn(path, ending)) visit(join(path, entry.name), entry.isDirectory());
    else if (!found || !left.has(idOf(path, found)))
      lines.push(`${path} ${idOf(path, found)} ${found?.size} ${found?.mtimeNs}`);
  };
  for (const path of paths) visit(path, true);
  return lines.join('\n');
}

const statsOf = (path: string): BigIntStats | undefined => {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
};

// Identity by device and inode, because a file may have many names. A file that is not there is known by its path.
const idOf = (path: string, found = statsOf(path)): string =>
  found ? `${found.dev}:${found.ino}` : `no ${path}`;

// Links to folders are not followed: no event tells of changes behind them, and they may lead in a circle.
function entriesIn(folder: string, ending: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() || entry.name.toLowerCase().endsWith(ending),
    );
  } catch {
    return [];
  }
}
