/**
 * Writes what the bench is run on: `bun scripts/bench-inputs.ts EXECUTABLE FOLDER`; prints how many real migrations there are.
 * A process of its own, since what the bench has in memory counts as the peak of every process that it starts.
 */
import { cpSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Glob } from 'bun';
import { SAAS } from './bench-cases.ts';
import { writeMigrations } from './bench-check.ts';

/** A schema of many tables: ten columns, two indexes, a check, and keys in chains of ten tables. */
function manyTables(count: number, changed: boolean): string {
  const tables = Array.from({ length: count }, (_, i) =>
    [
      `type Table${i} @wes_table @wes_index(fields: ["name", "createdAt"]) @wes_index(fields: ["status"]) {`,
      '  id: BigInt! @wes_pk',
      '  name: String! @wes_column(length: 80)',
      '  status: Status! @wes_default(value: DRAFT)',
      '  amount: Decimal! @wes_column(precision: 12, scale: 2) @wes_check(expr: "amount >= 0")',
      '  active: Boolean! @wes_default(value: true)',
      '  note: String',
      '  data: JSON',
      '  createdAt: DateTime! @wes_default(expr: "now()")',
      '  day: Date',
      ...(i % 10 > 0 ? [`  parentId: BigInt! @wes_fk(ref: "Table${i - 1}.id", onDelete: CASCADE)`] : []),
      ...(changed && i === count >> 1 ? ['  extra: String'] : []),
      '}',
    ].join('\n'),
  );
  return ['enum Status { DRAFT OPEN CLOSED }', ...tables].join('\n');
}

/** Up to a thousand migrations of real projects, where WESLEY_CORPUS has them; their number. */
function copyRealFiles(folder: string): number {
  const corpus = join(process.env['WESLEY_CORPUS'] ?? '/nowhere', 'realworld');
  if (!statSync(corpus, { throwIfNoEntry: false })) return 0;
  mkdirSync(join(folder, 'real'));
  const files = [...new Glob('**/*.sql').scanSync({ cwd: corpus, absolute: true })].toSorted().slice(0, 1000);
  for (const [i, file] of files.entries())
    cpSync(file, join(folder, 'real', `${String(i).padStart(5, '0')}.sql`));
  return files.length;
}

/** A certificate that two keys have signed. */
function certify(executable: string, folder: string): void {
  mkdirSync(folder);
  const key = (role: string): readonly string[] => [
    'keys',
    'new',
    '--role',
    role,
    '--no-passphrase',
    '--out',
  ];
  const sign = (role: string, file: string): readonly string[] => [
    ...['cert', 'sign', '--signer', role, '--key', file, '--in', 'SHIPME.md'],
  ];
  const commands = [
    [...key('HOLMES'), 'a.pem'],
    [...key('WAT-SUM'), 'b.pem'],
    ['trust', 'init', '--key', 'a.pem.pub', '--key', 'b.pem.pub', '--out', 'trust.json'],
    ['certify', '--env', 'dev', '--schema', SAAS, '--dsn', 'pglite:db', '--out', 'SHIPME.md'],
    sign('HOLMES', 'a.pem'),
    sign('WAT-SUM', 'b.pem'),
  ];
  for (const command of commands) {
    const { exitCode, stderr } = Bun.spawnSync([executable, ...command], { cwd: folder, stderr: 'pipe' });
    if (exitCode !== 0) throw new Error(`${command.join(' ')} ended with ${exitCode}: ${stderr}`);
  }
}

/** Writes all inputs into a folder. @returns how many real migrations there are. */
async function writeInputs(executable: string, folder: string): Promise<number> {
  for (const count of [100, 500, 5000])
    await Bun.write(join(folder, `${count}.graphql`), manyTables(count, false));
  await Bun.write(join(folder, '500-changed.graphql'), manyTables(500, true));
  await writeMigrations(folder);
  certify(executable, join(folder, 'ship'));
  return copyRealFiles(folder);
}

const [executable = '', folder = ''] = process.argv.slice(2);
process.stdout.write(`${await writeInputs(executable, folder)}\n`);
