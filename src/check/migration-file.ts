// Where migration tools put the way back into the same file as the way there.
const WAY_BACK =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+down|migrate:down|\+migrate[ \t]+down|\+micrate[ \t]+down|[ \t-]*down[ \t]+migration\b|down\b[ \t]*$|@down\b|rollback:).*$/im;
const WAY_THERE =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+up|migrate:up|\+migrate[ \t]+up|\+micrate[ \t]+up|[ \t-]*up[ \t]+migration\b)/im;

/** The text with the part that undoes it blanked out, so that every offset stays where it was. */
export function forwardPart(text: string): string {
  // Most files have neither word: this is asked of thousands.
  const back = /down|rollback:/i.test(text) ? WAY_BACK.exec(text) : null;
  if (!back || !WAY_THERE.test(text.slice(0, back.index))) return text;
  return text.slice(0, back.index) + text.slice(back.index).replace(/[^\r\n]/g, ' ');
}

/** Whether a file of a folder undoes another one, so that it is no part of the folder's history. */
export const undoes = (path: string): boolean =>
  /(?:^|\/)U\d[\w.]*__[^/]*\.sql$/.test(path) ||
  /(?:^|[./_-])(?:down|undo|rollback|revert)(?:[./_-][^/]*)?\.sql$/i.test(path);

/** The order in which tools run files: numbers by value, dates as one number however they are written. */
export const byRunningOrder = (a: string, b: string): number =>
  numerically(asNumbers(a), asNumbers(b)) || (a < b ? -1 : 1);

// Seconds since 1970, such as 1520369727, can have the digits of a year inside: a date begins where a number does.
const DATE =
  /(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?:[-_.T]?(\d{6}|\d{4}))?(?!\d)/g;

const asNumbers = (path: string): string =>
  path.replace(DATE, (_, year, month, day, time = '') => `${year}${month}${day}${time}`.padEnd(14, '0'));

let collator: Intl.Collator | null = null;

// 3 ms: only who orders files pays for them.
function numerically(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b);
}
