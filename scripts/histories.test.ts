import { afterAll, expect, test } from 'bun:test';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMigrations } from '../src/commands/inputs/read-migrations.ts';
import { realWorld } from '../src/shell/world.ts';

/*
 * Histories of real projects, which are no part of this one: WESLEY_CORPUS=<folder> names what holds `realworld/`. Their
 * paths are written with `__` for `/` there.
 */
const corpus = process.env['WESLEY_CORPUS'];
const folder = mkdtempSync(join(tmpdir(), 'wesley-histories-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HISTORIES: readonly (readonly [project: string, below: string, tables: number])[] = [
  ['concourse+concourse', 'atc/db/migration/migrations', 45],
  ['graphile+worker', 'sql', 4],
  ['openmeterio+openmeter', 'tools/migrate/migrations', 93],
  ['riverqueue+river', 'riverdriver/riverpgxv5/migration/main', 5],
  ['rust-lang+crates.io', 'migrations', 35],
  ['temporalio+temporal', 'schema/postgresql/v12/temporal/versioned', 38],
  ['temporalio+temporal', 'schema/postgresql/v12/visibility/versioned', 1],
];

test.skipIf(corpus === undefined).each(HISTORIES)(
  'the history of %s is read whole',
  async (project, below, tables) => {
    const from = join(corpus ?? '', 'realworld', project);
    for (const name of readdirSync(from))
      cpSync(join(from, name), join(folder, project, name.replaceAll('__', '/')));
    const world = realWorld({ cwd: join(folder, project), quiet: true, debug: false, color: false });
    const { objects } = await readMigrations(below, world);
    expect(objects.filter(({ kind }) => kind === 'table').length).toBe(tables);
  },
  120_000,
);
