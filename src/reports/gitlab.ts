import { jsonText } from '../base/json-text.ts';
import { type Entry, entriesOf } from './entries.ts';
import { type Format, relativePath } from './report.ts';

const SEVERITIES: Readonly<Record<Entry['level'], string>> = {
  error: 'critical',
  warning: 'minor',
  note: 'info',
};

/**
 * A Code Quality report for a merge request. GitLab compares two branches by fingerprint.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export const gitlabReport: Format = (report) => {
  const issues = report.files.flatMap((file) =>
    entriesOf(file, report).map(({ path, rule, level, from, to, message, advice, fingerprint }) => ({
      description: advice ? `${message} ${advice.fix}` : message,
      check_name: rule,
      fingerprint,
      severity: SEVERITIES[level],
      location: { path: relativePath(path, report.cwd), lines: { begin: from.line, end: to.line } },
    })),
  );
  return jsonText(issues);
};
