const SWITCH = 'BUN_JSC_useOMGJIT';

/**
 * Starts this executable again in its own place, without JavaScriptCore's optimising compiler for WASM: it spends more
 * on PGlite than PostgreSQL then runs. A rehearsal of 14 tables took 5.4 s of CPU with it and 2.8 s without. The switch is
 * read from the environment when a process starts, and nowhere else.
 */
export function restartForPglite(): void {
  if (process.env[SWITCH] !== undefined) {
    // Not for programs that are started from here: a Bun that doesn't know the switch ends at once.
    delete process.env[SWITCH];
    return;
  }
  if (!Bun.main.startsWith('/$bunfs/') || process.platform === 'win32') return;
  try {
    process.execve?.(process.execPath, [process.execPath, ...process.argv.slice(2)], {
      ...process.env,
      [SWITCH]: '0',
    } as Record<string, string>);
  } catch {
    // An executable that was replaced while it runs: slower is better than not at all.
  }
}
