/** A folder in which everything is ready to be deployed, and what an attacker would put beside it. */
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openPlace, type Place } from './place.ts';
import { deployArgs, makeKeys, signTwice } from './ship.ts';

const SCHEMA = 'type Note @wes_table {\n  id: Int! @wes_pk\n  text: String!\n}\n';

export let place: Place;
/** As it is before a test. */
let ready = '';
/** Is there once any code of the folder ran. */
export let marker = '';
/** The certificate before it was signed. */
export let unsigned = '';

export const git = (...args: readonly string[]): Buffer =>
  execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@acme.example', ...args], {
    cwd: place.folder,
  });

/** Makes the folder, in about ten seconds. */
export function openReady(): void {
  place = openPlace();
  place.write('schema.graphql', SCHEMA);
  place.write('migrations/1.sql', 'create table a (id int);\n');
  git('init', '-q');
  git('add', 'schema.graphql', 'migrations');
  git('commit', '-qm', 'Notes');
  makeKeys(place);
  place.ok(
    'certify',
    '--env',
    'dev',
    '--schema',
    'schema.graphql',
    '--dsn',
    'pglite:database',
    '--out',
    'SHIPME.md',
  );
  unsigned = place.read('SHIPME.md');
  signTwice(place);
  ready = place.at('../ready');
  marker = place.at('../it-ran');
  cpSync(place.folder, ready, { recursive: true });
}

export const closeReady = (): void => place.close();

/** @param args Of the command that comes next: the database is copied only for one that opens it. */
export function reset(args: readonly string[] = ['pglite:database']): void {
  rmSync(marker, { force: true });
  for (const name of readdirSync(place.folder)) rmSync(place.at(name), { recursive: true });
  for (const name of readdirSync(ready))
    if (name !== 'database' || args.includes('pglite:database'))
      cpSync(join(ready, name), place.at(name), { recursive: true });
}

/** A line that tells that it ran. */
export const code = (): string => `require('node:fs').appendFileSync(${JSON.stringify(marker)}, 'ran\\n');\n`;

/** Everything that a runtime may look for by itself in a folder, each with a way to run our code. */
export function plant(at: (path: string) => string): void {
  const write = (path: string, text: string): void => place.write(relative(place.folder, at(path)), text);
  write('e.ts', code());
  for (const name of ['bunfig.toml', '.bunfig.toml'])
    write(name, 'preload = ["./e.ts"]\n[run]\npreload = ["./e.ts"]\n[test]\npreload = ["./e.ts"]\n');
  for (const mode of [
    '',
    '.local',
    '.production',
    '.production.local',
    '.development',
    '.development.local',
    '.test',
  ])
    write(
      `.env${mode}`,
      `WESLEY_TRUST=${at('trust.json')}\nBUN_OPTIONS=--preload ${at('e.ts')}\nNODE_OPTIONS=--require ${at('e.ts')}\nNODE_PG_FORCE_NATIVE=1\n`,
    );
  write(
    'tsconfig.json',
    '{"compilerOptions":{"baseUrl":".","paths":{"*":["./e.ts"]},"jsxImportSource":"./e"}}',
  );
  write(
    'package.json',
    '{"name":"x","imports":{"#x":"./e.ts"},"exports":"./e.ts","bun":{"preload":["./e.ts"]}}',
  );
  write('node_modules/.bin/git', `#!/bin/sh\necho ran >> '${marker}'\nexit 1\n`);
  execFileSync('chmod', ['+x', at('node_modules/.bin/git')]);
  for (const name of [
    'pg',
    'pg-native',
    'pg-cloudflare',
    'libpg-query',
    'graphql',
    'zod',
    'consola',
    'citty',
    'ws',
  ])
    write(`node_modules/${name}/index.js`, code());
}

/** Commands that run nothing of the work tree. */
export const READ_ONLY: readonly (readonly string[])[] = [
  ['--version'],
  ['--help'],
  ['explain', 'drop-column'],
  ['cert', 'verify', '--trust', 'trust.json'],
  ['cert', 'show'],
  ['cert', 'badge', '--trust', 'trust.json'],
  ['cert', 'export', '--dsse'],
  ['cert', 'merge', '--in', 'SHIPME.md', '--in', 'SHIPME.md', '--out', 'both.md'],
  ['trust', 'show', '--trust', 'trust.json'],
  ['keys', 'show', 'holmes.pem'],
  ['status', '--dsn', 'pglite:database'],
  ['status', '--dsn', 'postgres://localhost:1/x'],
  [...deployArgs('pglite:database'), '--dry-run'],
  [...deployArgs('pglite:database')],
];
/** Those that run its configuration. */
export const WITH_CONFIGURATION: readonly (readonly string[])[] = [
  ['transform', '--target', 'postgres', '--out', 'generated'],
  ['plan', '--from', 'empty'],
  ['check', 'migrations'],
  ['rehearse', '--from', 'empty'],
  ['drift', '--dsn', 'pglite:database', '--schema', 'schema.graphql'],
  ['certify', '--env', 'dev', '--schema', 'schema.graphql', '--dsn', 'pglite:database', '--out', 'SHIPME.md'],
];
export const shown = (commands: readonly (readonly string[])[]): [string, readonly string[]][] =>
  commands.map((args) => [args.join(' '), args]);
