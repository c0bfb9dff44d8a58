import { utf16Offsets } from '../../base/offsets.ts';
import type { Catalog } from '../../replay/catalog.ts';
import { fieldsOf, type Node, typeOf } from '../../sql/node.ts';
import { parseSql, SqlSyntaxError } from '../../sql/parser.ts';
import { type Token, tokens } from '../../sql/tokens.ts';
import type { Edit } from '../rule.ts';

/** A statement as text, as tokens and as a tree. All offsets count UTF-16 code units of its file. */
export interface StatementSource {
  /** The whole file's. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
  readonly type: string;
  readonly fields: Node;
  /** Where a place of the tree is: it counts the UTF-8 bytes of the statement. */
  at(byte: unknown): number;
  readonly catalog: Catalog;
  readonly major: number;
  /** How its lines end. */
  readonly eol: string;
  /** Whether its key words are written small. */
  readonly small: boolean;
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** `null` where the text is not that of exactly one statement. */
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
    type: typeOf(only.stmt),
    fields: fieldsOf(only.stmt),
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

/** Key words in the case that the statement has. */
export const said = ({ small }: Pick<StatementSource, 'small'>, words: string): string =>
  small ? words.toLowerCase() : words;

/** A token's text; a key word in capitals. */
export const wordAt = (source: StatementSource, token: Token | undefined): string => {
  if (!token) return '';
  const text = source.text.slice(token.start, token.end);
  return token.kind === 'word' ? text.toUpperCase() : text;
};

/** The tokens outside parentheses and brackets; those themselves are among them. */
export function outer(source: StatementSource, found: readonly Token[]): readonly Token[] {
  let depth = 0;
  return found.filter((token) => {
    const mark = token.kind === 'symbol' ? source.text[token.start] : '';
    if (mark === '(' || mark === '[') return depth++ === 0;
    if (mark === ')' || mark === ']') return --depth === 0;
    return depth === 0;
  });
}

/** The first of some key words outside parentheses. */
export const findWord = (
  source: StatementSource,
  found: readonly Token[],
  words: readonly string[],
): Token | undefined =>
  outer(source, found).find((token) => token.kind === 'word' && words.includes(wordAt(source, token)));

/** Whether key words stand there one after another, outside parentheses. */
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

/** A token and the white space behind it. */
export function withSpace(source: StatementSource, { start, end }: Place): Place {
  const space = /\s*/y;
  space.lastIndex = end;
  space.test(source.text);
  return { start, end: Math.min(space.lastIndex, source.end) };
}

/** A place and the white space before it. A comment before it stays, and with it the end of its line. */
export function withSpaceBefore(source: StatementSource, { start, end }: Place): Place {
  const before = source.tokens.findLast((token) => token.end <= start)?.end ?? start;
  return { start: source.text.slice(before, start).trim() === '' ? before : start, end };
}
