/** A target added exactly as CONTRIBUTING says: a file, and a line in the table. Certified, deployed, and refused once it was changed. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCertificate } from '../../src/certificate/parse.ts';

const ROOT = join(import.meta.dir, '..', '..');

const ONE_FILE = `import { defineTarget } from './target.ts';

export default defineTarget({
  name: 'names',
  summary: 'names.txt: what every object is called.',
  artifacts: ['names.txt'],
  generate: ({ objects }) => [{ path: 'names.txt', text: objects.map(({ id }) => \`\${id}\\n\`).join(''), places: [] }],
});
`;
const SEVERAL_FILES = `import { defineTarget } from './target.ts';

export default defineTarget({
  name: 'pages',
  summary: 'pages/*.md and pages.css: a page for every object.',
  artifacts: ['pages/', 'pages.css'],
  generate: ({ objects }) => [
    { path: 'pages.css', text: 'body {}\\n', places: [] },
    ...objects.map(({ id }, i) => ({ path: \`pages/\${i}.md\`, text: \`\${id}\\n\`, places: [] })),
  ],
});
`;
const NO_FILES = `import { defineTarget } from './target.ts';

export default defineTarget({ name: 'silent', summary: 'Nothing, for a schema without views.', artifacts: ['views.txt'], generate: () => [] });
`;
const UNDECLARED = `import { defineTarget } from './target.ts';

export default defineTarget({
  name: 'careless',
  summary: 'A file that it does not declare.',
  artifacts: ['this.txt'],
  generate: () => [{ path: 'that.txt', text: '', places: [] }],
});
`;

let checkout: string;
let folder: string;
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'wesley-target-'));
  for (const part of ['src', 'rules', 'schemas', 'build', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, part), join(checkout, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  folder = join(checkout, 'work');
  mkdirSync(folder);
  cpSync(join(ROOT, 'fixtures/start/billing/schema.graphql'), join(folder, 'schema.graphql'));
  add('names', ONE_FILE);
  add('pages', SEVERAL_FILES);
  add('silent', NO_FILES);
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

/** What CONTRIBUTING says. */
function add(name: string, source: string): void {
  writeFileSync(join(checkout, `src/targets/${name}.ts`), source);
  const table = join(checkout, 'src/targets/index.ts');
  const line = `  ${name}: () => import('./${name}.ts'),\n`;
  writeFileSync(table, readFileSync(table, 'utf8').replace(/^\};\n/m, `${line}};\n`));
}

function run(...args: readonly string[]): { readonly exit: number; readonly text: string } {
  const main = join(checkout, 'src/main.ts');
  const ran = Bun.spawnSync([process.execPath, main, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '' },
    stdin: 'ignore',
    stderr: 'pipe',
  });
  return { exit: ran.exitCode, text: `${ran.stdout}${ran.stderr}` };
}

function ok(...args: readonly string[]): void {
  const { exit, text } = run(...args);
  if (exit !== 0) throw new Error(`wesley ${args.join(' ')} ended with ${exit}\n${text}`);
}

const DEPLOY = [
  'deploy',
  '--env',
  'dev',
  '--dsn',
  'pglite:db',
  '--in',
  'SHIPME.md',
  '--trust',
  'trust.json',
] as const;

function certify(): void {
  ok('certify', '--env', 'dev', '--dsn', 'pglite:db');
  ok('cert', 'sign', '--signer', 'HOLMES', '--key', 'holmes.pem', '--in', 'SHIPME.md');
  ok('cert', 'sign', '--signer', 'WAT-SUM', '--key', 'wat-sum.pem', '--in', 'SHIPME.md');
}

/** The folder of what the certificate certifies. */
const certified = (): string => {
  const [only] = readdirSync(join(folder, '.wesley/certified'));
  return join(folder, '.wesley/certified', only ?? '');
};

test('its digest stands in the certificate, and what was changed since is refused', () => {
  ok('transform', '--out', 'generated');
  ok('keys', 'new', '--role', 'HOLMES', '--out', 'holmes.pem', '--no-passphrase');
  ok('keys', 'new', '--role', 'WAT-SUM', '--out', 'wat-sum.pem', '--no-passphrase');
  ok('trust', 'init', '--key', 'holmes.pem.pub', '--key', 'wat-sum.pem.pub', '--out', 'trust.json');
  certify();
  const { envelope } = parseCertificate(readFileSync(join(folder, 'SHIPME.md')));
  const { artifacts, target } = envelope?.payload.predicate ?? {};
  expect(Object.keys(artifacts?.targets ?? {}).toSorted()).toEqual([
    'ir',
    'names',
    'pages',
    'pgtap',
    'postgres',
    'typescript',
    'zod',
  ]);
  expect(target?.targets).not.toContain('silent');
  const hasher = new Bun.CryptoHasher('sha256').update(readFileSync(join(folder, 'generated/names.txt')));
  expect(artifacts?.targets['names']).toBe(`sha256:${hasher.digest('hex')}`);

  const facts = join(certified(), 'facts.json');
  ok('cert', 'create', '--facts', facts, '--out', 'again.md');
  const stated = readFileSync(facts, 'utf8');
  for (const name of ['names', 'pages']) {
    const other = stated.replace(artifacts?.targets[name] ?? '', `sha256:${'0'.repeat(64)}`);
    writeFileSync(facts, other);
    expect(run('cert', 'create', '--facts', facts, '--out', 'again.md').text).toContain('E_FACTS');
  }
  writeFileSync(facts, stated);

  for (const path of ['names.txt', 'pages/0.md', 'pages.css']) {
    const file = join(certified(), 'generated', path);
    const before = readFileSync(file);
    writeFileSync(file, 'another');
    expect(run(...DEPLOY)).toMatchObject({ exit: 9 });
    writeFileSync(file, before);
  }
  ok(...DEPLOY);
});

test('one that writes what it does not declare is told so by name', () => {
  add('careless', UNDECLARED);
  const { exit, text } = run('transform', '--target', 'careless', '--out', 'generated');
  expect({ exit, text }).toEqual({
    exit: 70,
    text: expect.stringContaining('target careless writes that.txt, which is none of its artifacts'),
  });
});
