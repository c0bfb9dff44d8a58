/**
 * JavaScriptCore's optimising compilers that work which ends within seconds doesn't pay back: the one for WASM spends more
 * on PGlite than PostgreSQL then runs (a rehearsal of 14 tables took 5.4 s of CPU with it and 2.8 s without), and both
 * spend a third of the CPU time of a thousand migrations.
 */
const SWITCHES = {
  pglite: ['BUN_JSC_useOMGJIT'],
  'many-files': ['BUN_JSC_useOMGJIT', 'BUN_JSC_useFTLJIT'],
} as const;

/**
 * Starts this executable again in its own place, without the compilers that `work` has no use for. The switches are read
 * from the environment when a process starts, and nowhere else; the restart takes 8 ms.
 */
export function restartFor(work: keyof typeof SWITCHES): void {
  const switches = SWITCHES[work];
  if (switches.every((name) => process.env[name] !== undefined)) {
    // Not for programs that are started from here: a Bun that doesn't know the switch ends at once.
    for (const name of switches) delete process.env[name];
    return;
  }
  if (!Bun.main.startsWith('/$bunfs/') || process.platform === 'win32') return;
  try {
    process.execve?.(process.execPath, [process.execPath, ...process.argv.slice(2)], {
      ...process.env,
      ...Object.fromEntries(switches.map((name) => [name, '0'])),
    } as Record<string, string>);
  } catch {
    // An executable that was replaced while it runs: slower is better than not at all.
  }
}
