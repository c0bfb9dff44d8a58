/** A half-open range in one named source text. Offsets count UTF-16 code units from 0. */
export interface Span {
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

/** Line and column count from 1; a column counts UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where `offset` lies in `text`. `\r\n`, `\n` and a lone `\r` each end one line, as in the GraphQL specification. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (let i = 0; i < offset && i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c !== 10 && c !== 13) continue;
    if (c === 13 && text.charCodeAt(i + 1) === 10) i++;
    if (i >= offset) break;
    line++;
    lineStart = i + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
