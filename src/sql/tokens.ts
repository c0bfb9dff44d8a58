type TokenKind = 'word' | 'name' | 'string' | 'number' | 'symbol' | 'meta' | 'unterminated';

/** A piece of SQL text that is neither white space nor comment. Offsets count UTF-16 code units. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

const WORD = /[\p{L}_\u0080-\uFFFF][\p{L}\p{N}_$\u0080-\uFFFF]*/uy;
const NUMBER = /(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][+-]?\d+)?/y;
const PREFIX = /(?:[eEbBxXnN]|[uU]&)(?=')|[uU]&(?=")/y;
const DOLLAR = /\$(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?\$/y;
// Tags of Jinja, Handlebars and their like. SQL has no braces, so a quote or a semicolon inside a tag belongs to the
// template.
const TAG = /\{(?:%.*?%|\{.*?\}|#.*?#)\}/sy;
const LINE_END = /[\r\n]/g;
const BLANK = /[\s\uFEFF]+/y;

/**
 * Cuts SQL text into tokens the way psql's scanner does: it knows quotes, dollar quotes, escape strings and nested
 * comments, and never fails. psql's backslash commands come as one `meta` token up to the end of their line.
 *
 * @see https://www.postgresql.org/docs/18/sql-syntax-lexical.html
 */
export const tokens = (text: string): readonly Token[] => [...eachToken(text)];

/** `tokens`, one at a time: a dump has millions of them. */
export function* eachToken(text: string): Generator<Token, void> {
  let at = skipBlank(text, 0);
  while (at < text.length) {
    const token = tokenAt(text, at);
    yield token;
    at = skipBlank(text, Math.max(token.end, at + 1));
  }
}

/** Where white space and comments end. A block comment that is never closed does not count as a comment. */
export function skipBlank(text: string, from: number): number {
  let at = from;
  for (;;) {
    const before = at;
    at = matchEnd(BLANK, text, at) ?? at;
    if (text.startsWith('--', at)) at = endOfLine(text, at);
    else if (text.startsWith('/*', at)) at = endOfComment(text, at) ?? at;
    if (at === before) return at;
  }
}

/** Where the block comment that begins at `from` ends (block comments nest); `null` when it is never closed. */
export function endOfComment(text: string, from: number): number | null {
  const edge = /\/\*|\*\//g;
  edge.lastIndex = from;
  let depth = 0;
  for (let match = edge.exec(text); match; match = edge.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return null;
}

export function endOfLine(text: string, from: number): number {
  LINE_END.lastIndex = from;
  return LINE_END.test(text) ? LINE_END.lastIndex - 1 : text.length;
}

function tokenAt(text: string, at: number): Token {
  const c = text[at] ?? '';
  if (c === "'") return quoted(text, at, at + 1, 'string', false);
  if (c === '"') return quoted(text, at, at + 1, 'name', false);
  if (c === '\\')
    return { kind: 'meta', start: at, end: text[at + 1] === ';' ? at + 2 : endOfLine(text, at) };
  if (c === '$') return dollarQuoted(text, at);
  const tag = c === '{' ? matchEnd(TAG, text, at) : null;
  if (tag) return { kind: 'symbol', start: at, end: tag };
  if (text.startsWith('/*', at)) return { kind: 'unterminated', start: at, end: text.length };
  const open = matchEnd(PREFIX, text, at);
  if (open) return quoted(text, at, open + 1, text[open] === "'" ? 'string' : 'name', /e/i.test(c));
  const word = matchEnd(WORD, text, at);
  if (word) return { kind: 'word', start: at, end: word };
  const number = matchEnd(NUMBER, text, at);
  if (number) return { kind: 'number', start: at, end: number };
  return { kind: 'symbol', start: at, end: at + 1 };
}

function quoted(text: string, start: number, from: number, kind: TokenKind, escapes: boolean): Token {
  const quote = text[from - 1] ?? "'";
  for (let at = from; at < text.length; at++) {
    const c = text[at];
    if (escapes && c === '\\') at++;
    else if (c === quote && text[at + 1] === quote) at++;
    else if (c === quote) return { kind, start, end: at + 1 };
  }
  return { kind: 'unterminated', start, end: text.length };
}

function dollarQuoted(text: string, at: number): Token {
  const open = matchEnd(DOLLAR, text, at);
  // `$1` is a parameter.
  if (!open) return { kind: 'symbol', start: at, end: at + 1 };
  const tag = text.slice(at, open);
  const close = text.indexOf(tag, open);
  if (close === -1) return { kind: 'unterminated', start: at, end: text.length };
  return { kind: 'string', start: at, end: close + tag.length };
}

function matchEnd(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
