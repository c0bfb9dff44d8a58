import { readable } from './script.ts';
import { tokens } from './tokens.ts';

/** A comment of a script. Offsets count UTF-16 code units. */
export interface Comment {
  readonly start: number;
  readonly end: number;
  /** What stands between its marks. */
  readonly text: string;
}

const COMMENT = /--([^\r\n]*)|\/\*([\s\S]*?)(?:\*\/|$)/g;

/** Every comment, in order: what looks like one inside a string, a function's body or the data of COPY is none. */
export function commentsIn(script: string): readonly Comment[] {
  const text = readable(script);
  const found: Comment[] = [];
  let from = 0;
  const end = { start: text.length, end: text.length };
  for (const token of [...tokens(text), end]) {
    for (const match of text.slice(from, token.start).matchAll(COMMENT)) {
      const start = from + match.index;
      found.push({ start, end: start + match[0].length, text: match[1] ?? match[2] ?? '' });
    }
    from = token.end;
  }
  return found;
}
