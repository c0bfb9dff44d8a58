import { toPlainText, withoutOrders } from '../base/plain-text.ts';
import { type Entry, entriesOf } from './entries.ts';
import { heldLines } from './held-together.ts';
import { count, type Format, type ReportedFile, relativePath, summaryOf } from './report.ts';

/** GitHub refuses comments of more than 65,536 characters. This leaves room for the text around the rows. */
const MAX_ROWS_LENGTH = 50_000;
const MAX_HELD_LENGTH = 10_000;
const MAX_PATH = 300;

/** A comment for a pull request: what stops for whom, and what to write instead. */
export const markdownReport: Format = (report) => {
  const { files, statements, errors, warnings, unreadable } = summaryOf(report.files);
  const trouble = unreadable > 0 ? `, ${count(unreadable, 'place')} that cannot be read` : '';
  const head = `### \`wesley check\`: ${count(errors, 'error')}, ${count(warnings, 'warning')}${trouble}`;
  const read = `${count(statements, 'statement')} in ${count(files, 'file')}, for PostgreSQL ${report.postgres}.`;
  const rows = report.files
    .flatMap((file) => entriesOf(file, report))
    .map((entry) => row(entry, relativePath(entry.path, report.cwd)));
  const together = thatFit(
    report.files.flatMap((file) => heldRows(file, report.cwd)),
    MAX_HELD_LENGTH,
  );
  const tail = together.length > 0 ? `${together.join('\n')}\n\n${read}` : read;
  if (rows.length === 0) return `${head}\n\n${tail}\n`;
  const fitting = thatFit(rows, MAX_ROWS_LENGTH);
  const left = rows.length - fitting.length;
  const more = left > 0 ? `\n\n… and ${count(left, 'line')} more: run \`wesley check\` to see them.` : '';
  const table = [
    '| Where | What was found | What stops, for whom | Write instead |',
    '|---|---|---|---|',
    ...fitting,
  ];
  return `${head}\n\n${table.join('\n')}${more}\n\n${tail}\n`;
};

function heldRows(file: ReportedFile, cwd: string): readonly string[] {
  const path = code(toPlainText(relativePath(file.path, cwd), MAX_PATH));
  return heldLines(file).flatMap(({ line, endLine, lines }) =>
    lines.map((one) => `- ${path}:${line}–${endLine} holds at its end ${prose(one).replaceAll(/\s+/g, ' ')}`),
  );
}

function thatFit(rows: readonly string[], most: number): readonly string[] {
  let length = 0;
  return rows.filter((text) => {
    length += text.length + 1;
    return length <= most;
  });
}

const SIGNS: Readonly<Record<Entry['level'], string>> = { error: '🛑', warning: '⚠️', note: 'ℹ️' };

function row({ rule, level, from, message, advice }: Entry, path: string): string {
  const place = `${code(toPlainText(path, MAX_PATH))}:${from.line}`;
  const name = advice ? `[${rule}](${advice.source})` : rule;
  const cells = [
    place,
    `${SIGNS[level]} ${name}`,
    prose(advice ? `${message} ${advice.why}` : message),
    prose(advice?.fix ?? ''),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

// A bar ends a table's cell, even inside code, and `\|` is the escape for it (inside tables only).
const cell = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();

// Delimits code by more backticks than any run inside it. A space keeps a backtick at the edge apart.
function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  if (longest === 0) return `\`${text}\``;
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${text} ${fence}`;
}

/**
 * A sentence of ours, in which names from the SQL stand between backticks. Text outside backticks is escaped, so that
 * Markdown shows it as it is.
 */
function prose(text: string): string {
  const parts = withoutOrders(text).split('`');
  if (parts.length % 2 === 0) return plain(parts.join("'"));
  return parts.map((part, i) => (i % 2 === 0 ? plain(part) : `\`${part}\``)).join('');
}

// A zero-width space after `@`: otherwise a name in the SQL could notify a person of that name.
const plain = (text: string): string =>
  text
    .replaceAll(/[\\*_[\]<>~#]/g, (c) => `\\${c}`)
    .replaceAll('&', '&amp;')
    .replaceAll('@', '@\u200B');
