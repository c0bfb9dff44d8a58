/**
 * The tests that start no server, no embedded PostgreSQL and no executable: `bun run test:fast`, for while one works.
 * All of them together take less than 20 seconds.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Glob } from 'bun';
import './assets.ts';

const ROOT = join(import.meta.dir, '..');
// What the slow ones name: where they get a server, a place for the executable, or PGlite.
const SLOW =
  /startServer|townsFor|openPlace|freshExecutable|openScratch|openFolder|openTestServer|openBench|readMigrations|PGlite|Bun\.spawn\b|mkdtempSync\(join\(tmpdir\(\), 'wesley-git/;
// And those that try every byte, or a hundred thousand levels, or run what takes a second of its own.
const LONG = [
  'src/certificate/tampering.test.ts',
  'src/certificate/ed25519.test.ts',
  'src/commands/database/records.test.ts',
  'src/commands/init/hook/install-hook.test.ts',
  'src/reports/published-schemas.test.ts',
  'src/targets/evidence-map.test.ts',
  'src/sql/libpg-query.test.ts',
  'src/sql/long-statements.test.ts',
  'src/sql/parser.test.ts',
];

// Those of scripts/acceptance run the executable.
const files = [...new Glob('{src,rules,scripts}/**/*.test.ts').scanSync(ROOT)]
  .filter((path) => !path.startsWith('scripts/acceptance/'))
  .filter((path) => !LONG.includes(path) && !SLOW.test(readFileSync(join(ROOT, path), 'utf8')))
  .toSorted();
// On a machine that is busy with other things the slowest of them takes more than Bun's five seconds.
const command = [process.execPath, 'test', '--timeout', '30000', ...files, ...process.argv.slice(2)];
const { exitCode } = Bun.spawnSync(command, {
  cwd: ROOT,
  stdout: 'inherit',
  stderr: 'inherit',
  stdin: 'ignore',
});
process.exit(exitCode);
