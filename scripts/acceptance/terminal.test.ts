/** Nothing that somebody else wrote is obeyed by a terminal: every output, from every source, through pipes and on a terminal. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import pg, { type Client } from 'pg';
import { MAJORS, type Server, startServer } from '../server.ts';
import { CASES, dsnOf, EVIL, EVIL_BRANCH, EVIL_NAME, FILES } from './hostile.ts';
import { openPlace, type Place } from './place.ts';
import { onTerminal } from './pty.ts';
import { certify, deployArgs, makeKeys, signTwice } from './ship.ts';

/** What a terminal obeys, draws elsewhere or not at all; half a character can't be in UTF-8. */
const ORDERS = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** What stands there instead. */
const IN_WRITING = /\\u\{|\\u[0-9a-f]{4}|\\x1B|\uFFFD/;

// Progress overwrites its line, findings are coloured, and watching empties the screen: ours, and nothing else passes.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
const OURS = /\r\u001B\[K|\u001B\[(?:31|33|36|0)m/g;

const PATH = { PATH: process.env['PATH'] ?? '' };

let place: Place;
beforeAll(() => {
  place = openPlace();
  for (const [path, text] of Object.entries(FILES)) place.write(path, text);
  makeKeys(place);
  const evil = dsnOf(`./${EVIL_NAME}`);
  certify(place, 'schema.graphql', evil);
  place.ok(...deployArgs(evil));
  makeRepository();
  const certified = place.run(
    [
      place.executable,
      'certify',
      '--env',
      'dev',
      '--schema',
      'other.graphql',
      '--dsn',
      evil,
      '--out',
      'SHIPME.md',
    ],
    PATH,
  );
  if (certified.exit !== 0) throw new Error(certified.out + certified.err);
  place.write('unsigned.md', place.read('SHIPME.md'));
  signTwice(place);
});
afterAll(() => place.close());

/** A repository whose origin, branch, tag, author and message are hostile. */
function makeRepository(): void {
  const git = (...args: string[]): void => {
    const ran = place.run(['git', ...args], {
      ...PATH,
      HOME: place.folder,
      GIT_AUTHOR_NAME: `E${EVIL_NAME}`,
      GIT_AUTHOR_EMAIL: `${EVIL_NAME}@x`,
      GIT_COMMITTER_NAME: 'c',
      GIT_COMMITTER_EMAIL: 'c@x',
    });
    if (ran.exit !== 0) throw new Error(`git ${args.join(' ')}\n${ran.err}`);
  };
  git('init', '-q', '-b', EVIL_BRANCH);
  git('remote', 'add', 'origin', `https://example.org/${EVIL_NAME}.git`);
  git('add', 'schema.graphql', 'other.graphql');
  git('commit', '-q', '-m', `m ${EVIL.replaceAll('\r', '')}`);
  git('tag', EVIL_BRANCH);
}

/** What is obeyed in a text, with what stands around it. */
function obeyed(text: string): string | null {
  const at = text.search(ORDERS);
  return at < 0 ? null : JSON.stringify(text.slice(Math.max(0, at - 40), at + 40));
}

describe.each(CASES.map((one) => [one.name, one] as const))('%s', (_, { args, env = {}, ...how }) => {
  test('through pipes', () => {
    const { out, err, exit } = place.run([place.executable, ...args], { ...PATH, ...env });
    expect(exit === 70).toBe(how.isBug === true);
    expect(obeyed(err)).toBeNull();
    if (!how.isDocument) expect(obeyed(out)).toBeNull();
    if (!how.isSilent && !how.isDocument) expect(out + err).toMatch(IN_WRITING);
  });

  test('on a terminal', async () => {
    const shown = await onTerminal([place.executable, ...args], {
      cwd: place.folder,
      env: { ...PATH, ...env },
    });
    expect(shown.exit === 70).toBe(how.isBug === true);
    expect(obeyed(shown.text.replace(OURS, ''))).toBeNull();
    if (!how.isSilent) expect(shown.text).toMatch(IN_WRITING);
  });
});

test('watching empties the screen and obeys nothing else', async () => {
  const { text } = await onTerminal([place.executable, 'check', `${EVIL_NAME}.sql`, '--watch'], {
    cwd: place.folder,
    until: ' in 1 file',
  });
  expect(text).toStartWith('\u001B[2J\u001B[3J\u001B[H');
  expect(obeyed(text.slice('\u001B[2J\u001B[3J\u001B[H'.length).replace(OURS, ''))).toBeNull();
  expect(text).toMatch(IN_WRITING);
});

describe('a real server', () => {
  let server: Server;
  let client: Client;
  // Outside of the hostile repository, which no certificate fits: its name is certified in writing.
  let outside: Place;
  const urlOf = (name: string): string => server.url.replace(/[^/]*$/, encodeURIComponent(name));
  const quoted = (text: string): string => `'${text}'`;

  beforeAll(async () => {
    outside = openPlace();
    for (const [path, text] of Object.entries(FILES)) outside.write(path, text);
    makeKeys(outside);
    server = await startServer(MAJORS.at(-1) ?? 18);
    const root = new pg.Client(server.url);
    await root.connect();
    await root.query(`create database "${EVIL_NAME}"`);
    await root.query('create database shop');
    await root.end();
    const named = new pg.Client(urlOf(EVIL_NAME));
    await named.connect();
    await named.query(`create table "${EVIL_NAME}" (id int primary key, "${EVIL_NAME}2" text)`);
    await named.end();
    client = new pg.Client(urlOf('shop'));
    await client.connect();
    // Harmless while it is certified and rehearsed: nothing arms it then.
    await client.query(`create function evil() returns event_trigger language plpgsql as $$ begin
      if current_setting('evil.armed', true) = 'on' then
        raise exception using message = ${quoted(EVIL)}, detail = ${quoted(EVIL)}, hint = ${quoted(EVIL)};
      end if; end $$; create event trigger evil on ddl_command_start execute function evil()`);
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
    outside.close();
  });

  async function expectHarmless(args: readonly string[], isShown = true): Promise<void> {
    const piped = outside.run([outside.executable, ...args], PATH);
    const shown = await onTerminal([outside.executable, ...args], { cwd: outside.folder, env: PATH });
    expect([piped.exit, shown.exit]).not.toContain(70);
    expect(obeyed(piped.out + piped.err)).toBeNull();
    expect(obeyed(shown.text.replace(OURS, ''))).toBeNull();
    if (isShown) expect(shown.text).toMatch(IN_WRITING);
  }

  test('names of tables, columns and databases', async () => {
    const url = urlOf(EVIL_NAME);
    await expectHarmless(['drift', '--dsn', url, '--schema', 'other.graphql']);
    await expectHarmless(['stats', '--dsn', url]);
    await expectHarmless(['status', '--dsn', `${url}${encodeURIComponent(EVIL_NAME)}`]);
    await expectHarmless(['rehearse', '--schema', 'schema.graphql', '--from', 'empty', '--dsn', url]);
  });

  test('what the server says when a deployment fails, and what its ledger holds', async () => {
    const url = urlOf('shop');
    const flags = ['--env', 'dev', '--dsn', url] as const;
    const certified = outside.run(
      [outside.executable, 'certify', ...flags, '--schema', 'other.graphql', '--out', 'real.md'],
      PATH,
    );
    expect(certified).toMatchObject({ exit: 0 });
    await expectHarmless(['cert', 'show', '--in', 'real.md'], false);
    outside.ok('cert', 'sign', '--signer', 'HOLMES', '--key', 'holmes.pem', '--in', 'real.md');
    outside.ok('cert', 'sign', '--signer', 'WAT-SUM', '--key', 'wat-sum.pem', '--in', 'real.md');
    const deploy = ['deploy', ...flags, '--in', 'real.md', '--trust', 'trust.json'];
    await client.query("alter database shop set evil.armed = 'on'");
    await expectHarmless(deploy);
    await client.query('alter database shop reset evil.armed');
    outside.ok(...deploy);
    await client.query('update wesley.deployment set environment = $1', [EVIL]);
    await expectHarmless(['status', '--dsn', url]);
    await expectHarmless(['status', '--dsn', url, '--json']);
  });
});
