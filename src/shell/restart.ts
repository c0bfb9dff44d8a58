import { existsSync } from 'node:fs';

/**
 * Flags of JavaScriptCore for each kind of work. Its optimising compilers pay off in long work; ours ends within seconds.
 * The slowest two are FTL and, for WASM, OMG; DFG is the third.
 *
 * - `little-sql`: no compiler at all, and libpg-query as JavaScript instead of WASM. The bytecode of both is ready at the
 *   start. 3 KB of SQL took 0.6 of the time and 0.45 of the CPU time; above 8 KB compiled WASM is faster. The engine
 *   collects garbage when the heap has a certain size: it is raised, because the parser's memory alone would reach it.
 * - `many-files`: without FTL and OMG, which take a third of the CPU time of a thousand migrations. DFG starts four times
 *   later than by default, which saves a seventh.
 * - `large-schema`: without FTL and OMG. Garbage is collected when the heap has grown by half; by default, when it has doubled.
 * - `small-schema`: without DFG as well.
 * - `pglite`: without FTL and OMG. OMG spends more on PGlite than PostgreSQL then runs: a rehearsal of 14 tables took 5.4 s
 *   of CPU with it and 2.8 s without. A small schema is rehearsed as `small-schema`: 0.8 of that.
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
  'large-schema': {
    BUN_JSC_useOMGJIT: '0',
    BUN_JSC_useFTLJIT: '0',
    BUN_JSC_heapGrowthMaxIncrease: '0.5',
  },
  pglite: { BUN_JSC_useOMGJIT: '0', BUN_JSC_useFTLJIT: '0' },
} as const;

/** A kind of work that is faster with flags of its own. */
export type Work = keyof typeof FLAGS;

const NAMES: readonly string[] = [...new Set(Object.values(FLAGS).flatMap(Object.keys))];

/** Whether this process runs without compilers. */
export const isInterpreted = process.env['BUN_JSC_useJIT'] === '0';

/** Up to here the parser as bytecode is faster than its WASM, which has to be compiled first. In bytes of SQL. */
export const LITTLE_SQL = 8 * 1024;

/** Makes this a process for `work`: by a restart, unless it was restarted already. */
export function restartFor(work: Work | null): void {
  if (NAMES.some((name) => process.env[name] !== undefined)) {
    // Programs that are started from here must not inherit the flags: a Bun that doesn't know one ends at once.
    for (const name of NAMES) delete process.env[name];
    return;
  }
  if (work !== null) startAgain(work);
}

/**
 * Replaces this process by the same executable, started with the flags for `work`. A process reads them only when it
 * starts, from its environment. The restart takes 6 ms. It goes on where that can't be done: slower is better than not at
 * all.
 */
export function startAgain(work: Work): void {
  if (!Bun.main.startsWith('/$bunfs/') || process.platform === 'win32') return;
  // An execve() that fails prints a warning of the runtime: one that is sure to fail is not tried.
  if (!existsSync(process.execPath)) return;
  try {
    process.execve?.(process.execPath, [process.execPath, ...process.argv.slice(2)], {
      ...process.env,
      ...FLAGS[work],
    } as Record<string, string>);
  } catch {
    // The executable was replaced or removed while it runs.
  }
}
