import type { Target } from './target.ts';

/** Every target by name. A target's code is loaded when it is first used. */
export const TARGETS: Readonly<Record<string, () => Promise<{ default: Target }>>> = {
  postgres: () => import('./postgres.ts'),
  typescript: () => import('./typescript.ts'),
  zod: () => import('./zod/target.ts'),
  pgtap: () => import('./pgtap/target.ts'),
  ir: () => import('./ir.ts'),
};

/** Loads targets: those that are named, or all when none are named. Unknown names are left out. */
export async function loadTargets(
  names: readonly string[] = Object.keys(TARGETS),
): Promise<readonly Target[]> {
  const loaded = await Promise.all(names.map(async (name) => (await TARGETS[name]?.())?.default));
  return loaded.filter((target) => target !== undefined);
}
