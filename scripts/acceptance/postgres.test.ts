import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rolesIn } from '../../src/ir/elaborate.ts';
import { runTests } from '../../src/rehearse/tap.ts';
import { openScratch } from '../../src/shell/postgres/pglite.ts';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { openShadow } from '../../src/shell/postgres/shadow.ts';
import pgtap from '../../src/targets/pgtap/target.ts';
import postgres from '../../src/targets/postgres.ts';
import { FIXTURES, fixtureSchema, stories } from '../../src/testing.ts';
import type { Engine } from '../../src/world/engine.ts';
import { type Server, startServer } from '../server.ts';
import { openPlace, type Place } from './place.ts';

const REAL = [15, 17, 18] as const;

let place: Place;
const servers = new Map<number, Server>();
beforeAll(async () => {
  place = openPlace();
  for (const major of REAL) servers.set(major, await startServer(major));
});
afterAll(async () => {
  for (const server of servers.values()) await server.stop();
  place.close();
});

const urlOf = (major: number): string => servers.get(major)?.url ?? '';

/** Loads a schema's DDL and runs all its tests; every assertion made must hold, and there must be some. */
async function loadsAndHolds(
  name: string,
  open: (roles: readonly string[]) => Promise<Engine>,
): Promise<void> {
  const schema = await fixtureSchema(`schemas/${name}/schema.graphql`);
  const engine = await open(rolesIn(schema));
  try {
    const [ddl] = postgres.generate(schema);
    await engine.session.run(ddl?.text ?? 'no DDL');
    const files = pgtap.generate(schema).filter(({ path }) => path.endsWith('.sql'));
    const tests = files.map((file) => ({ ...file, table: null }));
    const { failures, failed, passed } = await runTests(engine.session, tests);
    expect({ failures, failed }).toEqual({ failures: [], failed: 0 });
    expect(passed).toBeGreaterThan(schema.objects.length);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

describe.each([...stories('schemas')])('the schema %s', (name) => {
  test('loads and passes its tests in the embedded Postgres', () =>
    loadsAndHolds(name, async (roles) => {
      const engine = await openScratch({ pgtap: true });
      for (const role of roles) await engine.session.run(`create role "${role}"`);
      return engine;
    }));

  test.each([...REAL])('loads and passes its tests on PostgreSQL %i', (major) =>
    loadsAndHolds(name, (roles) => openShadow(urlOf(major), roles)),
  );
});

interface Rehearsal {
  readonly verdict: string;
  readonly engine: string;
  readonly notes: readonly string[];
  readonly steps: readonly {
    readonly id: string;
    readonly predicted: readonly Lock[];
    readonly observed: readonly Lock[] | null;
    readonly scans: readonly string[];
    readonly work: 'observed' | 'predicted';
  }[];
  readonly tests: { readonly total: number; readonly failed: number };
}
interface PlanJson {
  readonly phases: readonly {
    readonly steps: readonly { readonly id: string; readonly transactional: boolean }[];
  }[];
}
interface Lock {
  readonly relation: string;
  readonly mode: string;
}

const spelled = (locks: readonly Lock[]): readonly string[] =>
  locks.map(({ relation, mode }) => `${relation} ${mode}`).toSorted();

const schemasOf = (change: string): readonly string[] => {
  const at = (file: string): string => join(FIXTURES, 'changes', change, file);
  return ['--schema', at('after.graphql'), '--from', at('before.graphql')];
};

function rehearse(change: string, ...more: readonly string[]): Rehearsal {
  const { out, err } = place.wesley('rehearse', ...schemasOf(change), '--json', ...more);
  if (!out.startsWith('{')) throw new Error(`no report\n${out}${err}`);
  return JSON.parse(out);
}

/** Steps that PostgreSQL refuses inside a transaction. */
function outsideTransactions(change: string): readonly string[] {
  const plan = JSON.parse(place.ok('plan', ...schemasOf(change), '--json')) as PlanJson;
  return plan.phases.flatMap(({ steps }) => steps.filter((step) => !step.transactional).map(({ id }) => id));
}

describe.each([...stories('changes')])('the change %s', (change) => {
  test.each([...REAL])('is seen to lock what was predicted, every step of it, on PostgreSQL %i', (major) => {
    const { verdict, engine, notes, steps, tests } = rehearse(change, '--dsn', urlOf(major));
    expect({
      verdict,
      engine,
      failed: tests.failed,
      notes: notes.filter((note) => !/can't be undone/.test(note)),
    }).toEqual({
      verdict: 'PASS',
      engine: 'postgres',
      failed: 0,
      notes: [],
    });
    expect(steps.length).toBeGreaterThan(0);
    for (const { id, predicted, observed } of steps) {
      expect({ id, locks: observed && spelled(observed) }).toEqual({ id, locks: spelled(predicted) });
    }
  });

  test('passes its rehearsal in the embedded Postgres, which shows every step in a transaction', () => {
    const { verdict, engine, steps } = rehearse(change);
    expect({ verdict, engine }).toEqual({ verdict: 'PASS', engine: 'pglite' });
    const unseen = steps.filter(({ observed }) => observed === null).map(({ id }) => id);
    expect(unseen).toEqual([...outsideTransactions(change)]);
    for (const { id, predicted, observed } of steps) {
      if (observed !== null)
        expect({ id, locks: spelled(observed) }).toEqual({ id, locks: spelled(predicted) });
    }
  });
});

test('what a concurrent build reads is told though nobody can count it, and is marked as predicted', async () => {
  for (const more of [[], ['--dsn', urlOf(17)]]) {
    const built = rehearse('new-index', ...more).steps.filter(({ work }) => work === 'predicted');
    expect(built.map(({ id }) => id)).toEqual([...outsideTransactions('new-index')]);
    for (const { scans } of built) expect(scans).toHaveLength(1);
  }
});

test('a rehearsal leaves neither database nor role on the server', async () => {
  for (const major of REAL) {
    // A change with policies: its roles are made too.
    expect(rehearse('tenant-and-policies', '--dsn', urlOf(major)).verdict).toBe('PASS');
    const engine = await openPostgres(urlOf(major));
    const left = await engine.session.query(
      `select datname::text as name from pg_database where datname !~ '^template'
       union all select rolname::text from pg_roles where rolname !~ '^pg_'`,
    );
    await engine[Symbol.asyncDispose]();
    // The database and the role that initdb makes.
    expect(left).toEqual([{ name: 'postgres' }, { name: 'postgres' }]);
  }
});

test('refuses to rehearse in a folder as if it were a server', () => {
  const { exit, err } = place.wesley('rehearse', ...schemasOf('new-check'), '--dsn', 'pglite:database');
  expect(exit).toBe(2);
  expect(err).toContain('--dsn takes postgres://');
  expect(readdirSync(place.folder)).not.toContain('database');
});
