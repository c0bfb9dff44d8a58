import type { Command } from './command.ts';

/** Every command by name, loaded only when it is called: `check` never pays for what `deploy` needs. */
export const COMMANDS: Readonly<Record<string, () => Promise<{ default: Command }>>> = {
  transform: () => import('./transform.ts'),
  plan: () => import('./plan.ts'),
  rehearse: () => import('./rehearse.ts'),
};
