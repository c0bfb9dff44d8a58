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

/** The longest text that a certificate holds, in UTF-16 units. */
export const MAX_STATED = 300;

/**
 * A text in the form in which a certificate holds it: one line, nothing hidden. Text from a repository or a database
 * must be put into this form too before it is compared with a certificate.
 */
export const statedText = (text: string): string => toPlainText(text, MAX_STATED) || '(empty)';

const visible = (c: string): string => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`;

// Characters that a terminal acts on instead of drawing them, or draws elsewhere. Private-use characters (\p{Co}) are
// only drawn, so they are allowed here.
const ORDERS = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text that is safe to print: each character that a terminal would act on is written out, as in `\u{1b}`. Line feeds
 * and tabs stay. A carriage return does not: text after it would overwrite its own line. Safe to call twice.
 */
export const forTerminal = (text: string): string => text.replaceAll(ORDERS, visible);

/**
 * As `forTerminal`, but each such character and each tab becomes one U+FFFD, so that offsets and widths do not
 * change.
 */
export const withoutOrders = (text: string): string =>
  text.replaceAll(ORDERS, '\uFFFD').replaceAll('\t', '\uFFFD');
