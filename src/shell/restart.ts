/**
 * How a process may run. JavaScriptCore's optimising compilers are for work that lasts; ours ends within seconds:
 *
 * - `little-sql`: none at all, and libpg-query as JavaScript instead of WASM. The bytecode of both is ready when the process
 *   starts. 3 KB of SQL: 0.6 of the time, 0.45 of the CPU. Above 8 KB compiled WASM is faster. The heap's size is what the
 *   engine waits for before it collects; the parser's memory alone would make it begin.
 * - `many-files`, `large-schema`: without the two slowest compilers, which are a third of the CPU time of a thousand
 *   migrations; the third begins four times as late as by itself: a seventh of it.
 * - `small-schema`: without the third.
 * - `pglite`: the one for WASM spends more on PGlite than PostgreSQL then runs: a rehearsal of 14 tables took 5.4 s of CPU with
 *   it and 2.8 s without.
 *
 * @see https://github.com/WebKit/WebKit/blob/main/Source/JavaScriptCore/runtime/OptionsList.h
 */
const FLAGS = {
  'little-sql': {
    BUN_JSC_useJIT: '0',
    BUN_JSC_largeHeapSize: '1000000000',
    BUN_JSC_smallHeapRAMFraction: '0.9',
  },
  'many-files': {
    BUN_JSC_useOMGJIT: '0',
    BUN_JSC_useFTLJIT: '0',
    BUN_JSC_thresholdForOptimizeAfterWarmUp: '4000',
  },
  'small-schema': { BUN_JSC_useOMGJIT: '0', BUN_JSC_useFTLJIT: '0', BUN_JSC_useDFGJIT: '0' },
  'large-schema': { BUN_JSC_useOMGJIT: '0', BUN_JSC_useFTLJIT: '0' },
  pglite: { BUN_JSC_useOMGJIT: '0' },
} as const;

/** A kind of work that the engine does faster with flags of its own. */
export type Work = keyof typeof FLAGS;

const NAMES: readonly string[] = [...new Set(Object.values(FLAGS).flatMap(Object.keys))];

/** Whether this process has no compilers. */
export const isInterpreted = process.env['BUN_JSC_useJIT'] === '0';

/**
 * Starts this executable again in its own place, with the flags for `work`. They are read from the environment when a
 * process starts, and nowhere else; the restart takes 6 ms.
 */
export function restartFor(work: Work | null): void {
  if (NAMES.some((name) => process.env[name] !== undefined)) {
    // Not for programs that are started from here: a Bun that doesn't know a flag ends at once.
    for (const name of NAMES) delete process.env[name];
    return;
  }
  if (work === null || !Bun.main.startsWith('/$bunfs/') || process.platform === 'win32') return;
  try {
    process.execve?.(process.execPath, [process.execPath, ...process.argv.slice(2)], {
      ...process.env,
      ...FLAGS[work],
    } as Record<string, string>);
  } catch {
    // The executable was replaced while it runs. Then we go on with the compilers, slower.
  }
}
