// Marks behind which migration tools put the down migration, in the same file as the up migration.
const WAY_BACK =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+down|migrate:down|\+migrate[ \t]+down|\+micrate[ \t]+down|rambler[ \t]+down|[ \t-]*down[ \t]+migration\b|down\b[ \t]*$|@down\b|rollback:).*$/im;
const WAY_THERE =
  /^[ \t]*--[ \t]*(?:\+goose[ \t]+up|migrate:up|\+migrate[ \t]+up|\+micrate[ \t]+up|rambler[ \t]+up|[ \t-]*up[ \t]+migration\b)/im;

/** The text with its down migrations replaced by blanks, so that offsets stay. A file may go there and back repeatedly. */
export function forwardPart(text: string): string {
  // A cheap test first: most files have neither word, and thousands of files are asked.
  if (!/down|rollback:/i.test(text)) return text;
  const kept: string[] = [];
  let from = 0;
  const first = firstOf(WAY_BACK, text, 0);
  if (firstOf(WAY_THERE, text.slice(0, first), 0) === first) return text;
  for (let back = first; back < text.length; back = firstOf(WAY_BACK, text, from)) {
    const there = firstOf(WAY_THERE, text, back);
    kept.push(text.slice(from, back), text.slice(back, there).replace(/[^\r\n]/g, ' '));
    from = there;
  }
  return kept.join('') + text.slice(from);
}

/** Where a mark stands from an offset on; the end of the text where there is none. */
function firstOf(mark: RegExp, text: string, from: number): number {
  const search = new RegExp(mark.source, `${mark.flags}g`);
  search.lastIndex = from;
  return search.exec(text)?.index ?? text.length;
}

/** Whether a file is a down migration. It is no part of its folder's history. */
export const undoes = (path: string): boolean =>
  /(?:^|\/)U\d[\w.]*__[^/]*\.sql$/.test(path) ||
  /(?:^|[./_-])(?:down|undo|rollback|revert)(?:[./_-][^/]*)?\.sql$/i.test(path);

/** In the order in which tools run files: numbers by value, dates as one number however they are written. */
export function inRunningOrder<T extends { readonly path: string }>(files: readonly T[]): readonly T[] {
  if (files.length > 0 && files.every(({ path }) => FLYWAY.test(path))) return inFlywayOrder(files);
  const named = files.map((file) => ({ file, key: asNumbers(file.path) }));
  const sorted = named.toSorted((a, b) => numerically(a.key, b.key) || (a.file.path < b.file.path ? -1 : 1));
  return sorted.map(({ file }) => file);
}

const FLYWAY = /(?:^|\/)(?:([VU])(\d+(?:[._]\d+)*)|R)__([^/]+)\.sql$/;

/**
 * By version, whatever folders the files lie in; `V1_2` is `V1.2`. Repeatable ones come last, by description.
 *
 * https://documentation.red-gate.com/fd/migrations-271585107.html
 */
function inFlywayOrder<T extends { readonly path: string }>(files: readonly T[]): readonly T[] {
  const keyed = files.map((file) => {
    const [, , version, description = ''] = FLYWAY.exec(file.path) ?? [];
    return { file, version: version?.replaceAll('_', '.') ?? null, description };
  });
  const sorted = keyed.toSorted((a, b) => {
    if (a.version === null && b.version === null) return a.description < b.description ? -1 : 1;
    if (a.version === null) return 1;
    if (b.version === null) return -1;
    return numerically(a.version, b.version) || (a.file.path < b.file.path ? -1 : 1);
  });
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
