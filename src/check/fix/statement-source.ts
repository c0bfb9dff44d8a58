import { utf16Offsets } from '../../base/offsets.ts';
import type { Catalog } from '../../replay/catalog.ts';
import type { Tree } from '../../sql/node.ts';
import { parseSql, SqlSyntaxError } from '../../sql/parser.ts';
import { type Token, tokens } from '../../sql/tokens.ts';
import type { Edit } from '../rule.ts';

/** A statement as text, tokens and tree. All offsets count UTF-16 code units of the file. */
export interface StatementSource {
  /** The text of the whole file. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
  readonly node: Tree;
  /** The offset in the file for a location in the tree, which counts UTF-8 bytes of the statement. */
  at(byte: unknown): number;
  readonly catalog: Catalog;
  readonly major: number;
  /** The statement's line end: `\n` or `\r\n`. */
  readonly eol: string;
  /** Whether its key words are in lower case. */
  readonly small: boolean;
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** `null` when the text is not exactly one statement. */
export function statementSource(
  { text, eol }: Pick<StatementSource, 'text' | 'eol'>,
  { start, end }: Place,
  known: Pick<StatementSource, 'catalog' | 'major'>,
): StatementSource | null {
  const sql = text.slice(start, end);
  const [only, ...more] = parsed(sql);
  const found = tokens(sql).map((token) => ({
    ...token,
    start: token.start + start,
    end: token.end + start,
  }));
  const [first] = found;
  if (!only || more.length > 0 || !first) return null;
  const index = utf16Offsets(sql);
  return {
    text,
    eol,
    start,
    end,
    tokens: found,
    node: only.stmt,
    at: (byte) => start + index(typeof byte === 'number' ? byte : 0),
    ...known,
    small: /^[a-z]/.test(text.slice(first.start)),
  };
}

function parsed(sql: string): ReturnType<typeof parseSql> {
  try {
    return parseSql(sql);
  } catch (error) {
    if (error instanceof SqlSyntaxError || error instanceof RangeError) return [];
    throw error;
  }
}

/** Key words in the statement's own case. */
export const said = ({ small }: Pick<StatementSource, 'small'>, words: string): string =>
  small ? words.toLowerCase() : words;

/** A token's text; key words in upper case. */
export const wordAt = (source: StatementSource, token: Token | undefined): string => {
  if (!token) return '';
  const text = source.text.slice(token.start, token.end);
  return token.kind === 'word' ? text.toUpperCase() : text;
};

/** The tokens outside parentheses and brackets, with the outer parentheses and brackets themselves. */
export function outer(source: StatementSource, found: readonly Token[]): readonly Token[] {
  let depth = 0;
  return found.filter((token) => {
    const mark = token.kind === 'symbol' ? source.text[token.start] : '';
    if (mark === '(' || mark === '[') return depth++ === 0;
    if (mark === ')' || mark === ']') return --depth === 0;
    return depth === 0;
  });
}

/** The first token outside parentheses that is one of these key words. */
export const findWord = (
  source: StatementSource,
  found: readonly Token[],
  words: readonly string[],
): Token | undefined =>
  outer(source, found).find((token) => token.kind === 'word' && words.includes(wordAt(source, token)));

/** The place of these key words where they follow one another outside parentheses. */
export function findWords(
  source: StatementSource,
  found: readonly Token[],
  words: string,
): Token | undefined {
  const wanted = words.split(' ');
  const flat = outer(source, found);
  return flat.find((_, i) => wanted.every((word, n) => wordAt(source, flat[i + n]) === word));
}

export const inserted = (at: number, text: string): Edit => ({ start: at, end: at, text });
export const replaced = ({ start, end }: Place, text: string): Edit => ({ start, end, text });

export const sliceOf = (source: StatementSource, { start, end }: Place): string =>
  source.text.slice(start, end);

/** A place, and the white space after it. */
export function withSpace(source: StatementSource, { start, end }: Place): Place {
  const space = /\s*/y;
  space.lastIndex = end;
  space.test(source.text);
  return { start, end: Math.min(space.lastIndex, source.end) };
}

/** A place, and the white space before it. If a comment ends there, the comment and its line end stay. */
export function withSpaceBefore(source: StatementSource, { start, end }: Place): Place {
  const before = source.tokens.findLast((token) => token.end <= start)?.end ?? start;
  return { start: source.text.slice(before, start).trim() === '' ? before : start, end };
}
