import type { Session } from '../world/engine.ts';
import { onlyRow } from './only-row.ts';

/** A range of row addresses: the first `tid`, inclusive, and the last, exclusive. */
export type PageRange = readonly [from: string, to: string];

// BlockNumber is 32 bits; this is its largest value.
const LAST_PAGE = 4_294_967_295;

/**
 * Cuts a table into ranges of pages, as large as it is now. The last range has no end, so that it takes in rows that
 * are added meanwhile.
 *
 * @param table As SQL: quoted and qualified.
 */
export async function pageRanges(
  session: Session,
  table: string,
  pages: number,
): Promise<readonly PageRange[]> {
  const rows = await session.query<{ pages: number }>(
    "select (pg_catalog.pg_relation_size($1::pg_catalog.regclass) / pg_catalog.current_setting('block_size')::pg_catalog.int4)::pg_catalog.float8 as pages",
    [table],
  );
  const ranges: PageRange[] = [];
  const total = onlyRow(rows, 'pg_relation_size').pages;
  for (let page = 0; page + pages < total; page += pages) ranges.push([`(${page},0)`, `(${page + pages},0)`]);
  const last = ranges.length * pages;
  return [...ranges, [`(${last},0)`, `(${LAST_PAGE},0)`]];
}
