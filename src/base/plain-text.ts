/** Characters that draw nothing, reorder what is drawn, or end a line: text with them does not read as it is. */
const DECEPTIVE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;

/** Whether a text of one line reads the way its bytes say: composed (NFC), nothing invisible, no bidi controls. */
export const isPlainText = (text: string): boolean => !DECEPTIVE.test(text) && text.normalize('NFC') === text;

/** The nearest plain text of at most `maxLength` UTF-16 units; what was hidden stands there as `\u{202e}`. */
export function toPlainText(text: string, maxLength: number): string {
  const plain = [...text.normalize('NFC')]
    .map((c) => (DECEPTIVE.test(c) ? visible(c) : c))
    .join('')
    .trim();
  return plain.length <= maxLength
    ? plain
    : `${plain
        .slice(0, maxLength - 1)
        .toWellFormed()
        .replace('\uFFFD', '')}…`;
}

/** UTF-16 units that a certificate has for one text. */
export const MAX_STATED = 300;

/** A text as a certificate states it: of one line, and as it reads. What is found later is stated so too, to be compared. */
export const statedText = (text: string): string => toPlainText(text, MAX_STATED) || '(empty)';

const visible = (c: string): string => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`;

// What a terminal would obey instead of show, or show elsewhere than it stands. Private characters are only glyphs.
const ORDERS = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Lines of text as a terminal may have them: whatever it would obey stands there as `\u{1b}`. Line feeds and tabs stay,
 * a carriage return does not: with it a line overwrites itself. What was made safe once stays as it is.
 */
export const forTerminal = (text: string): string => text.replaceAll(ORDERS, visible);

/** The same with one character for each, and for tabs: where offsets or the width of cells are counted. */
export const withoutOrders = (text: string): string =>
  text.replaceAll(ORDERS, '\uFFFD').replaceAll('\t', '\uFFFD');
