import { jsonText } from '../base/json-text.ts';
import { type Entry, entriesOf, NOTICES } from './entries.ts';
import { type Format, relativePath } from './report.ts';

/**
 * SARIF 2.1.0, for code scanning. Columns count UTF-16 code units, and an end is exclusive.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
 */
export const sarifReport: Format = (report) => {
  const entries = report.files.flatMap((file) => entriesOf(file, report));
  const rules = new Map(entries.map((entry) => [entry.rule, entry]));
  const ids = [...rules.keys()].sort();
  const index = new Map(ids.map((id, i) => [id, i]));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'wesley', rules: [...rules.values()].sort(byRule).map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: entries.map((entry) => resultOf(entry, index.get(entry.rule) ?? 0, report.cwd)),
      },
    ],
  };
  return jsonText(log);
};

const byRule = (a: Entry, b: Entry): number => (a.rule < b.rule ? -1 : 1);

function ruleOf({ rule, level, advice }: Entry): object {
  const defaultConfiguration = { level };
  if (!advice) return { id: rule, shortDescription: { text: NOTICES[rule] ?? rule }, defaultConfiguration };
  const { why, fix, source } = advice;
  return {
    id: rule,
    shortDescription: { text: why },
    fullDescription: { text: `${why} ${fix}` },
    help: { text: `${fix}\n\n${source}`, markdown: `${fix}\n\n[PostgreSQL documentation](${source})` },
    helpUri: source,
    defaultConfiguration,
    properties: { tags: ['postgresql', 'migration'], 'problem.severity': level },
  };
}

function resultOf(entry: Entry, ruleIndex: number, cwd: string): object {
  const { rule, level, from, to, message, advice } = entry;
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text: advice ? `${message} ${advice.fix}` : message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(relativePath(entry.path, cwd)) },
          region: {
            startLine: from.line,
            startColumn: from.column,
            endLine: to.line,
            endColumn: to.column,
          },
        },
      },
    ],
    partialFingerprints: { 'wesleyStatement/v1': entry.fingerprint },
  };
}

// A colon, a space or a percent sign in a file name must be escaped in a URI.
function uriOf(path: string): string {
  const encoded = path.toWellFormed().split('/').map(encodeURIComponent).join('/');
  return encoded.startsWith('/') ? `file://${encoded}` : encoded;
}
