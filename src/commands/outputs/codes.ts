import type { Code, Explanation } from '../../base/codes.ts';
import { FAILURE_CODES, FILE_CODES } from '../../base/failure-codes.ts';
import { REFUSALS } from '../../certificate/refusal.ts';
import { DEPLOY_CODES } from '../../deploy/codes.ts';
import { GATE_CODES } from '../../gates/codes.ts';
import { GATE_REFUSALS } from '../../gates/refusal.ts';
import { IR_CODES } from '../../ir/codes.ts';
import { PLAN_CODES } from '../../plan/codes.ts';
import { SDL_CODES } from '../../sdl/codes.ts';
import { COMMAND_CODES } from './command-codes.ts';

type Refusals = Readonly<Record<string, readonly [meaning: string, remedy: string]>>;

const explained = <R extends Refusals>(refusals: R): Readonly<Record<keyof R, Explanation>> =>
  Object.fromEntries(
    Object.entries(refusals).map(([code, [why, fix]]) => [code, { why, fix, source: null }]),
  ) as Record<keyof R, Explanation>;

/** Every code that is no rule of `check`: what it means, what to do, and where that is written. */
export const CODES: Readonly<Record<Code, Explanation>> = {
  ...FILE_CODES,
  ...SDL_CODES,
  ...IR_CODES,
  ...COMMAND_CODES,
  ...PLAN_CODES,
  ...GATE_CODES,
  ...DEPLOY_CODES,
  ...FAILURE_CODES,
  ...explained(REFUSALS),
  ...explained(GATE_REFUSALS),
};
