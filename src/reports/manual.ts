/** Manual pages that older majors lack: the first major that has each. */
const SINCE: Readonly<Record<string, number>> = { 'ddl-identity-columns.html': 17, 'subxacts.html': 16 };

const PAGE = /(?<=\/docs\/)18(?=\/([^#]+))/;

/** The link to a page of the manual, for the manual of another major; unchanged when that manual lacks the page. */
export const manualOf = (source: string, major: number): string =>
  source.replace(PAGE, (newest, page: string) => (major < (SINCE[page] ?? 0) ? newest : String(major)));
