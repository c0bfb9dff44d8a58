import { type Entry, entriesOf } from './entries.ts';
import { type CheckReport, type Format, type ReportedFile, relativePath } from './report.ts';

/**
 * A test suite for each file and a test case for each finding: findings fail, what can't be read is an error, and a file
 * without either is one case that passed.
 *
 * @see https://github.com/testmoapp/junitxml
 */
export const junitReport: Format = (report) => {
  const suites = report.files.map((file) => suite(file, report));
  const sum = (key: 'tests' | 'failures' | 'errors'): number =>
    suites.reduce((total, { counts }) => total + counts[key], 0);
  const total = { tests: sum('tests'), failures: sum('failures'), errors: sum('errors') };
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="wesley check" ${numbers(total)}>
${suites.map(({ xml }) => xml).join('')}</testsuites>
`;
};

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
}

const numbers = ({ tests, failures, errors }: Counts): string =>
  `tests="${tests}" failures="${failures}" errors="${errors}" time="0"`;

function suite(file: ReportedFile, report: CheckReport): { readonly counts: Counts; readonly xml: string } {
  const path = escaped(relativePath(file.path, report.cwd));
  const entries = entriesOf(file, report).filter(({ level }) => level !== 'note');
  const errors = entries.filter(({ advice }) => advice === null).length;
  const counts = { tests: Math.max(1, entries.length), failures: entries.length - errors, errors };
  const cases = entries.map((entry) => testCase(entry, path)).join('');
  const passed = entries.length === 0 ? `    <testcase name="check" classname="${path}" time="0"/>\n` : '';
  return {
    counts,
    xml: `  <testsuite name="${path}" ${numbers(counts)} skipped="0">\n${cases}${passed}  </testsuite>\n`,
  };
}

function testCase({ rule, level, from, message, advice }: Entry, path: string): string {
  const kind = advice ? 'failure' : 'error';
  const place = `${path}:${from.line}:${from.column}`;
  const text = advice
    ? [message, `why: ${advice.why}`, `help: ${advice.fix}`, `see: ${advice.source}`]
    : [message];
  return `    <testcase name="${escaped(rule)} at ${from.line}:${from.column}" classname="${path}" time="0">
      <${kind} message="${escaped(message)}" type="${advice ? level : escaped(rule)}">${[place, ...text.map(escaped)].join('\n')}</${kind}>
    </testcase>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

// XML 1.0 has no way to write most control characters, nor half a surrogate pair: https://www.w3.org/TR/xml/#charsets
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll(/[&<>"\t\n\r]/g, (c) => ENTITIES[c] ?? c)
    .replaceAll(/[\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => `&#${c.codePointAt(0)};`);
