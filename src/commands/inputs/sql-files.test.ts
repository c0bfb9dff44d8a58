import { afterAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { realWorld } from '../../shell/world.ts';
import { migrationsIn } from './sql-files.ts';

const base = mkdtempSync(join(tmpdir(), 'wesley-sql-files-'));
const world = realWorld({ cwd: base, quiet: true, debug: false, color: false });
afterAll(() => rmSync(base, { recursive: true }));

const at = (path: string): string => {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  return join(base, path);
};
const pathsIn = async (folder: string) => (await migrationsIn(folder, world)).paths;

test('a folder is visited once, under its own name, whatever leads to it', async () => {
  writeFileSync(at('once/z/1.sql'), '');
  writeFileSync(at('elsewhere/deep/2.sql'), '');
  symlinkSync('z', at('once/a'));
  symlinkSync(at('elsewhere'), at('once/y'));
  symlinkSync(at('elsewhere/deep'), at('once/yy'));
  expect(await pathsIn('once')).toEqual(['once/y/deep/2.sql', 'once/z/1.sql']);
});

test('no link leads back to a folder that it stands in, or above all of them', async () => {
  writeFileSync(at('loop/in/1.sql'), '');
  symlinkSync('../loop', at('loop/me'));
  symlinkSync('..', at('loop/in/up'));
  symlinkSync('../..', at('loop/in/out'));
  symlinkSync('/', at('loop/all'));
  expect(await pathsIn('loop')).toEqual(['loop/in/1.sql']);
});

test('a folder that is itself a link is a folder', async () => {
  writeFileSync(at('real/below/1.sql'), '');
  symlinkSync('real', at('named'));
  expect(await pathsIn('named/')).toEqual(['named/below/1.sql']);
});

test('what is named as SQL and is no file is told', async () => {
  writeFileSync(at('odd/1.sql'), '');
  symlinkSync('nowhere', at('odd/2.sql'));
  symlinkSync('nowhere', at('odd/notes.md'));
  Bun.spawnSync(['mkfifo', at('odd/3.SQL')]);
  const { paths, unreadable } = await migrationsIn('odd', world);
  expect(paths).toEqual(['odd/1.sql']);
  expect(unreadable).toEqual([
    { path: 'odd/2.sql', message: 'it is a link that leads nowhere' },
    {
      path: 'odd/3.SQL',
      message: 'it is a FIFO, a socket or a device, and only files and folders are read',
    },
  ]);
});
