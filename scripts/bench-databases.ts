/**
 * Prints how long databases of many tables take, on a server of this machine that is made for it:
 *
 *     bun run bench:databases [COUNT ...]
 *
 * Without a count 1,000 and 10,000 tables. Nothing fails here but a command: a figure is for a person to judge.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres } from '../src/shell/postgres/postgres.ts';
import { freshExecutable } from './executable.ts';
import { makeTables, nameOf } from './many-tables.ts';
import { type Server, startServer } from './server.ts';

interface Figures {
  readonly ms: number;
  readonly cpuMs: number;
  readonly mb: number;
}

const WESLEY = freshExecutable();
const FOLDER = mkdtempSync(join(tmpdir(), 'wesley-bench-'));
const out = (text: string): void => void process.stdout.write(text);

function timed(cwd: string, argv: readonly string[], expected: number): Figures {
  const startMs = performance.now();
  const { exitCode, resourceUsage, stderr } = Bun.spawnSync([WESLEY, ...argv], {
    cwd,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  });
  const ms = performance.now() - startMs;
  if (exitCode !== expected) throw new Error(`${argv.join(' ')} ended with ${exitCode}: ${stderr}`);
  return { ms, cpuMs: Number(resourceUsage.cpuTime.total) / 1000, mb: resourceUsage.maxRSS / 1e6 };
}

// The fastest counts: other work on the machine only adds to a figure.
const RUNS = 3;

function report(name: string, cwd: string, argv: readonly string[], expected = 0): void {
  const runs = Array.from({ length: RUNS }, () => timed(cwd, argv, expected));
  const least = (of: (run: Figures) => number): number => Math.min(...runs.map(of));
  const [s, cpu, mb] = [
    least(({ ms }) => ms) / 1000,
    least(({ cpuMs }) => cpuMs) / 1000,
    least((run) => run.mb),
  ];
  out(
    `${name.padEnd(34)}${s.toFixed(2).padStart(8)} s${cpu.toFixed(2).padStart(8)} s CPU${mb.toFixed(0).padStart(7)} MB\n`,
  );
}

/** The schema as a person would have written it: shorter than PostgreSQL prints it. */
const typed = (sdl: string): string =>
  sdl
    .replaceAll(`@wes_default(expr: "'new'::character varying")`, '@wes_default(value: "new")')
    .replaceAll(
      /@wes_check\(expr: "\(\(code\)::text = ANY.*?"\)/g,
      `@wes_check(expr: "code in ('new', 'used', 'gone')")`,
    )
    .replaceAll('@wes_check(expr: "(price >= (0)::numeric)")', '@wes_check(expr: "price >= 0")')
    .replaceAll(`"(state = 'open'::public.state)"`, `"state = 'open'"`);

/** The schema with one column more. */
const changed = (sdl: string, count: number): string => {
  const at = sdl.indexOf(
    '  title: ',
    sdl.search(new RegExp(`^type \\w*${nameOf(count / 2).slice(-5)}\\b`, 'm')),
  );
  return `${sdl.slice(0, at)}  extra: String\n${sdl.slice(at)}`;
};

async function variant(of: string, name: string, edit: (sdl: string) => string): Promise<string> {
  const folder = join(FOLDER, name);
  cpSync(of, folder, { recursive: true });
  const path = join(folder, 'schema.graphql');
  await Bun.write(path, edit(await Bun.file(path).text()));
  return folder;
}

async function bench(count: number, server: Server): Promise<void> {
  const url = server.url.replace(/postgres$/, `t${count}`);
  const root = await openPostgres(server.url);
  await root.session.run(`create database t${count}`);
  await root[Symbol.asyncDispose]();
  const database = await openPostgres(url);
  await makeTables(database.session, count);
  await database[Symbol.asyncDispose]();
  const of = `of ${count} tables`;
  const pulled = join(FOLDER, `pulled-${count}`);
  report(`pull --format ir ${of}`, FOLDER, ['pull', '--dsn', url, '--out', `ir-${count}.json`]);
  report(`pull --format sdl ${of}`, FOLDER, ['pull', '--format', 'sdl', '--dsn', url, '--out', pulled]);
  report(`drift ${of}`, pulled, ['drift', '--dsn', url]);
  const words = await variant(pulled, `typed-${count}`, typed);
  report(`drift ${of}, typed`, words, ['drift', '--dsn', url]);
  const more = await variant(pulled, `changed-${count}`, (sdl) => changed(sdl, count));
  report(`drift ${of}, one changed`, more, ['drift', '--dsn', url], 10);
  report(`plan one change ${of}`, more, ['plan', '--from', url]);
  report(`rehearse one change ${of}`, more, ['rehearse', '--from', url]);
  report(`certify one change ${of}`, more, ['certify', '--env', 'dev', '--dsn', url]);
}

const given = process.argv.slice(2).map(Number);
const server = await startServer(18);
try {
  for (const count of given.length > 0 ? given : [1000, 10_000]) await bench(count, server);
} finally {
  await server.stop();
  rmSync(FOLDER, { recursive: true, force: true });
}
