import type { Session } from '../src/world/engine.ts';
import { CODE } from './observer/code.ts';
import { KEYS } from './observer/keys.ts';
import type { Kind } from './observer/kind.ts';
import { RELATIONS } from './observer/relations.ts';
import { RIGHTS } from './observer/rights.ts';
import { TYPES } from './observer/types.ts';

/*
 * A second reader of the catalogs, written from the manual's chapter "System Catalogs". It shares nothing with
 * `src/ir/introspect`, so that what one of them overlooks the other sees.
 *
 * `bun scripts/observer.ts URL_A URL_B` prints how two databases differ and ends with 1 when they do.
 */
const KINDS: readonly Kind[] = [...RELATIONS, ...KEYS, ...TYPES, ...CODE, ...RIGHTS];

/** What a database holds: a line for each of a thing's facts, under the thing's kind and name. */
export type Observed = ReadonlyMap<string, string>;

/** What one database says of a thing and another does not; `null` where a database lacks the thing. */
export interface Difference {
  readonly id: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** Everything that is in the session's database, as of one moment. Column order and sequence positions are left out. */
export async function observe(session: Session): Promise<Observed> {
  await session.run('begin isolation level repeatable read, read only');
  try {
    return await observeWithin(session);
  } finally {
    await session.run('rollback');
  }
}

/** The same within a transaction that is already open; it keeps its own changes to itself. */
export async function observeWithin(session: Session): Promise<Observed> {
  // With no schema but pg_catalog in reach, the server prints every other name in full.
  const [before] = await session.query<{ path: string }>(
    `select current_setting('search_path') as path, set_config('search_path', '', true)`,
  );
  const [server] = await session.query<{ major: number }>(
    `select current_setting('server_version_num')::int / 10000 as major`,
  );
  const observed = new Map<string, string>();
  for (const { kind, sql, since = 0, until = 99 } of KINDS) {
    const major = server?.major ?? 0;
    if (major < since || major > until) continue;
    const rows = await session.query<{ name: string; facts: Record<string, unknown> }>(
      `select name, facts from (${sql}) found order by name collate "C", facts::text collate "C"`,
    );
    for (const { name, facts } of rows) observed.set(free(`${kind} ${name}`, observed), linesOf(facts));
  }
  await session.query(`select set_config('search_path', $1, true)`, [before?.path ?? '']);
  return observed;
}

/** Two things that nothing but what the server chose tells apart are counted. */
function free(id: string, observed: Observed): string {
  for (let nth = 2, own = id; ; nth++) {
    if (!observed.has(own)) return own;
    own = `${id} (${nth})`;
  }
}

const linesOf = (facts: Readonly<Record<string, unknown>>): string =>
  Object.keys(facts)
    .sort()
    .filter((key) => facts[key] !== null)
    .map((key) => `${key}: ${typeof facts[key] === 'string' ? facts[key] : JSON.stringify(facts[key])}`)
    .join('\n');

/** Where two databases differ, in the order of the things' names. */
export function compare(a: Observed, b: Observed): readonly Difference[] {
  const ids = [...new Set([...a.keys(), ...b.keys()])].sort();
  return ids
    .map((id) => ({ id, a: a.get(id) ?? null, b: b.get(id) ?? null }))
    .filter((difference) => difference.a !== difference.b);
}

/** A difference as a few lines: only what is not the same on both sides. */
export function differenceText({ id, a, b }: Difference): string {
  if (a === null) return `${id}: only in the second\n`;
  if (b === null) return `${id}: only in the first\n`;
  const [left, right] = [a.split('\n'), b.split('\n')];
  const lines = [
    ...left.filter((line) => !right.includes(line)).map((line) => `  - ${line}\n`),
    ...right.filter((line) => !left.includes(line)).map((line) => `  + ${line}\n`),
  ];
  return `${id}\n${lines.join('')}`;
}

async function observeAt(url: string): Promise<Observed> {
  const { openDatabase } = await import('../src/shell/postgres/engines.ts');
  await using engine = await openDatabase({ url, cwd: process.cwd(), make: false });
  // Awaited here: the connection is closed when this function returns.
  return await observe(engine.session);
}

if (import.meta.main) {
  const [a, b, ...more] = process.argv.slice(2);
  if (!a || !b || more.length > 0) throw new Error('bun scripts/observer.ts URL_A URL_B');
  const differences = compare(await observeAt(a), await observeAt(b));
  process.stdout.write(differences.map(differenceText).join('') || 'no difference\n');
  process.exitCode = differences.length > 0 ? 1 : 0;
}
