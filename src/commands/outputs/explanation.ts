/** What a code means, what to do, and where that is written. */
export interface Explanation {
  readonly why: string;
  readonly fix: string;
  readonly source: string | null;
}

/** PostgreSQL's. */
export const MANUAL = 'https://www.postgresql.org/docs/18';

export const entry = (why: string, fix: string, source: string | null = null): Explanation => ({
  why,
  fix,
  source,
});
