import { withoutOrders } from '../base/plain-text.ts';
import { type Entry, entriesOf } from './entries.ts';
import { type Format, relativePath } from './report.ts';

const COMMANDS: Readonly<Record<Entry['level'], string>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
};

/**
 * Workflow commands: GitHub shows them beside the lines of a pull request.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export const githubReport: Format = (report) =>
  report.files
    .flatMap((file) => entriesOf(file, report))
    .map((entry) => command(entry, relativePath(entry.path, report.cwd)))
    .join('');

function command({ level, from, to, rule, message, advice }: Entry, path: string): string {
  // GitHub takes columns only for a finding within one line.
  const isOneLine = from.line === to.line;
  const [col, endColumn] = isOneLine ? [`,col=${from.column}`, `,endColumn=${to.column}`] : ['', ''];
  const place = `file=${property(path)},line=${from.line}${col},endLine=${to.line}${endColumn}`;
  const text = advice ? `${message} ${advice.fix}` : message;
  return `::${COMMANDS[level]} ${place},title=${property(rule)}::${escaped(text)}\n`;
}

const escaped = (text: string): string => withoutOrders(text).replaceAll('%', '%25').replaceAll('\n', '%0A');
const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
