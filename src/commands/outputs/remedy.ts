import { REFUSALS } from '../../certificate/refusal.ts';
import { GATE_REFUSALS } from '../../gates/refusal.ts';
import { CODES } from './codes.ts';

const REMEDIES: Readonly<Record<string, readonly [meaning: string, remedy: string]>> = {
  ...REFUSALS,
  ...GATE_REFUSALS,
};

/** What to do about the code that a deployment was refused or stopped with. */
export const remedyOf = (code: string): string | null => REMEDIES[code]?.[1] ?? CODES[code]?.fix ?? null;
