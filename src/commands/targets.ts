import type { Target } from '../targets/target.ts';

/** Every target by name, loaded when it is asked for. */
export const TARGETS: Readonly<Record<string, () => Promise<{ default: Target }>>> = {
  postgres: () => import('../targets/postgres.ts'),
  typescript: () => import('../targets/typescript.ts'),
  zod: () => import('../targets/zod/target.ts'),
  pgtap: () => import('../targets/pgtap/target.ts'),
  ir: () => import('../targets/ir.ts'),
};
