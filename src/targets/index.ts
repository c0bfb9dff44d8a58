import type { Target } from './target.ts';

/** Every target by name, loaded when it is asked for. */
export const TARGETS: Readonly<Record<string, () => Promise<{ default: Target }>>> = {
  postgres: () => import('./postgres.ts'),
  typescript: () => import('./typescript.ts'),
  zod: () => import('./zod/target.ts'),
  pgtap: () => import('./pgtap/target.ts'),
  ir: () => import('./ir.ts'),
};

/** Some targets, loaded; all of them where none are named. A name that is none is left out. */
export async function loadTargets(
  names: readonly string[] = Object.keys(TARGETS),
): Promise<readonly Target[]> {
  const loaded = await Promise.all(names.map(async (name) => (await TARGETS[name]?.())?.default));
  return loaded.filter((target) => target !== undefined);
}
