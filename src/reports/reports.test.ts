import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rules as allRules } from '../../rules/index.ts';
import { EXIT } from '../base/exit.ts';
import { checkFile } from '../check/check.ts';
import { historyFrom } from '../check/history.ts';
import { loadParser } from '../sql/parser.ts';
import { FORMATS } from './index.ts';
import { manualOf } from './manual.ts';
import type { ReportedFile } from './report.ts';

const rules = allRules.filter(({ optIn }) => !optIn);

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));

const PATH = 'm/a b:ü,%|`&<"\n.sql';
const TIMEOUT = "set lock_timeout = '2s';";
const checkedAs = (path: string, text: string): ReportedFile => ({
  kind: 'checked',
  path,
  checked: checkFile(historyFrom([], { major: 18, rules, fileIsTransaction: false }), text),
});
const written = (format: string, ...files: ReportedFile[]): string =>
  FORMATS[format]?.({ postgres: 18, files, cwd: '/project', color: false }) ?? '';

const writtenFor = (postgres: number, format: string, ...files: ReportedFile[]): string =>
  FORMATS[format]?.({ postgres, files, cwd: '/project', color: false }) ?? '';

const INDEX = 'create index on "t|`<@b>"\r\n  (a)';
// Two UTF-16 units of four bytes, then one of three: neither bytes nor code points give the right column.
const ODD = checkedAs(PATH, `${TIMEOUT}\r\n/* 😀€ */ ${INDEX};\r\nalter tabel x;\r\n\\i other.sql\r\n`);
const LOST: ReportedFile = {
  kind: 'unread',
  path: 'gone.sql',
  exit: EXIT.world,
  message: 'not "there" & <so>',
};
const CLEAN = checkedAs('clean.sql', 'select 1;');

test('SARIF has what the schema of 2.1.0 requires, with rules by index and exclusive UTF-16 columns', () => {
  const log = JSON.parse(written('sarif', ODD, LOST, CLEAN));
  expect(log).toMatchObject({ version: '2.1.0', runs: [{ columnKind: 'utf16CodeUnits' }] });
  const [{ tool, results }] = log.runs;
  const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(['create-index-blocking', 'psql-command', 'syntax-error', 'unreadable-file']);
  for (const rule of tool.driver.rules) expect(rule.shortDescription.text).toEndWith('.');
  for (const result of results) {
    expect(ids[result.ruleIndex]).toBe(result.ruleId);
    expect(result.message.text).not.toBe('');
    expect(['error', 'warning', 'note']).toContain(result.level);
    const { startLine, startColumn, endLine, endColumn } = result.locations[0].physicalLocation.region;
    for (const number of [startLine, startColumn, endLine, endColumn])
      expect(number).toBeGreaterThanOrEqual(1);
    expect(Object.values(result.partialFingerprints)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
  }
  const [finding] = results;
  expect(finding.locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'm/a%20b%3A%C3%BC%2C%25%7C%60%26%3C%22%0A.sql' },
    region: { startLine: 2, startColumn: 11, endLine: 3, endColumn: 6 },
  });
  const rule = tool.driver.rules[finding.ruleIndex];
  expect(rule.help.markdown).toContain(rule.helpUri);
  expect(log).toEqual(JSON.parse(JSON.stringify(log)));
});

test.each([
  ['/project/m/a.sql', 'm/a.sql'],
  ['./m/a.sql', 'm/a.sql'],
  ['/else/a.sql', 'file:///else/a.sql'],
  ['../a.sql', '../a.sql'],
])('SARIF names %s as %s', (path, uri) => {
  const [{ results }] = JSON.parse(written('sarif', checkedAs(path, 'truncate t'))).runs;
  expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
});

const issues = (...files: ReportedFile[]): { fingerprint: string; check_name: string }[] =>
  JSON.parse(written('gitlab', ...files));

test('GitLab gets every required member, and no two issues with one fingerprint', () => {
  const found = issues(ODD, LOST, checkedAs('b.sql', 'truncate t; truncate t;'));
  expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(found.length);
  for (const issue of found as readonly object[])
    expect(issue).toEqual({
      description: expect.any(String),
      check_name: expect.any(String),
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: expect.stringMatching(/^(?:info|minor|major|critical|blocker)$/),
      location: { path: expect.any(String), lines: { begin: expect.any(Number), end: expect.any(Number) } },
    });
});

test('a fingerprint stays when lines move, and goes with the statement, the rule or the file', () => {
  const of = (path: string, text: string) => issues(checkedAs(path, text)).map((issue) => issue.fingerprint);
  const before = of('a.sql', `${TIMEOUT}\ntruncate t;`);
  expect(of('./a.sql', `-- why\r\n\r\n${TIMEOUT} select 1;\r\n  truncate\r\n   t;`)).toEqual(before);
  expect(of('/project/a.sql', `${TIMEOUT}\ntruncate t;`)).toEqual(before);
  expect(of('b.sql', `${TIMEOUT}\ntruncate t;`)).not.toEqual(before);
  expect(of('a.sql', `${TIMEOUT}\ntruncate u;`)).not.toEqual(before);
  expect(of('a.sql', `${TIMEOUT}\ntruncate t; truncate t;`)[0]).toBe(before[0]);
});

/** Fails where XML is not well formed: a small reader of elements and attributes. */
function elementsOf(xml: string): { name: string; attributes: Record<string, string> }[] {
  const open: string[] = [];
  const found: { name: string; attributes: Record<string, string> }[] = [];
  const body = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '');
  const rest = body.replaceAll(
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
    (_, close, name, attributes, empty) => {
      if (close) expect(open.pop()).toBe(name);
      else found.push({ name, attributes: Object.fromEntries(pairs(attributes)) });
      if (!close && !empty) open.push(name);
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
  return found;
}

const pairs = (attributes: string): [string, string][] =>
  [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]);

test('JUnit is well-formed XML whose numbers add up', () => {
  const elements = elementsOf(written('junit', ODD, LOST, CLEAN));
  const named = (name: string) => elements.filter((element) => element.name === name);
  expect(named('testsuites')[0]?.attributes).toMatchObject({ tests: '4', failures: '1', errors: '2' });
  expect(named('testsuite').map(({ attributes }) => attributes['tests'])).toEqual(['2', '1', '1']);
  expect([named('testcase').length, named('failure').length, named('error').length]).toEqual([4, 1, 2]);
  expect(named('testsuite')[0]?.attributes['name']).toBe('m/a b:ü,%|`&amp;&lt;&quot;&#10;.sql');
});

test('JUnit survives characters that XML has no place for', () => {
  const xml = written('junit', checkedAs('\u0001\uD800.sql', 'truncate "a\u0002"'));
  expect(xml).toContain('classname="\uFFFD\uFFFD.sql"');
  expect(xml).toContain('a\uFFFD');
});

test('a Markdown row keeps its four cells whatever a name holds, and calls for nobody', () => {
  const text = written('markdown', ODD);
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  expect(rows.map((row) => row.match(/(?<!\\)\|/g)?.length)).toEqual(rows.map(() => 5));
  expect(text).toStartWith('### `wesley check`: 1 error, 0 warnings, 1 place that cannot be read\n');
  expect(text).not.toMatch(/@b|<b|(?<!\\)<@/);
});

test('a Markdown comment stays short enough for GitHub', () => {
  const text = written('markdown', checkedAs('a.sql', 'truncate t;\n'.repeat(3000)));
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/… and \d+ lines more/);
});

test('GitHub gets one line for each, its columns only where a finding stays on one line', () => {
  const lines = written('github', ODD, LOST).trimEnd().split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[0]).toStartWith(
    '::error file=m/a b%3Aü%2C%25|`&<"%0A.sql,line=2,endLine=3,title=create-index-blocking::',
  );
  expect(lines[1]).toStartWith('::error file=m/a b%3Aü%2C%25|`&<"%0A.sql,line=4,col=7,endLine=4,endColumn=');
  expect(lines[2]).toStartWith('::notice ');
});

test('a terminal is shown control characters, and does not obey them', () => {
  const text = written('human', checkedAs('\u001b[2J.sql', 'truncate "\u001b[31m";'));
  expect(text).not.toContain('\u001b');
  expect(text).toStartWith('\\u{1b}[2J.sql:1:1: ');
});

test('what a transaction holds together is told once for each, of locks that keep writers out', () => {
  const sql = `begin;\n${TIMEOUT}\nalter table t add column x int;\nselect * from u;\ncommit;\ndrop table v;`;
  const line = 'AccessExclusiveLock on `t` since line 3: blocks reads and writes';
  expect(written('human', checkedAs('a.sql', sql))).toContain(
    `a.sql:1: the transaction up to line 4 holds at its end\n  ${line}\n\n`,
  );
  expect(written('markdown', checkedAs('a.sql', sql))).toContain(
    `- \`a.sql\`:1–4 holds at its end ${line}\n`,
  );
  const [file] = JSON.parse(written('json', checkedAs('a.sql', sql))).files;
  expect(file.transactions).toEqual([
    {
      line: 1,
      endLine: 4,
      held: [
        { relation: 'public.t', mode: 'AccessExclusiveLock', seconds: null, since: { line: 3 } },
        { relation: 'public.u', mode: 'AccessShareLock', seconds: null, since: { line: 4 } },
      ],
    },
  ]);
  expect(written('human', checkedAs('a.sql', 'begin; select * from u; commit'))).not.toContain('transaction');
});

/** The source line of the first finding and the text above its carets, as a terminal lays them out. */
function underlined(sql: string): string {
  const [, source = '', carets = ''] = written('human', checkedAs('a.sql', `${TIMEOUT}${sql}`)).split('\n');
  const from = carets.indexOf('^');
  const columns = [...new Intl.Segmenter().segment(source)].flatMap(({ segment }) => {
    const width = Bun.stringWidth(segment);
    return width === 0 ? [] : [segment, ...Array.from({ length: width - 1 }, () => '')];
  });
  expect(carets).toMatch(/^ *\^+$/);
  return columns.slice(from, carets.length).join('');
}

test.each([
  ['letters', '/* abc */ truncate t', 'truncate t'],
  ['CJK', '/* 表を空にする */ truncate "注文"', 'truncate "注文"'],
  ['emoji', '/* 😀 👩‍👩‍👧 🇩🇪 */ truncate t', 'truncate t'],
  ['combining marks', '/* e\u0301\u0308 */ truncate "e\u0301"', 'truncate "e\u0301"'],
  ['tabs', '\t/*\t*/\ttruncate\tt', 'truncate t'],
  ['a line end of Windows', 'truncate t;\r\n', 'truncate t'],
  ['control characters', '/* \u0007\u001b[31m */ truncate t', 'truncate t'],
])('carets stand under the statement after %s', (_, sql, statement) => {
  expect(underlined(sql)).toBe(statement);
});

test('a long line is cut between characters, and its carets stay under the statement', () => {
  for (const before of ['x'.repeat(200), '😀'.repeat(100), `y${'😀'.repeat(100)}`, '表'.repeat(150)])
    expect(underlined(`/* ${before} */ truncate t`)).toBe('truncate t');
  const text = written('human', checkedAs('a.sql', `${TIMEOUT}truncate "${'😀'.repeat(100)}"`));
  expect(text.isWellFormed()).toBe(true);
});

test('carets end with the first line of a statement, whatever ends that', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const [, source, carets] = written(
      'human',
      checkedAs('a.sql', `${TIMEOUT}${end}truncate${end}  t;`),
    ).split('\n');
    expect([source?.trim(), carets?.trim()]).toEqual(['2 | truncate', '^^^^^^^^']);
  }
});

test.each(['human', 'github', 'markdown', 'junit'])('%s has no control character of a name', (format) => {
  const file = checkedAs(
    'm/\u001b[1m.sql',
    'create index on "a\u001b[31m\u0007\u009b" (a); drop tabel "\u001b[2m";',
  );
  expect(written(format, file)).not.toMatch(/(?!\n)\p{Cc}/u);
});

test.each(Object.keys(FORMATS).filter((format) => !/^git/.test(format)))(
  '%s links to the manual of the server that is asked for',
  (format) => {
    const file = checkedAs('a.sql', 'drop table t;');
    expect(writtenFor(16, format, file)).toContain('/docs/16/');
    expect(writtenFor(16, format, file)).not.toContain('/docs/18/');
    expect(writtenFor(18, format, file)).toContain('/docs/18/');
  },
);

test('a page that an older manual lacks is linked where it is', () => {
  const page = 'https://www.postgresql.org/docs/18/ddl-identity-columns.html';
  expect(manualOf(page, 16)).toBe(page);
  expect(manualOf(`${page}#A`, 17)).toBe(`${page.replace('18', '17')}#A`);
  const release = 'https://www.postgresql.org/docs/release/14.4/';
  expect(manualOf(release, 15)).toBe(release);
});
