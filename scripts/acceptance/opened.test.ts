import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { Glob } from 'bun';
import {
  closeReady,
  openReady,
  place,
  plant,
  READ_ONLY,
  reset,
  shown,
  unsigned,
  WITH_CONFIGURATION,
} from './planted.ts';
import { deployArgs } from './ship.ts';
import { canTrace, traced } from './traced.ts';

const PAGE = readFileSync(join(import.meta.dir, '../../.github/SECURITY.md'), 'utf8');

beforeAll(openReady, 60_000);
afterAll(closeReady);

const TRACKED = ['schema.graphql', 'migrations/1.sql'];

/** What the page says that a command opens and starts: globs by the command's name. */
const PROMISED = new Map(
  [...PAGE.matchAll(/^\| (`.+?`) \|(.*)\|(.*)\|$/gm)].flatMap(([, names = '', opens = '', starts = '']) =>
    codes(names).map(
      (name) =>
        [
          name,
          {
            opens: [...codes(opens), ...(opens.includes('each file of the commit') ? TRACKED : [])],
            starts: codes(starts),
          },
        ] as const,
    ),
  ),
);
function codes(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

// The restart looks for the executable's own name; the configuration of the resolver is the system's.
const OWN =
  /^\/\$bunfs\/|^\/etc\/(?:host\.conf|hosts|nsswitch\.conf|resolv\.conf|gai\.conf|passwd|group|services)$/;
const isDraft = (path: string): boolean => /\/\.[^/]+\.[0-9a-f]{12}\.tmp$/.test(path);

const SIGNING: readonly (readonly string[])[] = [
  ['cert', 'sign', '--signer', 'HOLMES', '--key', 'holmes.pem', '--in', 'SHIPME.md'],
  ['cert', 'verify', '--trust', 'trust.json', '--in', 'SHIPME.md'],
];

test.if(canTrace).each(shown([...READ_ONLY, ...WITH_CONFIGURATION, ...SIGNING]))(
  'opens nothing but what the page says: %s',
  (_, args) => {
    reset(args);
    plant(place.at);
    if (args[1] === 'sign') place.write('SHIPME.md', unsigned);
    const name = [args.slice(0, 2).join(' '), args[0] ?? ''].find((words) => PROMISED.has(words)) ?? '';
    const promised = PROMISED.get(name);
    if (promised === undefined) throw new Error(`the page says nothing of ${args[0]}`);
    const { exit, opened, started } = traced(place, ...args);
    expect(exit).not.toBe(70);
    // A folder is listed where files below it are read.
    const globs = [...promised.opens, ...promised.opens.map((glob) => glob.replace(/\/\*\*$/, ''))].map(
      (glob) => new Glob(isAbsolute(glob) ? glob : join(place.folder, glob)),
    );
    const strange = opened.filter(
      (path) => !OWN.test(path) && !isDraft(path) && !globs.some((glob) => glob.match(path)),
    );
    expect(strange.map((path) => relative(place.folder, path))).toEqual([]);
    expect(
      started.filter((path) => !promised.starts.some((program) => path.endsWith(`/${program}`))),
    ).toEqual([]);
  },
);

test.if(canTrace)('the trace sees what is opened and what is started', () => {
  reset();
  const { opened, started } = traced(place, ...deployArgs('pglite:database'));
  expect(opened).toContain(place.at('SHIPME.md'));
  expect(opened).toContain(place.at('trust.json'));
  expect(started.some((path) => path.endsWith('/git'))).toBe(true);
});
