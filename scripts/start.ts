/**
 * The main job on two schemas, with the executable itself: transform, plan, check, rehearse, certify, two signatures,
 * verify, deploy into an embedded database. Ends with the certificate's header, the badge and what to do next.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { freshExecutable } from './executable.ts';

const ROOT = join(import.meta.dir, '..');
const DEMO = join(ROOT, '.wesley', 'start');

// A story starts at `before.graphql`, or at an empty database.
const STORIES = [
  { name: 'billing', startsWith: true, change: 'invoices gains due_date, filled for every row, NOT NULL' },
  { name: 'saas', startsWith: false, change: '17 tables with tenants and policies, from an empty database' },
] as const;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

say('dist/wesley, built first where it is missing or older than its sources …');
const WESLEY = freshExecutable();

/** Runs the executable in a story's folder; a step that fails ends the demonstration with its output and exit code. */
function wesley(cwd: string, ...args: readonly string[]): string {
  const startMs = performance.now();
  const { exitCode, stdout, stderr } = Bun.spawnSync([WESLEY, ...args, '--quiet'], {
    cwd,
    stdin: 'ignore',
    stderr: 'pipe',
  });
  say(`  ${`${Math.round(performance.now() - startMs)} ms`.padStart(8)}  wesley ${args.join(' ')}`);
  if (exitCode === 0) return stdout.toString();
  say(`${stdout}${stderr}\nwesley ended with exit code ${exitCode}`);
  return process.exit(exitCode);
}

function makeKeys(): void {
  for (const [role, file] of [
    ['HOLMES', 'holmes.pem'],
    ['WAT-SUM', 'wat-sum.pem'],
  ] as const) {
    wesley(DEMO, 'keys', 'new', '--role', role, '--out', file, '--no-passphrase');
  }
  wesley(DEMO, 'trust', 'init', '--key', 'holmes.pem.pub', '--key', 'wat-sum.pem.pub', '--out', 'trust.json');
}

/** Certifies a schema for the story's database, signs twice, verifies, deploys. */
function ship(folder: string, schema: string): void {
  wesley(
    folder,
    'certify',
    '--env',
    'dev',
    '--schema',
    schema,
    '--dsn',
    'pglite:database',
    '--out',
    'SHIPME.md',
  );
  wesley(folder, 'cert', 'sign', '--signer', 'HOLMES', '--key', '../holmes.pem', '--in', 'SHIPME.md');
  wesley(folder, 'cert', 'sign', '--signer', 'WAT-SUM', '--key', '../wat-sum.pem', '--in', 'SHIPME.md');
  wesley(folder, 'cert', 'verify', '--in', 'SHIPME.md', '--trust', '../trust.json');
  wesley(
    folder,
    'deploy',
    '--env',
    'dev',
    '--dsn',
    'pglite:database',
    '--in',
    'SHIPME.md',
    '--trust',
    '../trust.json',
  );
}

async function tell({ name, startsWith, change }: (typeof STORIES)[number]): Promise<void> {
  const folder = join(DEMO, name);
  await cp(join(ROOT, 'fixtures/start', name), folder, { recursive: true });
  if (startsWith) {
    say(`\n${name}: the database as it is today`);
    ship(folder, 'before.graphql');
    wesley(folder, 'transform', '--schema', 'before.graphql', '--target', 'postgres', '--out', 'old');
  }
  say(`\n${name}: ${change}`);
  const from = startsWith ? 'before.graphql' : 'empty';
  wesley(folder, 'transform', '--schema', 'schema.graphql', '--out', 'generated');
  wesley(folder, 'plan', '--schema', 'schema.graphql', '--from', from, '--out', 'migrations');
  wesley(folder, 'check', 'migrations', ...(startsWith ? ['--base', 'old/schema.sql'] : []));
  wesley(folder, 'rehearse', '--schema', 'schema.graphql', '--from', from);
  ship(folder, 'schema.graphql');
  wesley(folder, 'drift', '--dsn', 'pglite:database', '--schema', 'schema.graphql');
}

rmSync(DEMO, { recursive: true, force: true });
mkdirSync(DEMO, { recursive: true });
say('Keys and trust');
makeKeys();
for (const story of STORIES) await tell(story);

const folder = join(DEMO, 'billing');
wesley(folder, 'cert', 'badge', '--in', 'SHIPME.md', '--trust', '../trust.json', '--out', 'badge.svg');
const badge = /<title>(.*)<\/title>/.exec(await Bun.file(join(folder, 'badge.svg')).text())?.[1];
const header = wesley(folder, 'cert', 'show', '--in', 'SHIPME.md');
process.stdout.write(`
${header}
[ ${badge} ]  .wesley/start/billing/badge.svg

Verified and applied. Everything lies in .wesley/start; look around:

  dist/wesley plan --schema .wesley/start/billing/schema.graphql --from .wesley/start/billing/before.graphql --explain
  dist/wesley status --dsn pglite:.wesley/start/billing/database
  dist/wesley --help

Then write a schema of your own: dist/wesley init
`);
