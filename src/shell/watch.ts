import { type FSWatcher, statSync, watch } from 'node:fs';
import { basename, dirname, extname } from 'node:path';

/** Waits for changes of files. Begins with the call that makes it, so that nothing is missed while a command works. */
export interface Watch {
  /** Resolves once something changed and then stayed as it is for a moment; to `false` when nothing more can change. */
  changed(): Promise<boolean>;
}

/** Editors and checkouts write in several steps; people do not notice this much. */
const QUIET_MS = 100;

/**
 * Watches files and the files with an ending below folders. What is deleted is waited for, and what replaces it is
 * watched in its place: after every change all watchers are made anew.
 *
 * @param paths Absolute.
 */
export function watchPaths(paths: readonly string[], ending: string): Watch {
  let touched = () => {};
  let isTouched = false;
  const note = () => {
    isTouched = true;
    touched();
  };
  const start = () => paths.flatMap((path) => watcherOf(path, ending, note));
  let watchers = start();
  return {
    async changed() {
      while (isTouched || (await nextTouch())) {
        isTouched = false;
        await Bun.sleep(QUIET_MS);
        if (!isTouched) break;
      }
      for (const watcher of watchers) watcher.close();
      watchers = start();
      return true;
    },
  };

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
          if (name === null || name === basename(path)) note();
        });
    watcher.on('error', note);
    return [watcher];
  } catch {
    return dirname(path) === path ? [] : waitFor(dirname(path), note);
  }
}

// Folders have no ending and may come with files in them.
const isOfFolder = (name: string | null, ending: string): boolean =>
  name === null || name.toLowerCase().endsWith(ending) || extname(name) === '';

function waitFor(folder: string, note: () => void): FSWatcher[] {
  try {
    const watcher = watch(folder, note);
    watcher.on('error', note);
    return [watcher];
  } catch {
    return dirname(folder) === folder ? [] : waitFor(dirname(folder), note);
  }
}
