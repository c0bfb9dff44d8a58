import { afterAll, beforeAll, expect, test } from 'bun:test';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { sha256 } from '../../src/base/digest.ts';
import { openPlace, type Place } from './place.ts';
import { type Deployed, deployed, makeKeys, signTwice } from './ship.ts';

/** A production deployment from a commit: what is certified is what that commit holds. */

const SCHEMA = 'type Note @wes_table {\n  id: Int! @wes_pk\n}\n';
const EVIL = 'type Evil @wes_table {\n  id: Int! @wes_pk\n}\n';
const PATH = process.env['PATH'] ?? '';

let place: Place;
beforeAll(() => {
  place = openPlace();
  makeKeys(place);
  mkdirSync(place.at('../trust'));
  cpSync(place.at('trust.json'), place.at('../trust/trust.json'));
});
afterAll(() => place.close());

const git = (...args: readonly string[]): Buffer =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example', ...args], {
    cwd: place.folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const commit = (): void => {
  git('add', '-A', '--', '.', ':!*.pem', ':!*.pub', ':!trust.json', ':!database');
  git('commit', '-qm', 'Notes');
};

/** A repository of one schema, with what `make` adds before its commit. */
function repository(make: () => void): void {
  for (const name of [
    '.git',
    '.wesley',
    'database',
    'migrations',
    'schema.graphql',
    '.gitattributes',
    'SHIPME.md',
  ])
    rmSync(place.at(name), { recursive: true, force: true });
  git('init', '-q');
  place.write('schema.graphql', SCHEMA);
  make();
  commit();
}

/** Certifies, signs and deploys; `warning` is what `certify` said. */
function ship(...flags: readonly string[]): Deployed & { readonly warning: string } {
  const run = (...args: readonly string[]) => place.run([place.executable, ...args], { PATH });
  const args = ['certify', '--env', 'production', '--dsn', 'pglite:database', '--out', 'SHIPME.md'];
  const certified = run(...args, ...flags);
  expect({ exit: certified.exit, out: certified.out }).toMatchObject({ exit: 0 });
  signTwice(place);
  const ending = deployed(
    run(
      ...['deploy', '--env', 'production', '--dsn', 'pglite:database', '--in', 'SHIPME.md', '--json'],
      ...['--trust', '../trust/trust.json'],
    ),
  );
  return { ...ending, warning: certified.err };
}

const nothing = (): void => {};
const honest: readonly [string, () => void, () => void, () => readonly string[]][] = [
  ['by its name', nothing, nothing, () => []],
  ['by an absolute path', nothing, nothing, () => ['--schema', place.at('schema.graphql')]],
  [
    'in CRLF that the commit asks for',
    () => place.write('.gitattributes', '*.graphql text eol=crlf\n'),
    () => {
      rmSync(place.at('schema.graphql'));
      git('checkout', '--', 'schema.graphql');
      expect(place.read('schema.graphql')).toContain('\r\n');
    },
    () => [],
  ],
  [
    'behind an LFS pointer',
    () => {
      place.write('.gitattributes', '*.graphql filter=lfs -text\n');
      place.write(
        'schema.graphql',
        `version https://git-lfs.github.com/spec/v1\noid ${sha256(SCHEMA)}\nsize ${SCHEMA.length}\n`,
      );
    },
    () => place.write('schema.graphql', SCHEMA),
    () => [],
  ],
  [
    'in a sparse checkout',
    () => place.write('docs/a.md', 'a'),
    () => void git('sparse-checkout', 'set', '--no-cone', '/*', '!/docs/'),
    () => [],
  ],
];

test.each(honest)('a schema %s is deployed', (_, before, after, flags) => {
  repository(before);
  after();
  expect(ship(...flags())).toMatchObject({ exit: 0, outcome: 'APPLIED' });
});

const hostile: readonly [string, RegExp, () => void, () => readonly string[]][] = [
  [
    'an ignored configuration',
    /wesley\.config\.json is not in the commit/,
    () => {
      writeFileSync(place.at('.git/info/exclude'), 'wesley.config.json\n');
      place.write('wesley.config.json', '{"scalars":{"Evil":{"type":"text"}}}');
    },
    () => [],
  ],
  [
    'a link of the commit to a file outside',
    /link\.graphql is not in the commit/,
    () => {
      place.write('../evil.graphql', EVIL);
      symlinkSync(place.at('../evil.graphql'), place.at('link.graphql'));
      commit();
    },
    () => ['--schema', 'link.graphql'],
  ],
  [
    'an absolute path outside, with a decoy at the same path inside',
    /evil\.graphql is not in the work tree/,
    () => {
      place.write('../evil.graphql', EVIL);
      place.write(`.${place.at('../evil.graphql')}`, EVIL);
      commit();
    },
    () => ['--schema', place.at('../evil.graphql')],
  ],
  [
    'a policy that the commit does not hold',
    /\.wesley\/policy\.json is not in the commit/,
    () => place.write('.wesley/policy.json', '{"kind":"wesley.policy/1","environments":{}}'),
    () => [],
  ],
  [
    'a changed schema',
    /schema\.graphql differs from the commit/,
    () => place.write('schema.graphql', EVIL),
    () => [],
  ],
];

test.each(hostile)('%s is refused, by name', (_, reason, change, flags) => {
  repository(nothing);
  change();
  const { exit, code, warning } = ship(...flags());
  expect({ exit, code }).toEqual({ exit: 9, code: 'E_DIRTY' });
  expect(warning).toMatch(reason);
  for (const name of ['wesley.config.json', 'link.graphql']) rmSync(place.at(name), { force: true });
});
