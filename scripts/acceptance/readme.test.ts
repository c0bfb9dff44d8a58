/** Every block of the README, typed as it stands, in an empty folder and on a terminal. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { chmodSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { readmeBlocks } from '../readme.ts';
import { type Server, startServer } from '../server.ts';
import { openPlace, type Place } from './place.ts';
import { onTerminal } from './pty.ts';

const BLOCKS = readmeBlocks();

/** What is not typed, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'Wesley, sh': '`npm start` and `npm test` are of a checkout, and the second one runs this very test',
  'Checking migrations, yaml':
    'pre-commit.com and GitHub run it; scripts/integrations.test.ts runs what they call',
};

// The names that a reader has and this machine has not: a database of that name, and a minute to wait.
const typed = (text: string): string =>
  text.replaceAll('postgres://localhost/shop', urlOf('shop')).replace('--seconds 60', '--seconds 1');

const used = new Set<string>();

function block(name: string): string {
  const text = BLOCKS.get(name);
  if (text === undefined) throw new Error(`README.md has no block "${name}"`);
  used.add(name);
  return text;
}

let server: Server;
let place: Place;
const urlOf = (name: string): string => server.url.replace(/[^/]*$/, name);

beforeAll(async () => {
  server = await startServer(17);
  const client = new pg.Client(server.url);
  await client.connect();
  await client.query('create database shop');
  await client.end();
  place = openPlace();
  mkdirSync(home(), { mode: 0o700 });
  mkdirSync(tools());
});
afterAll(async () => {
  place.close();
  await server.stop();
});

const home = (): string => join(dirname(place.executable), 'home');
const tools = (): string => join(dirname(place.executable), 'tools');

const environment = (): Readonly<Record<string, string>> => ({
  PATH: `${tools()}:${dirname(place.executable)}:${process.env['PATH'] ?? ''}`,
  HOME: home(),
  URL: urlOf('shop'),
  // Whoever types the blocks has told git who he is.
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
});

const PASSPHRASE = 'the hound of the Baskervilles';
const answers = (...prompts: readonly string[]) => prompts.map((prompt) => ({ prompt, text: PASSPHRASE }));
const NEW_KEY = ['New passphrase: ', 'Again: '] as const;

interface Typed {
  readonly prompts?: readonly string[];
  readonly cwd?: string;
  readonly until?: string;
}

/** Types a text into a shell on a terminal; the shell ends at the first line that fails. */
async function type(text: string, { prompts = [], cwd = place.folder, until }: Typed = {}) {
  return await onTerminal(['/bin/sh', '-e', '-c', typed(text)], {
    cwd,
    env: environment(),
    answers: answers(...prompts),
    ...(until === undefined ? {} : { until }),
  });
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');

test('the schema becomes two files', () => {
  const old = block('From a schema to a deployment, graphql');
  const field = block('From a schema to a deployment, graphql 2');
  place.write('old.graphql', old);
  place.write(
    'schema.graphql',
    old.replace(/(type Invoice [^}]*)\}/, (_, type) => `${type}${field}}`),
  );
  expect(place.read('schema.graphql')).toContain('dueDate: Date!');
});

test('the plan is what the README shows of it', async () => {
  const [prompt, ...shown] = block('From a schema to a deployment, console').split('\n');
  const { exit, text } = await type(prompt?.replace(/^\$ /, '') ?? '');
  expect(exit).toBe(0);
  const upTo = shown.findIndex((line) => line.trim() === '…');
  expect(upTo).toBeGreaterThan(5);
  expect(text).toStartWith(`${shown.slice(0, upTo).join('\n')}\n`);
});

test('the whole way ends with an applied deployment', async () => {
  const { exit, text } = await type(block('The whole way, sh'), {
    prompts: [...NEW_KEY, ...NEW_KEY, 'Passphrase: ', 'Passphrase: '],
  });
  expect({ exit, text }).toEqual({ exit: 0, text: expect.stringContaining('APPLIED') });
  expect(place.ok('status', '--dsn', urlOf('shop'))).toContain('finished');
});

test('a database that is there is adopted, and has no drift', async () => {
  const cwd = place.at('adopted');
  mkdirSync(cwd);
  const { exit, text } = await type(block('A database that is there already, sh'), { cwd });
  expect({ exit, text }).toEqual({ exit: 0, text: expect.stringContaining('No drift') });
  const schema = place.read('adopted/schema.graphql');
  place.write('adopted/schema.graphql', `${schema}\ntype Note @wes_table { id: ID! @wes_pk }\n`);
  const went = await type(block('A database that is there already, sh 2'), { cwd });
  expect({ ...went }).toEqual({ exit: 0, text: expect.stringContaining('SHIPME.md: certificate') });
});

test('the configurations are read', async () => {
  const cwd = place.at('configured');
  mkdirSync(cwd);
  place.write('configured/schema.graphql', place.read('old.graphql'));
  place.write('configured/wesley.config.ts', block('The schema language, ts'));
  const planned = await type('wesley plan --from empty', { cwd });
  expect({ ...planned }).toEqual({ exit: 0, text: expect.stringContaining('CREATE TABLE') });
  place.write('configured/wesley.config.ts', block('Checking migrations, ts'));
  place.write('configured/db/schema.sql', 'CREATE TABLE note (a int);\n');
  place.write(
    'configured/db/stats.json',
    '{"tool":"wesley","stats":1,"server":"","rates":null,"tables":[],"indexes":[]}',
  );
  place.write('configured/migrations/legacy/1.sql', 'DROP TABLE note;\n');
  place.write('configured/migrations/2.sql', 'CREATE TABLE other (a int);\n');
  const written = await type('wesley check migrations --write-baseline .wesley/check.json', { cwd });
  expect(written.exit).toBeLessThan(2);
  expect((await type('wesley check migrations', { cwd })).exit).toBe(0);
});

test('migrations are checked in each way', async () => {
  const cwd = place.at('checked');
  mkdirSync(cwd);
  place.write('checked/schema.sql', 'CREATE TABLE invoice (id int PRIMARY KEY, note text);\n');
  place.write(
    'checked/migrations/1.sql',
    "SET lock_timeout = '2s';\nALTER TABLE invoice ADD COLUMN due date;\n",
  );
  // The migrations of somebody else's tool, which this machine need not have.
  place.write('../tools/alembic', "#!/bin/sh\nprintf 'SET lock_timeout = 1000;\\n'\n");
  chmodSync(join(tools(), 'alembic'), 0o755);
  const lines = linesOf(block('Checking migrations, sh'));
  const [watching] = lines.filter((line) => line.includes('--watch'));
  for (const line of lines) {
    const { exit, text } = await type(line, { cwd, ...(line === watching ? { until: ' in 1 file' } : {}) });
    expect({ line, exit, text }).toEqual({
      line,
      exit: line === watching ? 130 : 0,
      text: expect.any(String),
    });
  }
  expect(lines).toHaveLength(6);
});

test('what --fix writes is what the README shows', async () => {
  const cwd = place.at('fixed');
  mkdirSync(cwd);
  const shown = block('Checking migrations, diff');
  const before = linesOf(shown)
    .filter((line) => line.startsWith('-'))
    .map((line) => `${line.slice(1)}\n`);
  place.write(
    'fixed/schema.sql',
    'CREATE TABLE customer (id int PRIMARY KEY);\nCREATE TABLE invoice (id int PRIMARY KEY, customer_id int);\n',
  );
  place.write('fixed/migrations/42_invoice.sql', before.join(''));
  const { exit, text } = await type(block('Checking migrations, sh 2'), { cwd });
  expect({ exit, text }).toEqual({ exit: 0, text: expect.stringContaining(shown) });
  const after = linesOf(shown)
    .filter((line) => line.startsWith('+'))
    .map((line) => `${line.slice(1)}\n`);
  expect(place.read('fixed/migrations/42_invoice.sql')).toBe(after.join(''));
});

test('the hook is installed', async () => {
  expect((await type(block('Checking migrations, sh 3'))).exit).toBe(0);
  expect(place.read('.git/hooks/pre-commit')).toContain('wesley');
});

test('statistics are read and used', async () => {
  const { exit, text } = await type(block('Checking migrations, sh 4'), { cwd: place.at('checked') });
  expect({ exit, text }).toEqual({ exit: 0, text: expect.any(String) });
});

test('comments switch rules off', async () => {
  const cwd = place.at('commented');
  mkdirSync(cwd);
  place.write(
    'commented/m.sql',
    `SET lock_timeout = '2s';\n${block('Checking migrations, sql')}UPDATE invoice SET note = '';\n`,
  );
  const { exit, text } = await type('wesley check m.sql', { cwd });
  expect({ exit, text }).toEqual({ exit: 0, text: expect.not.stringContaining('drop-column') });
});

test('no block is forgotten', () => {
  const left = [...BLOCKS.keys()].filter((name) => !used.has(name));
  expect(left.toSorted()).toEqual(Object.keys(NOT_RUN).toSorted());
});
