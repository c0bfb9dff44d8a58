import { type Position, positionsIn } from '../base/span.ts';
import type { CheckedFile } from '../check/checked-file.ts';
import { fingerprint, fingerprintsOf } from './fingerprint.ts';
import { manualOf } from './manual.ts';
import { type CheckReport, type ReportedFile, relativePath } from './report.ts';

/** What a report says about one place: a finding, or that the place could not be read. */
export interface Entry {
  /** The path as the user gave it; `''` when there is no file. */
  readonly path: string;
  /** A rule's id, or one of `NOTICES`. */
  readonly rule: string;
  readonly level: 'error' | 'warning' | 'note';
  /** Offsets into the file, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly from: Position;
  /** Exclusive. */
  readonly to: Position;
  readonly message: string;
  readonly advice: Advice | null;
  /** 64 hexadecimal digits, unique in a report. */
  readonly fingerprint: string;
}

interface Advice {
  readonly why: string;
  readonly fix: string;
  readonly source: string;
}

/** Entries that are not findings of a rule but must be reported, by the name that reports give them. */
export const NOTICES: Readonly<Record<string, string>> = {
  'syntax-error': 'PostgreSQL cannot read this statement, so nothing is known about it.',
  'psql-command': 'A command to psql was passed over: what it does is not known.',
  'unreadable-file': 'The file could not be read.',
};

/** Everything to be said about a file, in the order of its text. */
export function entriesOf(file: ReportedFile, report: CheckReport): readonly Entry[] {
  const { cwd } = report;
  if (file.kind === 'checked') return checkedEntries(file, file.checked, report);
  const place = { line: 1, column: 1 };
  return [
    {
      path: file.path,
      rule: 'unreadable-file',
      level: 'error',
      start: 0,
      end: 0,
      from: place,
      to: place,
      message: file.message,
      advice: null,
      fingerprint: fingerprint(['unreadable-file', relativePath(file.path, cwd)]),
    },
  ];
}

function checkedEntries(
  file: ReportedFile,
  checked: CheckedFile,
  { cwd, postgres }: CheckReport,
): readonly Entry[] {
  const { text, findings, problems } = checked;
  const { path } = file;
  const at = positionsIn(text);
  const place = (start: number, end: number) => ({ path, start, end, from: at(start), to: at(end) });
  const unread = problems.map(({ kind, start, end, message }, i): Entry => {
    const rule = kind === 'syntax' ? 'syntax-error' : 'psql-command';
    return {
      ...place(start, end),
      rule,
      level: kind === 'syntax' ? 'error' : 'note',
      message,
      advice: null,
      fingerprint: fingerprint([rule, relativePath(path, cwd), text.slice(start, end), i]),
    };
  });
  const names = fingerprintsOf(file, cwd);
  const found = findings.map(
    ({ rule, start, end, message }, i): Entry => ({
      ...place(start, end),
      rule: rule.id,
      level: rule.severity,
      message,
      advice: { why: rule.why, fix: rule.fix, source: manualOf(rule.source, postgres) },
      fingerprint: names[i] ?? '',
    }),
  );
  return [...unread, ...found].sort((a, b) => a.start - b.start);
}
