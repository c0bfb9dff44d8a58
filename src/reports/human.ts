import { excerpt } from '../base/diagnostic.ts';
import { CYAN, PLAIN, RED, YELLOW } from '../base/paint.ts';
import { forTerminal, toPlainText } from '../base/plain-text.ts';
import { type Entry, entriesOf } from './entries.ts';
import { heldLines } from './held-together.ts';
import { type CheckReport, count, type Format, type ReportedFile, summaryOf } from './report.ts';

const PAINT = { error: RED, warning: YELLOW, note: CYAN } as const;
const MAX_PATH = 1000;

/** A report for people: what is blocked for whom, where, and what to write instead. */
export const humanReport: Format = (report) => {
  const blocks = report.files.flatMap((file) => humanFile(file, report));
  const { files, statements, errors, warnings, unreadable } = summaryOf(report.files);
  const read = `${count(statements, 'statement')} in ${count(files, 'file')}`;
  const trouble = unreadable > 0 ? `, ${count(unreadable, 'place')} that cannot be read` : '';
  return `${[...blocks, `${read}: ${count(errors, 'error')}, ${count(warnings, 'warning')}${trouble}.`].join('\n')}\n`;
};

function humanFile(file: ReportedFile, report: CheckReport): readonly string[] {
  const path = toPlainText(file.path, MAX_PATH);
  if (file.kind === 'unread') return [`${path}: error: ${forTerminal(file.message)}\n`];
  const { text } = file.checked;
  const by = file.runner ? `, as ${file.runner} runs it,` : '';
  const together = heldLines(file).map(({ line, endLine, lines }) => {
    const head = `${path}:${line}: the transaction up to line ${endLine}${by} holds at its end`;
    return `${head}\n${lines.map((one) => `  ${forTerminal(one)}\n`).join('')}`;
  });
  const found = entriesOf(file, report).map((entry) => {
    const { level, from, start, end } = entry;
    const word = report.color ? `${PAINT[level]}${level}${PLAIN}` : level;
    const rule = entry.advice ? `[${entry.rule}]` : '';
    const head = `${path}:${from.line}:${from.column}: ${word}${rule}: ${forTerminal(entry.message)}`;
    return `${head}\n${excerpt(text, { source: file.path, start, end }, Bun.stringWidth)}\n${advice(entry)}`;
  });
  return [...found, ...together];
}

const advice = ({ advice: given }: Entry): string =>
  given ? forTerminal(`  why:  ${given.why}\n  help: ${given.fix}\n  see:  ${given.source}\n`) : '';
