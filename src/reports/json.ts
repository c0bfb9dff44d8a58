import { jsonText } from '../base/json-text.ts';
import { positionsIn } from '../base/span.ts';
import type { CheckedFile } from '../check/checked-file.ts';
import { placeOf } from '../check/rule.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { manualOf } from './manual.ts';
import { type Format, type ReportedFile, summaryOf } from './report.ts';

/** `wesley check --json`. */
export const jsonReport: Format = ({ postgres, files, cwd }) => {
  const document = {
    tool: 'wesley',
    postgres,
    files: files.map((file) => jsonFile(file, cwd, postgres)),
    summary: summaryOf(files),
  };
  return jsonText(document);
};

function jsonFile(file: ReportedFile, cwd: string, postgres: number): object {
  if (file.kind === 'unread') {
    const errors = [{ line: 1, column: 1, message: file.message }];
    return { path: file.path, statements: [], findings: [], errors };
  }
  const { text, statements, problems, transactions } = file.checked;
  const at = positionsIn(text);
  const place: PlaceOf = (start, end) => {
    const [from, to] = [at(start), at(end)];
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
  const unread = (kind: 'syntax' | 'skipped') =>
    problems
      .filter((problem) => problem.kind === kind)
      .map(({ start, end, message }) => ({ ...place(start, end), message }));
  const lineOf = (i: number): number => at(statements[i]?.statement.start ?? 0).line;
  return {
    path: file.path,
    runner: file.runner ?? null,
    sharing: sharingOf(file.checked),
    statements: statements.map(({ statement: { start, end }, effects, held, impact }) => ({
      ...place(start, end),
      ...effects,
      held,
      ...(impact && { impact }),
    })),
    transactions: transactions.map(({ from, to, held }) => ({
      line: lineOf(from),
      endLine: at(statements[to]?.statement.end ?? 0).line,
      held: held.map(({ since, ...lock }) => ({ ...lock, since: { line: lineOf(since) } })),
    })),
    findings: jsonFindings(file.checked, fingerprintsOf(file, cwd), place, postgres),
    errors: unread('syntax'),
    skipped: unread('skipped'),
  };
}

type PlaceOf = (start: number, end: number) => object;

const jsonFindings = (
  { findings, fixable }: CheckedFile,
  fingerprints: readonly string[],
  place: PlaceOf,
  postgres: number,
): readonly object[] =>
  findings.map((finding, i) => {
    const { rule, start, end, message } = finding;
    return {
      rule: rule.id,
      severity: rule.severity,
      ...place(start, end),
      message,
      fix: rule.fix,
      ...(fixable ? { fixable: fixable.has(placeOf(finding)) } : {}),
      source: manualOf(rule.source, postgres),
      fingerprint: fingerprints[i],
    };
  });

/** How the statements of a file share transactions; `mixed` when its sections differ. */
function sharingOf({ sections, statements }: CheckedFile): string {
  const kinds = new Set(
    statements.map(({ statement }) => sections.findLast(({ from }) => from <= statement.start)?.sharing),
  );
  return kinds.size > 1 ? 'mixed' : ([...kinds][0] ?? sections[0]?.sharing ?? 'apart');
}
