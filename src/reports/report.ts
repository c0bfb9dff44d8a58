import type { ExitCode } from '../base/exit.ts';
import type { CheckedFile } from '../check/checked-file.ts';

/** A file that was checked, or one that could not be read at all. */
export type ReportedFile =
  | {
      readonly kind: 'checked';
      readonly path: string;
      /** The program that runs the file, if it is known. */
      readonly runner?: string | null;
      readonly checked: CheckedFile;
    }
  | { readonly kind: 'unread'; readonly path: string; readonly exit: ExitCode; readonly message: string };

/** Whether a file was read and holds no syntax error. */
export const isWhole = (file: ReportedFile): boolean =>
  file.kind === 'checked' && file.checked.problems.every(({ kind }) => kind !== 'syntax');

/** Findings of severity `error` and places that can't be read. */
export const errorsIn = (files: readonly ReportedFile[]): readonly string[] =>
  files.flatMap((file) => {
    if (file.kind === 'unread') return [`${file.path}: ${file.message}`];
    const errors = file.checked.findings.filter(({ rule }) => rule.severity === 'error');
    return [
      ...errors.map(({ rule, message }) => `${file.path}: ${rule.id}: ${message}`),
      ...file.checked.problems
        .filter(({ kind }) => kind === 'syntax')
        .map(({ message }) => `${file.path}: ${message}`),
    ];
  });

/** What a format is made from. */
export interface CheckReport {
  /** PostgreSQL's major version. */
  readonly postgres: number;
  readonly files: readonly ReportedFile[];
  /** The folder that paths are relative to, absolute; `''` when there is none. */
  readonly cwd: string;
  /** Whether to use ANSI colours. */
  readonly color: boolean;
}

/** One way to write a report. The text ends with a line feed. */
export type Format = (report: CheckReport) => string;

export interface Summary {
  readonly files: number;
  readonly statements: number;
  readonly errors: number;
  readonly warnings: number;
  /** Files and places that could not be read. */
  readonly unreadable: number;
}

export function summaryOf(files: readonly ReportedFile[]): Summary {
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

export const count = (n: number, noun: string, plural = `${noun}s`): string =>
  `${n} ${n === 1 ? noun : plural}`;

/** `path` as report services want it: relative to the working folder if it lies below that. */
export function relativePath(path: string, cwd: string): string {
  const inside = cwd !== '' && path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path;
  return inside.replace(/^(?:\.\/+)+/, '');
}
