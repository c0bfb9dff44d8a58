import { jsonText } from '../../base/json-text.ts';
import { positionsIn } from '../../base/span.ts';
import { fingerprintsOf } from './fingerprint.ts';
import { type Format, type ReportedFile, summaryOf } from './report.ts';

/** `wesley check --json`. */
export const jsonReport: Format = ({ postgres, files, cwd }) => {
  const document = {
    tool: 'wesley',
    postgres,
    files: files.map((file) => jsonFile(file, cwd)),
    summary: summaryOf(files),
  };
  return jsonText(document);
};

function jsonFile(file: ReportedFile, cwd: string): object {
  if (file.kind === 'unread') {
    const errors = [{ line: 1, column: 1, message: file.message }];
    return { path: file.path, statements: [], findings: [], errors };
  }
  const { text, statements, findings, problems, fixable } = file.checked;
  const at = positionsIn(text);
  const names = fingerprintsOf(file, cwd);
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
    findings: findings.map((finding, i) => {
      const { rule, start, end, message } = finding;
      return {
        rule: rule.id,
        severity: rule.severity,
        ...place(start, end),
        message,
        fix: rule.fix,
        ...(fixable ? { fixable: fixable.has(finding) } : {}),
        source: rule.source,
        fingerprint: names[i],
      };
    }),
    errors: problems
      .filter(({ kind }) => kind === 'syntax')
      .map(({ start, end, message }) => ({ ...place(start, end), message })),
    skipped: problems
      .filter(({ kind }) => kind === 'skipped')
      .map(({ start, end, message }) => ({ ...place(start, end), message })),
  };
}
