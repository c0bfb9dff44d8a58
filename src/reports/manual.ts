/** Pages that the manuals of older majors lack, by the first that has them. */
const SINCE: Readonly<Record<string, number>> = { 'ddl-identity-columns.html': 17, 'subxacts.html': 16 };

const PAGE = /(?<=\/docs\/)18(?=\/([^#]+))/;

/** A page of the manual as it is for another major version, if that has it. */
export const manualOf = (source: string, major: number): string =>
  source.replace(PAGE, (newest, page: string) => (major < (SINCE[page] ?? 0) ? newest : String(major)));
