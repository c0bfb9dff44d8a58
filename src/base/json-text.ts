/**
 * Characters that JSON allows unescaped, although a terminal acts on them: DEL, C1, bidi controls, line separators.
 */
const ORDERS = /[\u007F-\u009F\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** JSON with `\u` escapes for what a terminal would act on; inside strings, for nowhere else may such characters be. */
export const withoutOrders = (json: string): string => json.replaceAll(ORDERS, escaped);

/**
 * A value as indented JSON with a newline at its end, to print or to write to a file. Characters that a terminal
 * would act on are written as `\u` escapes: other bytes, the same value.
 */
export const jsonText = (value: unknown): string => `${withoutOrders(JSON.stringify(value, null, 2))}\n`;
