// Marks behind which migration tools put the down migration, in the same file as the up migration.
const WAY_BACK =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+down|migrate:down|\+migrate[ \t]+down|\+micrate[ \t]+down|[ \t-]*down[ \t]+migration\b|down\b[ \t]*$|@down\b|rollback:).*$/im;
const WAY_THERE =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+up|migrate:up|\+migrate[ \t]+up|\+micrate[ \t]+up|[ \t-]*up[ \t]+migration\b)/im;

/** The text with its down migration replaced by blanks, so that offsets stay. */
export function forwardPart(text: string): string {
  // A cheap test first: most files have neither word, and thousands of files are asked.
  const back = /down|rollback:/i.test(text) ? WAY_BACK.exec(text) : null;
  if (!back || !WAY_THERE.test(text.slice(0, back.index))) return text;
  return text.slice(0, back.index) + text.slice(back.index).replace(/[^\r\n]/g, ' ');
}

/** Whether a file is a down migration. It is no part of its folder's history. */
export const undoes = (path: string): boolean =>
  /(?:^|\/)U\d[\w.]*__[^/]*\.sql$/.test(path) ||
  /(?:^|[./_-])(?:down|undo|rollback|revert)(?:[./_-][^/]*)?\.sql$/i.test(path);

/** In the order in which tools run files: numbers by value, dates as one number however they are written. */
export function inRunningOrder<T extends { readonly path: string }>(files: readonly T[]): readonly T[] {
  const named = files.map((file) => ({ file, key: asNumbers(file.path) }));
  const sorted = named.toSorted((a, b) => numerically(a.key, b.key) || (a.file.path < b.file.path ? -1 : 1));
  return sorted.map(({ file }) => file);
}

// A date must not begin or end within a number: seconds since 1970, such as 1520369727, may contain the digits of a
// date.
const DATE =
  /(?<!\d)((?:19|20)\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?:[-_.T]?(\d{6}|\d{4}))?(?!\d)/g;

const asNumbers = (path: string): string =>
  path.replace(DATE, (_, year, month, day, time = '') => `${year}${month}${day}${time}`.padEnd(14, '0'));

let collator: Intl.Collator | null = null;

// Made when first used, because it takes 3 ms.
function numerically(a: string, b: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(a, b);
}
