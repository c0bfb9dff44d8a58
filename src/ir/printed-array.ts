/**
 * An expression as SQL that PostgreSQL prints back unchanged. It prints `a IN ('x', 'y')` of a varchar as
 * `(a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[])`, and reads a cast right after ARRAY[…]
 * as one of each element: what comes back is another text. A cast to the array's own type between them leaves no trace.
 */
export const kept = (expression: string): string =>
  expression.replace(
    /\(ARRAY\[((?:E?'(?:[^']|'')*'::character varying(?:, )?)+)\]\)::text\[\]/g,
    '(ARRAY[$1]::character varying[])::text[]',
  );
