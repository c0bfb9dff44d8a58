import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import { validateXML } from 'xmllint-wasm';
import { rules } from '../../rules/index.ts';
import { EXIT } from '../base/exit.ts';
import { checkFile } from '../check/check.ts';
import { historyFrom } from '../check/history.ts';
import { OUTPUT_SCHEMAS } from '../commands/outputs/schemas.ts';
import { FIXTURES, loadParserForTests } from '../testing.ts';
import { FORMATS } from './index.ts';
import type { ReportedFile } from './report.ts';

await loadParserForTests();

const checkedAs = (path: string, text: string): ReportedFile => ({
  kind: 'checked',
  path,
  checked: checkFile(historyFrom([], { major: 18, rules, fileIsTransaction: false }), text),
});
const UNREAD: ReportedFile = {
  kind: 'unread',
  path: 'gone.sql',
  exit: EXIT.world,
  message: 'not "there" & <so>',
};

const REPORTS: Readonly<Record<string, readonly ReportedFile[]>> = {
  'no file': [],
  'no findings': [checkedAs('clean.sql', 'select 1;')],
  'an empty file': [checkedAs('empty.sql', '')],
  'a syntax error': [checkedAs('m.sql', 'alter tabel x;\nselect 1;')],
  'a command to psql': [checkedAs('m.sql', '\\i other.sql\n')],
  'an unread file': [UNREAD],
  'many files': Array.from({ length: 200 }, (_, i) => checkedAs(`m/${i}.sql`, 'truncate t;\ndrop table t;')),
  'odd paths': [
    checkedAs('größe/名前 mit Leerzeichen & <"x">%20#?.sql', 'truncate t;'),
    checkedAs('../up.sql', 'truncate t;'),
    checkedAs('/elsewhere/a b.sql', 'truncate t;'),
    checkedAs('C:\\m\\1.sql', 'truncate t;'),
    checkedAs('\u0001\uD800.sql', 'truncate "a\u0002";'),
  ],
  'a suppressed finding': [
    checkedAs('m.sql', '-- wesley-disable-file missing-lock-timeout, truncate: nobody reads it\ntruncate t;'),
  ],
  'a suppression without a reason': [checkedAs('m.sql', '-- wesley:ignore truncate\ntruncate t;')],
  'text that XML and JSON escape': [checkedAs('m.sql', 'truncate "]]> & <!-- \\" \u2028 😀";\r\n')],
};
const written = (format: string, files: readonly ReportedFile[]): string =>
  FORMATS[format]?.({ postgres: 18, files, cwd: '/project', color: false }) ?? '';

const require = createRequire(import.meta.url);
// SARIF's schema is of draft 4, which this validator reads once it is told of it.
const ajv = new Ajv({ schemaId: 'auto', allErrors: true, unknownFormats: 'ignore' });
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'));
const isSarif = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));

// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
const isCodeQuality = ajv.compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'location', 'severity'],
    properties: {
      description: { type: 'string', minLength: 1 },
      check_name: { type: 'string', minLength: 1 },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          // GitLab shows nothing for a path that begins with `./`.
          path: { type: 'string', minLength: 1, not: { pattern: '^\\./' } },
          lines: {
            type: 'object',
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
});

function problemsOf(isValid: ValidateFunction, document: unknown): readonly string[] {
  const valid = isValid(document);
  expect(valid).toBeBoolean();
  return (isValid.errors ?? []).map(({ dataPath, message }) => `${dataPath}: ${message}`);
}

const XSD = readFileSync(join(FIXTURES, 'reports', 'junit.xsd'), 'utf8');
async function junitProblems(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({ xml: { fileName: 'report.xml', contents: xml }, schema: XSD });
  return errors.map(({ message }) => message);
}

test.each(Object.entries(REPORTS))('every format holds what it promises of %s', async (_, files) => {
  expect(problemsOf(isSarif, JSON.parse(written('sarif', files)))).toEqual([]);
  expect(problemsOf(isCodeQuality, JSON.parse(written('gitlab', files)))).toEqual([]);
  expect(await junitProblems(written('junit', files))).toEqual([]);
  expect(OUTPUT_SCHEMAS.check.safeParse(JSON.parse(written('json', files))).error?.issues).toBeUndefined();
});

const broken = REPORTS['many files'] ?? [];

test('the schema of SARIF is seen to refuse', () => {
  const change = (edit: (log: { runs: { results: Record<string, unknown>[]; tool?: object }[] }) => void) => {
    const log = JSON.parse(written('sarif', broken));
    edit(log);
    return problemsOf(isSarif, log).length;
  };
  expect(change(() => {})).toBe(0);
  expect(change(({ runs }) => Object.assign(runs[0]?.results[0] ?? {}, { level: 'fatal' }))).toBeGreaterThan(
    0,
  );
  expect(change(({ runs }) => Object.assign(runs[0]?.results[0] ?? {}, { colour: 'red' }))).toBeGreaterThan(
    0,
  );
  expect(change(({ runs }) => Object.assign(runs[0]?.results[0] ?? {}, { message: 'text' }))).toBeGreaterThan(
    0,
  );
  expect(change(({ runs }) => delete runs[0]?.tool)).toBeGreaterThan(0);
});

test('the schema of JUnit is seen to refuse', async () => {
  const xml = written('junit', broken);
  expect(
    await junitProblems(xml.replace('<testsuites', '<suites').replace('/testsuites', '/suites')),
  ).not.toEqual([]);
  expect(await junitProblems(xml.replace(/ classname="[^"]*"/, ''))).not.toEqual([]);
  expect(await junitProblems(xml.replace('tests="', 'tests="x'))).not.toEqual([]);
  expect(await junitProblems(xml.replace('</failure>', '&</failure>'))).not.toEqual([]);
});

test('the description of Code Quality is seen to refuse', () => {
  const [issue] = JSON.parse(written('gitlab', broken));
  expect(problemsOf(isCodeQuality, [{ ...issue, severity: 'error' }])).not.toEqual([]);
  expect(
    problemsOf(isCodeQuality, [{ ...issue, location: { path: './a.sql', lines: { begin: 1 } } }]),
  ).not.toEqual([]);
});
