/** Characters that JSON holds as they are and a terminal obeys: DEL, C1, bidi controls, line separators. */
const ORDERS = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * A value as indented JSON with a newline at its end: what a command prints and a file holds. Whatever a terminal would
 * obey is escaped, which changes the bytes and not the value.
 */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replaceAll(ORDERS, escaped)}\n`;
