import { forTerminal } from './plain-text.ts';

export const RED = '\u001B[31m';
export const YELLOW = '\u001B[33m';
export const CYAN = '\u001B[36m';
export const PLAIN = '\u001B[0m';
/** Empties the screen and what can be scrolled back to. */
export const CLEAR = '\u001B[2J\u001B[3J\u001B[H';

const OURS = [RED, YELLOW, CYAN, PLAIN, CLEAR];
const PARTS = new RegExp(`(${OURS.map((code) => code.replaceAll('[', '\\[')).join('|')})`);

/**
 * Text for a terminal: these codes stay, everything else that a terminal would act on is written out. Foreign text
 * may hold the same codes, so the caller must pass it through `forTerminal` before painting.
 */
export const painted = (text: string): string =>
  text
    .split(PARTS)
    .map((part) => (OURS.includes(part) ? part : forTerminal(part)))
    .join('');
