import type { Code } from '../../base/codes.ts';
import { CODES } from './codes.ts';

/** What to do about the code that a deployment was refused or stopped with. */
export const remedyOf = (code: Code): string => CODES[code].fix;
