// Where migration tools put the way back into the same file as the way there.
const WAY_BACK =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+down|migrate:down|\+migrate[ \t]+down|\+micrate[ \t]+down|down\b[ \t]*$|@down\b|rollback:).*$/im;
const WAY_THERE = /^[ \t]*--[ \t]*(?:\+goose[ \t]+up|migrate:up|\+migrate[ \t]+up|\+micrate[ \t]+up)/im;

/** The text with the part that undoes it blanked out, so that every offset stays where it was. */
export function forwardPart(text: string): string {
  const back = WAY_BACK.exec(text);
  if (!back || !WAY_THERE.test(text.slice(0, back.index))) return text;
  return text.slice(0, back.index) + text.slice(back.index).replace(/[^\r\n]/g, ' ');
}

const WRAPPED =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+up|migrate:up|\+migrate[ \t]+up)|^.*--> statement-breakpoint/im;
const UNWRAPPED =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+no[ \t]+transaction|migrate:up\b.*\btransaction:false|\+migrate[ \t]+up\b.*\bnotransaction)/im;

/** Whether its comments say that it is for a tool that runs each file in a transaction, and nothing tells it not to. */
export const isWrapped = (text: string): boolean => WRAPPED.test(text) && !UNWRAPPED.test(text);

/** Whether a file of a folder undoes another one, so that it is no part of the folder's history. */
export const undoes = (path: string): boolean =>
  /(?:^|[./_-])(?:down|undo|rollback|revert)(?:[./_-][^/]*)?\.sql$/i.test(path);

/** The order in which tools run files: numbers by value, dates as one number however they are written. */
export const byRunningOrder = (a: string, b: string): number =>
  COLLATOR.compare(asNumbers(a), asNumbers(b)) || (a < b ? -1 : 1);

const asNumbers = (path: string): string =>
  path.replace(
    /((?:19|20)\d\d)[-_.]?(\d\d)[-_.]?(\d\d)(?:[-_.T]?(\d{6}|\d{4})(?!\d))?/g,
    (_, year, month, day, time = '') => `${year}${month}${day}${time}`.padEnd(14, '0'),
  );

const COLLATOR = new Intl.Collator('en', { numeric: true });
