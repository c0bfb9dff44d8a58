/** Characters that draw nothing, reorder what is drawn, or end a line: text with them does not read as it is. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;

/** Whether a text of one line reads the way its bytes say: composed (NFC), nothing invisible, no bidi controls. */
export const isPlainText = (text: string): boolean => !DECEPTIVE.test(text) && text.normalize('NFC') === text;

/** The nearest plain text of at most `maxLength` UTF-16 units; what was hidden stands there as `\u{202e}`. */
export function toPlainText(text: string, maxLength: number): string {
  const visible = [...text.normalize('NFC')]
    .map((c) => (DECEPTIVE.test(c) ? `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}` : c))
    .join('')
    .trim();
  return visible.length <= maxLength
    ? visible
    : `${visible
        .slice(0, maxLength - 1)
        .toWellFormed()
        .replace('\uFFFD', '')}…`;
}

// What a terminal would obey instead of show.
const ORDERS = /(?!\n)\p{Cc}/gu;

/** Lines of text without control characters. One character stands for each, so that carets stay where they are. */
export const withoutOrders = (text: string): string => text.replaceAll(ORDERS, '\uFFFD');
