import { type Token, tokens } from './tokens.ts';

/** A stretch of a script between semicolons, or a backslash command of psql. Offsets count UTF-16 code units. */
export type Piece =
  | {
      readonly kind: 'sql';
      readonly start: number;
      readonly end: number;
      /**
       * The longest run of tokens without `,`, `;`, AND or OR. Those make flat lists; only other tokens can nest
       * deeply.
       */
      readonly chain: number;
    }
  | { readonly kind: 'meta'; readonly start: number; readonly end: number; readonly harmless: boolean };

// Backslash commands that change no database: output, prompts, error handling.
const HARMLESS =
  /^\\(?:echo|qecho|warn|timing|pset|set|unset|x|a|t|encoding|restrict|unrestrict|prompt|errverbose)\b/;
// Backslash commands that send the statement typed before them, as a semicolon does.
const SENDS = /^\\(?:g|gx|gexec|gset|gdesc|crosstabview|watch|bind)\b/;
const TEMPLATE =
  /\{%.*?%\}|\{#.*?#\}|\{\{.*?\}\}|<%.*?%>|\$\{[^}]*\}|\$\(\w+\)|%\([^)]*\)s|@[\w.-]+@|#[\w.-]+#|(?<!:):(?:\w+|'\w+'|"\w+")/gs;
const CONTROL = /^(?:\{[%#]|<%[^=]|\{\{[-~]?\s*(?:[#/^!]|(?:if|else|end|range|with|define|block)\b))/;

/** Splits a script where psql would send it: at semicolons outside parentheses and `BEGIN ATOMIC` bodies. */
export function* pieces(text: string, found: Iterable<Token>): Generator<Piece, void> {
  let open: Token[] = [];
  let depth = 0;
  for (const token of found) {
    const c = text[token.start];
    const isEnd = token.kind === 'meta' ? sends(text, token) : c === ';' && depth <= 0;
    if (isEnd) {
      yield* closed(text, open, depth);
      open = [];
      depth = 0;
    } else if (token.kind !== 'meta') {
      open.push(token);
      depth += nesting(text, token, open);
    }
    if (token.kind === 'meta' && text[token.start + 1] !== ';') yield metaPiece(text, token);
  }
  yield* closed(text, open, depth);
}

const closed = (text: string, open: readonly Token[], depth: number): Iterable<Piece> =>
  depth > 0 ? brokenPieces(text, open) : sqlPiece(text, open);

/** A piece with psql variables and templates replaced by names of equal length. */
export const filled = (sql: string): string => sql.replace(TEMPLATE, standIn);

/** Puts the original names back into a tree that was parsed from the text that `filled` gave. */
export function restoreNames(tree: unknown, sql: string, stood: string): void {
  const written = new Map<unknown, string>();
  for (const { start, end } of tokens(stood)) {
    const [name, original] = [stood.slice(start, end), sql.slice(start, end)];
    if (name !== original) written.set(unquoted(name), original);
  }
  const open: unknown[] = [tree];
  for (const value of open)
    if (typeof value === 'object' && value !== null)
      for (const [key, child] of Object.entries(value))
        if (written.has(child)) Reflect.set(value, key, written.get(child));
        else open.push(child);
}

const unquoted = (name: string): string =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();

const sends = (text: string, { start, end }: Token): boolean => {
  const order = text.slice(start, end);
  return order === '\\;' || SENDS.test(order);
};

function metaPiece(text: string, { start, end }: Token): Piece {
  const order = text.slice(start, end);
  return { kind: 'meta', start, end, harmless: HARMLESS.test(order) || SENDS.test(order) };
}

function nesting(text: string, token: Token, open: readonly Token[]): number {
  const c = text[token.start];
  if (c === '(') return 1;
  if (c === ')') return -1;
  if (token.kind !== 'word') return 0;
  const word = wordOf(text, token);
  // The body of CREATE FUNCTION … BEGIN ATOMIC … END (standard SQL) has semicolons of its own.
  if (word === 'atomic' && wordOf(text, open.at(-2)) === 'begin') return 1;
  const inBody = (word === 'case' || word === 'end') && open.some((t) => wordOf(text, t) === 'atomic');
  if (!inBody) return 0;
  return word === 'case' ? 1 : -1;
}

const wordOf = (text: string, token: Token | undefined): string =>
  token?.kind === 'word' ? text.slice(token.start, token.end).toLowerCase() : '';

function sqlPiece(text: string, open: readonly Token[]): Piece[] {
  const [first, last] = [open[0], open.at(-1)];
  if (!first || !last) return [];
  return [{ kind: 'sql', start: first.start, end: last.end, chain: longestChain(text, open) }];
}

function longestChain(text: string, open: readonly Token[]): number {
  let longest = 0;
  let chain = 0;
  for (const token of open) {
    chain = isLink(text, token) ? 0 : chain + 1;
    if (chain > longest) longest = chain;
  }
  return longest;
}

function isLink(text: string, { kind, start, end }: Token): boolean {
  if (kind === 'symbol') return text[start] === ',' || text[start] === ';';
  return kind === 'word' && end - start <= 3 && /^(?:and|or)$/i.test(text.slice(start, end));
}

// An unclosed parenthesis must not swallow the rest of the file: cut at every semicolon instead.
function brokenPieces(text: string, open: readonly Token[]): Piece[] {
  const cut = open.findIndex((token) => text[token.start] === ';');
  if (cut === -1) return sqlPiece(text, open);
  return [...sqlPiece(text, open.slice(0, cut)), ...pieces(text, open.slice(cut + 1))];
}

// Keeps the length, so that every offset stays. Control tags and comments of a template engine become blanks,
// everything else becomes a name.
function standIn(hole: string): string {
  if (CONTROL.test(hole)) return ' '.repeat(hole.length);
  if (/^:['"]/.test(hole)) return ` ${hole.slice(1)}`;
  return `x${hole.slice(1).replace(/\W/g, '_').toLowerCase()}`;
}
