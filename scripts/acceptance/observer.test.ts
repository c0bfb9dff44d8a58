import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { FIXTURES } from '../../src/testing.ts';
import { MAJORS, startServer } from '../server.ts';

const SHOP = readFileSync(join(FIXTURES, 'observer/shop.sql'), 'utf8');

test.each(MAJORS)(
  'the second observer compares two databases of PostgreSQL %i',
  async (major) => {
    const server = await startServer(major);
    try {
      const urls = ['one', 'other'].map((name) => server.url.replace(/postgres$/, name));
      await using engine = await openPostgres(server.url);
      for (const url of urls) {
        await engine.session.run(`create database ${new URL(url).pathname.slice(1)}`);
        await using database = await openPostgres(url);
        // Roles are the server's: the first database has made them.
        await database.session.run(url === urls[0] ? SHOP : SHOP.replace(/^create role .*$/gm, ''));
      }
      const compared = () =>
        Bun.spawnSync([process.execPath, 'scripts/observer.ts', ...urls], {
          cwd: join(import.meta.dir, '../..'),
        });
      expect(compared().stdout.toString()).toBe('no difference\n');
      await using database = await openPostgres(urls[1] ?? '');
      await database.session.run('alter table billing.invoice force row level security');
      const { stdout, exitCode } = compared();
      expect([stdout.toString(), exitCode]).toEqual(['relation billing.invoice\n  + forced: true\n', 1]);
    } finally {
      await server.stop();
    }
  },
  120_000,
);
