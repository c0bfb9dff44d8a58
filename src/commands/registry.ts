import type { Command } from './command.ts';

/** Every command by name, loaded only when it is called: `check` never pays for what `deploy` needs. */
export const COMMANDS: Readonly<Record<string, () => Promise<{ default: Command }>>> = {
  transform: () => import('./transform.ts'),
  plan: () => import('./plan.ts'),
  check: () => import('./check.ts'),
  rehearse: () => import('./rehearse.ts'),
  certify: () => import('./certify.ts'),
  'cert create': () => import('./cert-create.ts'),
  'cert sign': () => import('./cert-sign.ts'),
  'cert verify': () => import('./cert-verify.ts'),
  'cert show': () => import('./cert-show.ts'),
  'cert badge': () => import('./cert-badge.ts'),
  'cert merge': () => import('./cert-merge.ts'),
  'cert export': () => import('./cert-export.ts'),
  deploy: () => import('./deploy.ts'),
  status: () => import('./status.ts'),
  drift: () => import('./drift.ts'),
  pull: () => import('./pull.ts'),
  'keys new': () => import('./keys-new.ts'),
  'keys show': () => import('./keys-show.ts'),
  'keys passwd': () => import('./keys-passwd.ts'),
  'trust init': () => import('./trust-init.ts'),
  'trust add': () => import('./trust-add.ts'),
  'trust revoke': () => import('./trust-revoke.ts'),
  'trust show': () => import('./trust-show.ts'),
};
