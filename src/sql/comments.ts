import { readable } from './script.ts';
import { endOfComment, endOfLine, tokens } from './tokens.ts';

/** A comment of a script. Offsets count UTF-16 code units. */
export interface Comment {
  readonly start: number;
  readonly end: number;
  /** What stands between its marks. */
  readonly text: string;
}

/**
 * Every comment, in order. Text that only looks like a comment, in a string, in a function's body or in the data of
 * COPY, is not one.
 */
export function commentsIn(script: string): readonly Comment[] {
  const text = readable(script);
  const found: Comment[] = [];
  let from = 0;
  const end = { start: text.length, end: text.length };
  for (const token of [...tokens(text), end]) {
    for (const comment of commentsOf(text.slice(from, token.start)))
      found.push({ ...comment, start: comment.start + from, end: comment.end + from });
    from = token.end;
  }
  return found;
}

/** The comments of a text that holds nothing but comments and white space. */
function* commentsOf(gap: string): Generator<Comment, void> {
  for (let start = gap.search(/\S/); start !== -1 && start < gap.length; ) {
    const isLine = gap[start] === '-';
    const end = (isLine ? endOfLine(gap, start) : endOfComment(gap, start)) ?? gap.length;
    yield { start, end, text: gap.slice(start + 2, isLine ? end : end - 2) };
    const rest = gap.slice(end).search(/\S/);
    start = rest === -1 ? -1 : end + rest;
  }
}
