import { afterAll, beforeAll, expect, test } from 'bun:test';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FIXTURES } from '../../src/testing.ts';
import { demoted, lesserAccount } from '../account.ts';
import { openPlace, type Place, type Ran } from './place.ts';
import { certify, deploy, deployed, makeKeys } from './ship.ts';

const fixture = (path: string): string => readFileSync(join(FIXTURES, path), 'utf8');

const ROOT = join(import.meta.dir, '..', '..');

let place: Place;
beforeAll(() => {
  place = openPlace();
});
afterAll(() => place.close());

// Hides this checkout from what it then runs: a path of the machine that built the executable leads nowhere.
const HIDDEN = 'mount -t tmpfs none "$0" && exec "$@"';

// Namespaces of its own: no network, not even a loopback. Where this machine makes none, the copy runs as it is.
const NAMESPACE: readonly string[] =
  [['-mn'], ['-rmn']]
    .map((flags) => ['unshare', ...flags, '/bin/sh', '-c', HIDDEN, ROOT])
    .find(
      (argv) =>
        Bun.which('unshare') !== null && Bun.spawnSync([...argv, 'true'], { stderr: 'ignore' }).success,
    ) ?? [];

const alone = ({ run, executable }: Place): Place => {
  const wesley = (...args: readonly string[]): Ran => {
    const argv = NAMESPACE.length > 0 ? [Bun.which('unshare') ?? '', ...NAMESPACE.slice(1)] : [];
    return run([...argv, executable, ...args]);
  };
  return {
    ...place,
    wesley,
    ok: (...args) => {
      const { exit, out, err } = wesley(...args);
      if (exit !== 0) throw new Error(`wesley ${args.join(' ')} ended with ${exit}\n${out}${err}`);
      return out;
    },
  };
};

test('does the whole way alone: an empty folder, an empty environment, no network', () => {
  const here = alone(place);
  const { ok, write, at } = here;
  write('old.graphql', fixture('changes/invoice-due-date/before.graphql'));
  write('schema.graphql', fixture('changes/invoice-due-date/after.graphql'));
  const dsn = 'pglite:database';

  ok('transform', '--schema', 'old.graphql', '--target', 'postgres', '--out', 'old');
  ok(
    'transform',
    '--schema',
    'schema.graphql',
    '--target',
    'postgres,typescript,zod,pgtap,ir',
    '--out',
    'generated',
  );
  expect(readdirSync(at('generated')).sort()).toEqual(
    expect.arrayContaining(['ir.json', 'schema.sql', 'tests', 'types.ts', 'zod.ts']),
  );
  const plan = JSON.parse(
    ok('plan', '--schema', 'schema.graphql', '--from', 'old.graphql', '--out', 'migrations', '--json'),
  );
  expect(existsSync(at('migrations/plan.json'))).toBe(true);
  const check = JSON.parse(ok('check', 'migrations', '--base', 'old/schema.sql', '--json'));
  expect(check.summary).toMatchObject({ errors: 0, files: plan.phases.length, unreadable: 0 });
  const rehearsal = JSON.parse(
    ok('rehearse', '--schema', 'schema.graphql', '--from', 'old.graphql', '--json'),
  );
  expect(rehearsal).toMatchObject({
    verdict: 'PASS',
    proof: { equal: true, rowsLost: 0 },
    tests: { failed: 0 },
  });
  expect(JSON.parse(here.read('.wesley/realm.json')).verdict).toBe('PASS');

  makeKeys(here);
  expect(statSync(at('holmes.pem')).mode & 0o777).toBe(0o600);
  certify(here, 'old.graphql', dsn);
  expect(deployed(deploy(here, dsn))).toMatchObject({ exit: 0, outcome: 'APPLIED' });
  certify(here, 'schema.graphql', dsn);
  const verdict = JSON.parse(ok('cert', 'verify', '--in', 'SHIPME.md', '--trust', 'trust.json', '--json'));
  expect(verdict).toMatchObject({ verdict: 'VALID', code: null });
  const applied = deployed(deploy(here, dsn));
  expect(applied).toMatchObject({ exit: 0, outcome: 'APPLIED', steps: { total: plan.summary.steps } });
  expect(applied.steps?.ran).toHaveLength(plan.summary.steps);

  const status = JSON.parse(ok('status', '--dsn', dsn, '--json'));
  expect(status.deployments.map((one: { state: string }) => one.state)).toEqual(['finished', 'finished']);
  expect(JSON.parse(ok('drift', '--dsn', dsn, '--schema', 'schema.graphql', '--json'))).toMatchObject({
    drift: false,
  });
  const old = here.wesley('drift', '--dsn', dsn, '--schema', 'old.graphql', '--json');
  expect(old.exit).toBe(10);
  expect(JSON.parse(old.out).differences.map((one: { object: string }) => one.object)).toEqual([
    'column:public.invoice.due_date',
  ]);
});

test.each(['--version', '-v', '--version --quiet', '--no-color -V'])('tells its version: %s', (flags) => {
  expect(place.ok(...flags.split(' '))).toMatch(/^wesley \d+\.\d+\.\d+ \([0-9a-f]{12}\)\n$/);
});

test('helps when it is asked in words', () => {
  expect(place.ok('help')).toBe(place.ok('--help'));
  expect(place.ok('help', 'plan')).toBe(place.ok('plan', '--help'));
});

/** Runs as somebody who may write nowhere in `folder`: permissions bind everybody but root. */
function inReadOnlyFolder(folder: string, ...args: readonly string[]): Ran {
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444);
  chmodSync(folder, 0o555);
  const [program, all] = demoted(lesserAccount(), place.executable, [...args, '--cwd', folder]);
  return place.run([program, ...all]);
}

function readOnlyFolder(): string {
  const folder = place.at('read-only');
  if (existsSync(folder)) return folder;
  mkdirSync(folder);
  place.write('read-only/old.graphql', fixture('start/billing/before.graphql'));
  place.write('read-only/schema.graphql', fixture('start/billing/schema.graphql'));
  place.write('read-only/bad.sql', 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id);\n');
  return folder;
}

test('has its extensions within itself, with no folder to write them to', () => {
  place.write(
    'extensions/base.sql',
    "create extension citext version '1.4'; create extension vector; create table person (id uuid primary key, email citext not null);",
  );
  place.write(
    'extensions/schema.graphql',
    `type Person @wes_table(name: "person") { id: ID! @wes_pk email: String! @wes_column(type: "public.citext")
       face: String @wes_column(type: "public.vector(3)") }`,
  );
  const folder = place.at('extensions');
  const { exit, out, err } = place.run(
    [place.executable, '--cwd', folder, 'rehearse', '--schema', 'schema.graphql', '--from', 'base.sql'],
    { HOME: place.at('nowhere'), TMPDIR: place.at('nowhere') },
  );
  expect(err).not.toContain('error');
  expect(out).toMatch(/^PASS/);
  expect(exit).toBe(0);
});

test('takes the flags of every command before its name too', () => {
  const folder = place.at('elsewhere');
  mkdirSync(folder, { recursive: true });
  place.write('elsewhere/m.sql', 'SELECT 1;\n');
  expect(place.wesley('--cwd', folder, '--quiet', 'check', 'm.sql')).toMatchObject({ exit: 0, err: '' });
  expect(place.wesley(`--cwd=${folder}`, 'nothing').err).toContain('Unknown command "nothing"');
});

test('needs no place to write for what writes nothing: --version, check, plan --json', () => {
  const folder = readOnlyFolder();
  expect(inReadOnlyFolder(folder, 'check', 'bad.sql', '--json')).toMatchObject({ exit: 1 });
  const planned = inReadOnlyFolder(
    folder,
    'plan',
    '--schema',
    'schema.graphql',
    '--from',
    'old.graphql',
    '--json',
  );
  expect(planned.err).not.toContain('error');
  expect(planned.exit).toBe(0);
  expect(JSON.parse(planned.out).summary.steps).toBeGreaterThan(5);
});

test('ends with 3 and leaves nothing where it may not write what was asked for', () => {
  const folder = readOnlyFolder();
  const before = readdirSync(folder, { recursive: true }).sort();
  const orders = [
    ['transform', '--schema', 'schema.graphql', '--out', '.'],
    ['transform', '--schema', 'schema.graphql', '--out', 'generated'],
    ['plan', '--schema', 'schema.graphql', '--from', 'old.graphql', '--out', 'migrations'],
    ['rehearse', '--schema', 'schema.graphql', '--from', 'old.graphql'],
    ['certify', '--env', 'dev', '--schema', 'schema.graphql', '--from', 'old.graphql'],
    ['keys', 'new', '--role', 'HOLMES', '--out', 'holmes.pem', '--no-passphrase'],
    ['status', '--dsn', 'pglite:database'],
  ];
  const exits = orders.map((order) => [order[0], inReadOnlyFolder(folder, ...order).exit]);
  expect(exits).toEqual(orders.map(([name]) => [name, 3]));
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
});
