import { excerpt } from '../../base/diagnostic.ts';
import { withoutOrders as shown, toPlainText } from '../../base/plain-text.ts';
import { type Entry, entriesOf } from './entries.ts';
import { heldLines } from './held-together.ts';
import { type CheckReport, count, type Format, type ReportedFile, summaryOf } from './report.ts';

const PAINT: Readonly<Record<Entry['level'], string>> = {
  error: '\u001b[31m',
  warning: '\u001b[33m',
  note: '\u001b[36m',
};
const MAX_PATH = 1000;

/** What stops for whom, where, and what to write instead. */
export const humanReport: Format = (report) => {
  const blocks = report.files.flatMap((file) => humanFile(file, report));
  const { files, statements, errors, warnings, unreadable } = summaryOf(report.files);
  const read = `${count(statements, 'statement')} in ${count(files, 'file')}`;
  const trouble = unreadable > 0 ? `, ${count(unreadable, 'place')} that cannot be read` : '';
  return `${[...blocks, `${read}: ${count(errors, 'error')}, ${count(warnings, 'warning')}${trouble}.`].join('\n')}\n`;
};

function humanFile(file: ReportedFile, report: CheckReport): readonly string[] {
  const path = toPlainText(file.path, MAX_PATH);
  if (file.kind === 'unread') return [`${path}: error: ${file.message}\n`];
  const { text } = file.checked;
  const by = file.runner ? `, as ${file.runner} runs it,` : '';
  const together = heldLines(file).map(({ line, endLine, lines }) => {
    const head = `${path}:${line}: the transaction up to line ${endLine}${by} holds at its end`;
    return `${head}\n${lines.map((one) => `  ${shown(one)}\n`).join('')}`;
  });
  const found = entriesOf(file, report).map((entry) => {
    const { level, from, start, end } = entry;
    const word = report.color ? `${PAINT[level]}${level}\u001b[0m` : level;
    const rule = entry.advice ? `[${entry.rule}]` : '';
    const head = `${path}:${from.line}:${from.column}: ${word}${rule}: ${shown(entry.message)}`;
    return `${head}\n${shown(excerpt(text, { source: file.path, start, end }, widthOf))}\n${advice(entry)}`;
  });
  return [...found, ...together];
}

// Of what is shown, not of what stands in the file.
const widthOf = (text: string): number => Bun.stringWidth(shown(text));

const advice = (entry: Entry): string =>
  entry.advice
    ? `  why:  ${entry.advice.why}\n  help: ${entry.advice.fix}\n  see:  ${entry.advice.source}\n`
    : '';
