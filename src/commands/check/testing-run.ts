import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputRefused } from '../../base/diagnostic.ts';
import { Failure } from '../../base/failure.ts';
import { loadParser } from '../../sql/parser.ts';
import type { World } from '../../world/world.ts';
import type { Input } from '../line/command.ts';
import check from './check.ts';

export interface Ran {
  out: string;
  readonly log: string[];
  readonly written: Map<string, string>;
}

export type Content = string | Uint8Array;

/** A world of files in memory, `folder/file` by its path. */
function worldWith(files: Readonly<Record<string, Content>>, ran: Ran): World {
  const note = (text: string) => void ran.log.push(text);
  const names = Object.keys(files);
  const inside = (folder: string) => names.filter((name) => name.startsWith(`${folder}/`));
  return {
    files: {
      exists: async (path: string) =>
        files[path] === FIFO ? 'other' : path in files ? 'file' : inside(path).length > 0 ? 'folder' : null,
      list: async (folder: string) => {
        if (folder.endsWith('locked')) throw new Failure('file-unreadable', `can't list ${folder}`);
        return [...new Set(inside(folder).map((path) => path.slice(folder.length + 1).split('/')[0]))].map(
          (name) => ({
            name,
            kind:
              (files[`${folder}/${name}`] === FIFO && 'other') ||
              (`${folder}/${name}` in files ? 'file' : 'folder'),
          }),
        );
      },
      decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
      readBytes: async (path: string) => {
        const content = files[path];
        if (content === undefined) throw new Failure('file-unreadable', `cannot read ${path}`);
        return typeof content === 'string' ? new TextEncoder().encode(content) : content;
      },
      read: async (path: string) => {
        const content = files[path];
        if (typeof content === 'string') return content;
        if (content === undefined) throw new Failure('file-unreadable', `cannot read ${path}`);
        const message = 'Not UTF-8 from byte 0 on.';
        throw new InputRefused([{ code: 'INVALID_UTF8', message, span: null, hint: null }]);
      },
      resolve: (path: string) => `/work/${path.replace(/^\.\//, '')}`,
      write: async (path: string, content: string) => void ran.written.set(path, content),
      rewrite: async (path: string, content: string) => {
        if (path.startsWith('fast/')) throw new Failure('file-unwritable', `can't write ${path}`);
        ran.written.set(path, content);
      },
    },
    // `link.sql` is another name of `m.sql`.
    guarded: { realPath: (path: string) => `/work/${path.replace(/^\.\//, '').replace('link.', 'm.')}` },
    log: { info: note, error: note, warn: note },
    out: (text: string) => {
      ran.out += text;
    },
    color: false,
    cwd: '/project',
    loadSqlParser: () =>
      loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm')))),
  } as unknown as World;
}

/** A FIFO in a world. */
export const FIFO = new Uint8Array();

export const run = (
  files: Readonly<Record<string, Content>>,
  ...args: string[]
): Promise<Ran & { exit: number }> => runIn('/project', files, ...args);

export async function runIn(
  cwd: string,
  files: Readonly<Record<string, Content>>,
  ...args: string[]
): Promise<Ran & { exit: number }> {
  const flags = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const arg of args) {
    const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (name) flags.set(name, [...(flags.get(name) ?? []), value ?? 'true']);
    else positionals.push(arg);
  }
  const input: Input = {
    text: (flag) => flags.get(flag)?.at(-1) ?? (check.flags[flag]?.default as string | undefined) ?? null,
    all: (flag) => flags.get(flag) ?? [],
    on: (flag) => flags.has(flag),
    positionals,
  };
  const ran: Ran = { out: '', log: [], written: new Map() };
  const exit = await check.run(input, { ...worldWith(files, ran), cwd });
  return { exit, ...ran };
}

/** A finding, with two tables that it names. */
export const KEY = 'alter table invoice add constraint c foreign key (customer_id) references customer (id)';

export async function baselineOf(
  files: Readonly<Record<string, Content>>,
  ...args: string[]
): Promise<string> {
  const { written } = await run(files, ...args, '--write-baseline=b.json');
  return written.get('b.json') ?? '';
}
