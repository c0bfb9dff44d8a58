import { excerpt } from '../base/diagnostic.ts';
import { positionsIn } from '../base/span.ts';
import type { CheckedFile, Finding } from '../locks/check.ts';
import type { ExitCode } from './exit.ts';

/** A file that was checked, or one that could not be read at all. */
export type ReportedFile =
  | { readonly kind: 'checked'; readonly path: string; readonly checked: CheckedFile }
  | { readonly kind: 'unread'; readonly path: string; readonly exit: ExitCode; readonly message: string };

/** `wesley check --json`. */
export function jsonReport(postgres: number, files: readonly ReportedFile[]): string {
  const document = { tool: 'wesley', postgres, files: files.map(jsonFile), summary: summaryOf(files) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function jsonFile(file: ReportedFile): object {
  if (file.kind === 'unread') {
    const errors = [{ line: 1, column: 1, message: file.message }];
    return { path: file.path, statements: [], findings: [], errors };
  }
  const { text, statements, findings, problems } = file.checked;
  const at = positionsIn(text);
  const place = (start: number, end: number) => {
    const [from, to] = [at(start), at(end)];
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
  return {
    path: file.path,
    statements: statements.map(({ statement: { start, end }, effects, held }) => ({
      ...place(start, end),
      ...effects,
      held,
    })),
    findings: findings.map(({ rule, start, end, message }) => ({
      rule: rule.id,
      severity: rule.severity,
      ...place(start, end),
      message,
      fix: rule.fix,
      source: rule.source,
    })),
    errors: problems
      .filter(({ kind }) => kind === 'syntax')
      .map(({ start, end, message }) => ({ ...place(start, end), message })),
    skipped: problems
      .filter(({ kind }) => kind === 'skipped')
      .map(({ start, end, message }) => ({ ...place(start, end), message })),
  };
}

function summaryOf(files: readonly ReportedFile[]) {
  const checked = files.flatMap((file) => (file.kind === 'checked' ? [file.checked] : []));
  const findings = checked.flatMap((file) => file.findings);
  const broken = checked.flatMap((file) => file.problems).filter(({ kind }) => kind === 'syntax');
  return {
    files: files.length,
    statements: checked.reduce((sum, file) => sum + file.statements.length, 0),
    errors: findings.filter(({ rule }) => rule.severity === 'error').length,
    warnings: findings.filter(({ rule }) => rule.severity === 'warning').length,
    unreadable: broken.length + files.length - checked.length,
  };
}

const PAINT: Readonly<Record<string, string>> = {
  error: '\u001b[31m',
  warning: '\u001b[33m',
  note: '\u001b[36m',
};

/** What stops for whom, where, and what to write instead. */
export function humanReport(files: readonly ReportedFile[], color: boolean): string {
  const blocks = files.flatMap((file) =>
    file.kind === 'unread'
      ? [`${file.path}: error: ${file.message}\n`]
      : humanFile(file.path, file.checked, color),
  );
  const { statements, errors, warnings, unreadable } = summaryOf(files);
  const read = `${count(statements, 'statement')} in ${count(files.length, 'file')}`;
  const trouble = unreadable > 0 ? `, ${count(unreadable, 'place')} that cannot be read` : '';
  return `${[...blocks, `${read}: ${count(errors, 'error')}, ${count(warnings, 'warning')}${trouble}.`].join('\n')}\n`;
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

function humanFile(path: string, checked: CheckedFile, color: boolean): readonly string[] {
  const { text, findings, problems } = checked;
  const at = positionsIn(text);
  const head = (start: number, level: string, what: string) => {
    const { line, column } = at(start);
    const word = color ? `${PAINT[level]}${level}\u001b[0m` : level;
    return `${path}:${line}:${column}: ${word}${what}`;
  };
  const shown = (start: number, end: number) => excerpt(text, { source: path, start, end });
  const broken = problems.map(({ kind, start, end, message }) => ({
    start,
    block: `${head(start, kind === 'syntax' ? 'error' : 'note', `: ${message}`)}\n${shown(start, end)}\n`,
  }));
  const found = findings.map((finding) => ({
    start: finding.start,
    block: `${head(finding.start, finding.rule.severity, `[${finding.rule.id}]: ${finding.message}`)}\n${shown(finding.start, finding.end)}\n${advice(finding)}\n`,
  }));
  return [...broken, ...found].sort((a, b) => a.start - b.start).map(({ block }) => block);
}

const advice = ({ rule }: Finding): string =>
  `  why:  ${rule.why}\n  help: ${rule.fix}\n  see:  ${rule.source}`;

/** Workflow commands that GitHub shows beside the lines of a pull request. */
export function githubReport(files: readonly ReportedFile[]): string {
  return files.map(githubFile).join('');
}

function githubFile(file: ReportedFile): string {
  if (file.kind === 'unread') return `::error file=${property(file.path)}::${escaped(file.message)}\n`;
  const { text, findings, problems } = file.checked;
  const at = positionsIn(text);
  const command = (level: string, start: number, end: number, title: string, message: string) => {
    const [from, to] = [at(start), at(end)];
    const place = `file=${property(file.path)},line=${from.line},col=${from.column},endLine=${to.line},endColumn=${to.column}`;
    return `::${level} ${place},title=${property(title)}::${escaped(message)}\n`;
  };
  return [
    ...problems.map(({ kind, start, end, message }) =>
      command(kind === 'syntax' ? 'error' : 'notice', start, end, kind, message),
    ),
    ...findings.map(({ rule, start, end, message }) =>
      command(rule.severity, start, end, rule.id, `${message} ${rule.fix}`),
    ),
  ].join('');
}

const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
