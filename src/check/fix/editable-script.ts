import { commentsIn } from '../../sql/comments.ts';
import { readScript, type Statement } from '../../sql/script.ts';
import { tokens } from '../../sql/tokens.ts';
import type { Edit } from '../rule.ts';
import type { Section } from '../runners/runner.ts';
import { isSuppression } from '../suppression.ts';
import { controlsOf } from './block.ts';
import { inserted, replaced } from './statement-source.ts';

/** A script, with everything that edits need to know about it. */
export interface EditableScript {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly eol: string;
  /** How the runner of the file puts its statements into transactions. */
  readonly sections: readonly Section[];
  /** Indices of the statements that begin or end transactions. */
  readonly controls: readonly number[];
  /** The ranges between goose's marks StatementBegin and StatementEnd. */
  readonly groups: readonly { readonly start: number; readonly end: number }[];
}

/** Reads a script for editing. */
export function editableScript(text: string, sections: readonly Section[]): EditableScript {
  const { statements } = readScript(text);
  const groups = [...text.matchAll(GROUP)].map(({ 0: { length }, index }) => ({
    start: index,
    end: index + length,
  }));
  return {
    text,
    statements,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    sections,
    controls: controlsOf(statements),
    groups,
  };
}

/** Whether a statement runs in a transaction that is not written in the file. */
export function isInTransaction(script: EditableScript, at: number): boolean {
  const sharing = sectionAt(script, at)?.sharing;
  // Several statements that are sent as one string share a transaction too.
  return sharing === 'one string' ? shareSection(script, at, at - 1, at + 1) : sharing === 'transaction';
}

/** Whether any of the other statements is in the same section as the statement. */
export const shareSection = (script: EditableScript, at: number, ...others: readonly number[]): boolean =>
  others.some((i) => script.statements[i] && sectionAt(script, i) === sectionAt(script, at));

function sectionAt({ sections, statements }: EditableScript, at: number): Section | undefined {
  const start = statements[at]?.start ?? 0;
  return sections.findLast(({ from }) => from <= start);
}

const GROUP_BEGIN = '+goose StatementBegin';
const GROUP = /\+goose StatementBegin.*?(?:\+goose StatementEnd|$)/gs;

/** Whether the statement is between goose's marks, and so sent together with its neighbours. */
export function isGrouped({ groups, statements }: EditableScript, at: number): boolean {
  const begins = statements[at]?.start ?? 0;
  return groups.some(({ start, end }) => start < begins && begins < end);
}

const belongsBelow = (comment: string): boolean => isSuppression(comment) || comment.includes(GROUP_BEGIN);

/** Whether a statement ends with a semicolon or with the file, and not with a backslash command of psql. */
export function endsPlainly(script: EditableScript, at: number): boolean {
  const { text, statements } = script;
  const from = statements[at]?.end ?? text.length;
  const gap = text.slice(from, statements[at + 1]?.start ?? text.length);
  return semicolonAfter(script, at) !== null || tokens(gap).length === 0;
}

/**
 * Inserts statements directly before a statement. Comments about this very statement stay with it: suppressions and
 * goose's marks.
 */
export function beforeEdits(script: EditableScript, at: number, lines: readonly string[]): readonly Edit[] {
  if (lines.length === 0) return [];
  const start = script.statements[at]?.start ?? 0;
  const from = script.statements[at - 1]?.end ?? 0;
  const comments = commentsIn(script.text.slice(from, start)).map((comment) => ({
    ...comment,
    start: comment.start + from,
    end: comment.end + from,
  }));
  let place = start;
  for (const comment of comments.toReversed()) {
    if (script.text.slice(comment.end, place).trim() !== '' || !belongsBelow(comment.text)) break;
    const own = script.text.slice(script.text.lastIndexOf('\n', comment.start - 1) + 1, comment.start);
    if (own.trim() !== '') break;
    place = comment.start;
  }
  const indent = indentAt(script.text, place);
  return [inserted(place, lines.map((line) => `${line};${script.eol}${indent}`).join(''))];
}

export function afterEdits(script: EditableScript, at: number, lines: readonly string[]): readonly Edit[] {
  const statement = script.statements[at];
  if (lines.length === 0 || !statement) return [];
  const semicolon = semicolonAfter(script, at);
  const indent = indentAt(script.text, statement.start);
  const place = semicolon === null ? statement.end : restOfLine(script.text, semicolon + 1);
  const text = lines.map((line) => `${script.eol}${indent}${line};`).join('');
  if (semicolon !== null) return [inserted(place, text)];
  return [inserted(statement.end, ';'), inserted(restOfLine(script.text, statement.end), text)];
}

/** Inserts a comment after a statement. */
export function taskEdits(script: EditableScript, at: number, task: string | undefined): readonly Edit[] {
  const statement = script.statements[at];
  if (task === undefined || !statement) return [];
  const { text, eol } = script;
  const place = restOfLine(text, (semicolonAfter(script, at) ?? statement.end - 1) + 1);
  const lead = `${eol}${indentAt(text, statement.start)}`;
  const isLast = text.slice(place, lineEnd(text, place)).trim() === '';
  return [inserted(place, `${lead}-- ${task.replace(/\s+/g, ' ')}${isLast ? '' : lead}`)];
}

/** Place of the semicolon after a statement; `null` when there is none. */
function semicolonAfter({ text, statements }: EditableScript, at: number): number | null {
  const from = statements[at]?.end ?? text.length;
  const [first] = tokens(text.slice(from, statements[at + 1]?.start ?? text.length));
  return first && text[from + first.start] === ';' ? from + first.start : null;
}

/** The end of a comment that fills the rest of the line, otherwise `from`. */
function restOfLine(text: string, from: number): number {
  const rest = text.slice(from, lineEnd(text, from));
  const last = commentsIn(rest).at(-1);
  const isAlone = last && commentsIn(rest).length === 1 && rest.slice(0, last.start).trim() === '';
  return isAlone && rest.slice(last.end).trim() === '' ? from + last.end : from;
}

function lineEnd(text: string, from: number): number {
  const end = text.slice(from).search(/\r?\n/);
  return end === -1 ? text.length : from + end;
}

function indentAt(text: string, place: number): string {
  const line = text.slice(text.lastIndexOf('\n', place - 1) + 1, place);
  return line.trim() === '' ? line.replace('\uFEFF', '') : '';
}

/** Removes a statement with its semicolon, and its lines if they hold nothing else. */
export function removal(script: EditableScript, at: number): Edit {
  const { text } = script;
  const { start = 0, end = 0 } = script.statements[at] ?? {};
  const semicolon = semicolonAfter(script, at);
  const stop = semicolon !== null && text.slice(end, semicolon).trim() === '' ? semicolon + 1 : end;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const close = lineEnd(text, stop);
  const isAlone = text.slice(lineStart, start).trim() === '' && text.slice(stop, close).trim() === '';
  if (!isAlone)
    return replaced({ start, end: stop + (/^[^\S\r\n]*/.exec(text.slice(stop))?.[0].length ?? 0) }, '');
  const newline = /^\r?\n/.exec(text.slice(close))?.[0].length ?? 0;
  return replaced({ start: lineStart, end: close + newline }, '');
}
