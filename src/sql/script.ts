import { utf16Offsets } from '../base/offsets.ts';
import { commandTag } from './command-tag.ts';
import type { Node } from './node.ts';
import { parseSql, SqlSyntaxError } from './parser.ts';
import { type Piece, pieces } from './pieces.ts';
import { type Token, tokens } from './tokens.ts';

/** One statement of a script. Offsets count UTF-16 code units; `end` excludes the semicolon. */
export interface Statement {
  readonly start: number;
  readonly end: number;
  /** The command tag: `ALTER TABLE`. */
  readonly kind: string;
  readonly node: Node;
  /** Names stood for by a psql variable or a template, so they are not known. */
  readonly templated: boolean;
}

/** A part of a script that could not be read as SQL. */
export interface ScriptProblem {
  /** `syntax` fails everywhere; `skipped` is meant for psql and was passed over. */
  readonly kind: 'syntax' | 'skipped';
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface Script {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly problems: readonly ScriptProblem[];
}

/** PostgreSQL's parser survives some ten thousand levels; the trees it gives are walked by code with a smaller stack. */
const MAX_CHAIN = 3000;

// What stands between `COPY … FROM stdin;` and a line `\.` is data for psql, quotes and all.
const COPY_DATA = /^(copy\b[^;]*\bfrom\s+stdin\b[^;]*;[^\S\n]*\n)(.*?^\\\.[^\S\n]*$)/gims;

/** Reads a script statement by statement: one that cannot be parsed does not hide the others. Needs `loadParser()`. */
export function readScript(text: string): Script {
  const nul = text.indexOf('\0');
  if (nul !== -1) return { text, statements: [], problems: [nulByte(nul)] };
  const sql = readable(text);
  const found = tokens(sql);
  if (found.length === 0) return { text, statements: [], problems: [] };
  return { text, ...(wholeScript(sql, found) ?? byPiece(sql, found)) };
}

/** The text with what is no SQL blanked out, so that every offset stays where it was. */
export const readable = (text: string): string =>
  text.replace(/^\uFEFF/, ' ').replace(COPY_DATA, (_, copy, data) => copy + ' '.repeat(data.length));

const nulByte = (at: number): ScriptProblem => ({
  kind: 'syntax',
  start: at,
  end: at + 1,
  message: 'a NUL byte: PostgreSQL text cannot hold one, so this is no SQL file',
});

type Parts = Pick<Script, 'statements' | 'problems'>;

/** The fast way, for a script that parses as it stands. */
function wholeScript(text: string, found: readonly Token[]): Parts | null {
  if (found.some((token) => token.kind === 'meta' || token.kind === 'unterminated')) return null;
  if (longestChain(text, found) > MAX_CHAIN) return null;
  const parsed = parsedOrProblem(text);
  if ('message' in parsed) return null;
  const index = utf16Offsets(text);
  const bounds = parsed.statements.map(({ stmt_location = 0, stmt_len }) => ({
    from: index(stmt_location),
    to: stmt_len ? index(stmt_location + stmt_len) : text.length,
  }));
  let at = 0;
  const statements = parsed.statements.flatMap(({ stmt }, i) => {
    const { from, to } = bounds[i] ?? { from: 0, to: 0 };
    while (at < found.length && (tokenStart(found, at) < from || isSemicolon(text, found[at]))) at++;
    const first = found[at];
    while (at < found.length && tokenStart(found, at) < to) at++;
    const last = found[at - 1];
    if (!first || !last) return [];
    return [{ start: first.start, end: last.end, kind: commandTag(stmt), node: stmt, templated: false }];
  });
  return { statements, problems: [] };
}

const tokenStart = (found: readonly Token[], at: number): number => found[at]?.start ?? 0;
const isSemicolon = (text: string, token: Token | undefined): boolean =>
  token !== undefined && text[token.start] === ';';

function byPiece(text: string, found: readonly Token[]): Parts {
  const statements: Statement[] = [];
  const problems: ScriptProblem[] = [];
  for (const piece of pieces(text, found)) {
    const part = ofPiece(text, piece);
    for (const statement of part.statements) statements.push(statement);
    for (const problem of part.problems) problems.push(problem);
  }
  return { statements, problems };
}

function ofPiece(text: string, piece: Piece): Parts {
  const { start, end } = piece;
  if (piece.kind === 'meta') {
    const message = `\`${text.slice(start, end).split(/\s/)[0]}\` is an order to psql and was passed over`;
    return { statements: [], problems: piece.harmless ? [] : [{ kind: 'skipped', start, end, message }] };
  }
  const attempts = [
    { sql: piece.text, templated: false },
    ...(piece.filled === null ? [] : [{ sql: piece.filled, templated: true }]),
  ];
  let problem: ScriptProblem | null = null;
  for (const { sql, templated } of attempts) {
    if (longestChain(sql, tokens(sql)) > MAX_CHAIN) {
      problem ??= { kind: 'syntax', start, end, message: 'the expression is nested too deeply to be read' };
      continue;
    }
    const parsed = parsedOrProblem(sql);
    if ('message' in parsed) problem ??= placed(parsed, start, end, sql);
    else {
      const made = parsed.statements.map(({ stmt }) => ({
        start,
        end,
        kind: commandTag(stmt),
        node: stmt,
        templated,
      }));
      return { statements: made, problems: [] };
    }
  }
  return { statements: [], problems: problem ? [problem] : [] };
}

function placed(
  { message, byte }: { message: string; byte: number },
  from: number,
  end: number,
  sql: string,
) {
  const start = Math.min(from + utf16Offsets(sql)(byte), Math.max(from, end - 1));
  return { kind: 'syntax' as const, start, end: Math.max(end, start + 1), message };
}

function parsedOrProblem(
  sql: string,
): { statements: ReturnType<typeof parseSql> } | { message: string; byte: number } {
  try {
    return { statements: parseSql(sql) };
  } catch (error) {
    if (error instanceof SqlSyntaxError) return { message: error.message, byte: error.byte };
    if (error instanceof RangeError)
      return { message: 'the expression is nested too deeply to be read', byte: 0 };
    throw error;
  }
}

/** How many tokens stand between two commas or semicolons, at most: an upper bound of how deep a tree can be. */
function longestChain(text: string, found: readonly Token[]): number {
  if (text.length < MAX_CHAIN) return 0;
  let longest = 0;
  let chain = 0;
  for (const { start } of found) {
    const c = text[start];
    chain = c === ',' || c === ';' ? 0 : chain + 1;
    longest = Math.max(longest, chain);
  }
  return longest;
}
