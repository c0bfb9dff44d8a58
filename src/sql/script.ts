import { utf16Offsets } from '../base/offsets.ts';
import { commandTag } from './command-tag.ts';
import { otherDialect } from './dialect.ts';
import { depthOf, type Tree } from './node.ts';
import { parseSql, SqlSyntaxError } from './parser.ts';
import { filled, type Piece, pieces, restoreNames } from './pieces.ts';
import { eachToken, skipBlank, tokens } from './tokens.ts';

/** One statement of a script. Offsets count UTF-16 code units; `end` excludes the semicolon. */
export interface Statement {
  readonly start: number;
  readonly end: number;
  /** The command tag: `ALTER TABLE`. */
  readonly kind: string;
  readonly node: Tree;
  /** Where the parsed text begins: locations in `node` count UTF-8 bytes from here. */
  readonly origin: number;
  /** Whether a psql variable or a template stood in for some name, so that this name is not known. */
  readonly templated: boolean;
}

/** A part of a script that could not be read as SQL. */
export interface ScriptProblem {
  /** `syntax`: PostgreSQL would refuse it too. `skipped`: a command for psql, which was passed over. */
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

/**
 * Trees that are nested deeper are refused. libpg-query writes some 7,000 levels before its stack is full, and our
 * own code that walks trees survives 5,000.
 */
const MAX_DEPTH = 3500;

/** In UTF-16 code units. A shorter text can't have a tree that is too deep. */
const SHORT = 3000;

/** Pieces with longer chains of tokens are not parsed: when the parser breaks off, its memory is never given back. */
const MAX_CHAIN = 50_000;

/** How much text is parsed in one call, in UTF-16 code units. */
const GROUP_LENGTH = 32 * 1024;

// Lines between `COPY … FROM stdin;` and a line `\.` are data for psql. Quotes in them mean nothing.
const COPY_DATA = /^(copy\b[^;]*\bfrom\s+stdin\b[^;]*;[^\S\n]*\n)(.*?^\\\.[^\S\n]*$)/gims;
const COPY_BEGIN = /^copy\b[^;]*\bfrom\s+stdin\b[^;]*;[^\S\n]*\n/gim;
const DATA_OR_STATEMENT_END = /^\\\.[^\S\n]*$|;[^\S\n]*$/m;

/** Reads a script statement by statement: one that cannot be parsed does not hide the others. Needs `loadParser()`. */
export function readScript(text: string): Script {
  const statements: Statement[] = [];
  const problems: ScriptProblem[] = [];
  for (const part of readParts(text)) {
    for (const statement of part.statements) statements.push(statement);
    for (const problem of part.problems) problems.push(problem);
  }
  return { text, statements, problems };
}

export type ScriptPart = Pick<Script, 'statements' | 'problems'>;

/**
 * As `readScript`, part by part. The trees of a dump take fifty times its size: a caller should not keep all of them.
 */
export function* readParts(text: string): Generator<ScriptPart, void> {
  let isTold = false;
  for (const part of partsOf(text)) {
    const first: number = isTold ? -1 : part.problems.findIndex(({ kind }) => kind === 'syntax');
    if (first === -1) yield part;
    else yield { ...part, problems: part.problems.map((one, i) => (i === first ? hinted(one, text) : one)) };
    isTold ||= first !== -1;
  }
}

/** Adds to the first syntax error of a file which other database the file seems to be for. */
function hinted(problem: ScriptProblem, text: string): ScriptProblem {
  const dialect = otherDialect(text);
  return dialect === null
    ? problem
    : { ...problem, message: `${problem.message} (the file looks like ${dialect}, not PostgreSQL)` };
}

function* partsOf(text: string): Generator<ScriptPart, void> {
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    yield { statements: [], problems: [nulByte(nul)] };
    return;
  }
  const sql = readable(text);
  const quick = sql.length <= SHORT && !sql.includes('\\') ? shortScript(sql) : null;
  if (quick) yield quick;
  else yield* byGroup(sql);
}

/**
 * The text with the data of COPY and a byte order mark replaced by blanks, so that every offset stays where it was.
 */
export function readable(text: string): string {
  const sql = text.replace(/^\uFEFF/, ' ');
  if (!/\bstdin\b/i.test(sql)) return sql;
  return withoutLastData(sql).replace(COPY_DATA, (_, copy, data) => copy + ' '.repeat(data.length));
}

/**
 * The last COPY may have no `\.`: its data then goes on to the end of the file, unless something there looks like the
 * end of a statement.
 */
function withoutLastData(sql: string): string {
  const last = [...sql.matchAll(COPY_BEGIN)].at(-1);
  const from = last ? last.index + last[0].length : sql.length;
  const data = sql.slice(from);
  return DATA_OR_STATEMENT_END.test(data) ? sql : sql.slice(0, from) + ' '.repeat(data.length);
}

const nulByte = (at: number): ScriptProblem => ({
  kind: 'syntax',
  start: at,
  end: at + 1,
  message: 'a NUL byte: PostgreSQL text cannot hold one, so this is no SQL file',
});

/**
 * The statements of a script that is too short to nest deeply and parses as a whole, so it need not be cut; else
 * `null`.
 */
function shortScript(text: string): ScriptPart | null {
  const parsed = parsedOrProblem(text);
  if ('message' in parsed) return null;
  const index = utf16Offsets(text);
  const statements = parsed.statements.map(({ stmt, stmt_location = 0, stmt_len }) => {
    let start = skipBlank(text, index(stmt_location));
    while (text[start] === ';') start = skipBlank(text, start + 1);
    const end = stmt_len ? index(stmt_location + stmt_len) : text.length;
    return statementOf(stmt, { start, end: lastTokenEnd(text, start, end), origin: 0, templated: false });
  });
  return { statements, problems: [] };
}

/**
 * Where the last token before `end` ends, semicolons left out: trailing blanks and comments belong to no statement.
 */
function lastTokenEnd(text: string, start: number, end: number): number {
  const sql = text.slice(start, end).trimEnd();
  if (!sql.includes('--') && !sql.endsWith('*/') && !sql.endsWith(';')) return start + sql.length;
  const last = tokens(sql).findLast((token) => sql[token.start] !== ';');
  return start + (last?.end ?? sql.length);
}

const statementOf = (
  node: Tree,
  place: Pick<Statement, 'start' | 'end' | 'origin' | 'templated'>,
): Statement => ({ ...place, kind: commandTag(node), node });

type SqlPiece = Extract<Piece, { kind: 'sql' }>;

/** Parses neighbouring pieces in one call: a call to the parser costs as much as a short statement. */
function* byGroup(text: string): Generator<ScriptPart, void> {
  let group: SqlPiece[] = [];
  for (const piece of pieces(text, eachToken(text))) {
    const first = group[0];
    const fits = piece.kind === 'sql' && (!first || piece.end - first.start <= GROUP_LENGTH);
    if (!fits) {
      yield ofGroup(text, group);
      group = [];
    }
    if (piece.kind === 'sql') group.push(piece);
    else yield skippedOrder(text, piece);
  }
  yield ofGroup(text, group);
}

function ofGroup(text: string, group: readonly SqlPiece[]): ScriptPart {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return { statements: [], problems: [] };
  if (group.every(({ chain }) => chain <= MAX_CHAIN)) {
    const longest = Math.max(...group.map(({ start, end }) => end - start));
    const parsed = parsedOrProblem(text.slice(first.start, last.end), longest);
    if (!('message' in parsed) && parsed.statements.length === group.length) {
      const statements = group.map(({ start, end }, i) =>
        statementOf(parsed.statements[i]?.stmt ?? {}, { start, end, origin: first.start, templated: false }),
      );
      return { statements, problems: [] };
    }
  }
  const parts = group.map((piece) => ofPiece(text, piece));
  return {
    statements: parts.flatMap(({ statements }) => statements),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function skippedOrder(text: string, piece: Extract<Piece, { kind: 'meta' }>): ScriptPart {
  const { start, end, harmless } = piece;
  const message = `\`${text.slice(start, end).split(/\s/)[0]}\` is an order to psql and was passed over`;
  return { statements: [], problems: harmless ? [] : [{ kind: 'skipped', start, end, message }] };
}

const TOO_DEEP = 'the expression is nested too deeply to be read';

function ofPiece(text: string, { start, end, chain }: SqlPiece): ScriptPart {
  if (chain > MAX_CHAIN)
    return { statements: [], problems: [{ kind: 'syntax', start, end, message: TOO_DEEP }] };
  const sql = text.slice(start, end);
  const parsed = parsedOrProblem(sql);
  if (!('message' in parsed)) return ofParsed(parsed.statements, start, end);
  const stood = filled(sql);
  // The piece holds nothing but control tags of a template engine.
  if (stood.trim() === '') return { statements: [], problems: [] };
  const again = stood === sql ? parsed : parsedOrProblem(stood);
  if (!('message' in again)) {
    restoreNames(again.statements, sql, stood);
    return { statements: again.statements.map(({ stmt }) => templated(stmt, start, stood)), problems: [] };
  }
  return { statements: [], problems: [placed(parsed, start, end, sql)] };
}

const ofParsed = (parsed: ReturnType<typeof parseSql>, start: number, end: number): ScriptPart => ({
  statements: parsed.map(({ stmt }) => statementOf(stmt, { start, end, origin: start, templated: false })),
  problems: [],
});

/** A statement without the control tags around it. */
const templated = (stmt: Tree, origin: number, stood: string): Statement =>
  statementOf(stmt, {
    start: origin + skipBlank(stood, 0),
    end: origin + stood.trimEnd().length,
    origin,
    templated: true,
  });

function placed(
  { message, byte }: { message: string; byte: number },
  from: number,
  end: number,
  sql: string,
): ScriptProblem {
  const start = Math.min(from + utf16Offsets(sql)(byte), Math.max(from, end - 1));
  return { kind: 'syntax', start, end: Math.max(end, start + 1), message };
}

// Shortens two messages. An unterminated string or comment runs to the end of the file, and PostgreSQL quotes all of
// it. "memory exhausted" is about the grammar's stack: the statement is nested too deeply.
const saidOf = (message: string): string =>
  message.startsWith('memory exhausted')
    ? TOO_DEEP
    : message.replace(/^(unterminated .*?) at or near ".*"$/s, '$1');

function parsedOrProblem(
  sql: string,
  longest = sql.length,
): { statements: ReturnType<typeof parseSql> } | { message: string; byte: number } {
  try {
    const statements = parseSql(sql);
    const isDeep = longest > SHORT && depthOf(statements) > MAX_DEPTH;
    return isDeep ? { message: TOO_DEEP, byte: 0 } : { statements };
  } catch (error) {
    if (error instanceof SqlSyntaxError) return { message: saidOf(error.message), byte: error.byte };
    if (error instanceof RangeError) return { message: TOO_DEEP, byte: 0 };
    throw error;
  }
}
