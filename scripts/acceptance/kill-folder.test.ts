import { afterAll, beforeAll, expect, test } from 'bun:test';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { diff } from '../../src/diff/diff.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { openFolder } from '../../src/shell/postgres/pglite.ts';
import { schemaFrom } from '../../src/testing.ts';
import { openPlace, type Place, until } from './place.ts';
import { certify, deploy, deployArgs, deployed, makeKeys } from './ship.ts';

// One step of each way to run: in a transaction, in batches, CONCURRENTLY. `kill.test.ts` has the longer plan.
const BEFORE = `type Note @wes_table {
  id: Int! @wes_pk
  text: String!
}
`;
const AFTER = `type Note @wes_table @wes_index(fields: ["text"]) {
  id: Int! @wes_pk
  text: String!
  length: Int! @wes_backfill(expr: "length(text)")
}
`;
const DSN = 'pglite:database';

let place: Place;
let steps: readonly string[];
beforeAll(async () => {
  place = openPlace();
  place.write('before.graphql', BEFORE);
  place.write('schema.graphql', AFTER);
  makeKeys(place);
  certify(place, 'before.graphql', DSN);
  expect(deployed(deploy(place, DSN)).outcome).toBe('APPLIED');
  await inDatabase(
    "insert into public.note (id, text) select i, 'note ' || i from generate_series(1, 5000) i",
  );
  certify(place, 'schema.graphql', DSN);
  steps = JSON.parse(
    place.ok('plan', '--schema', 'schema.graphql', '--from', 'before.graphql', '--json'),
  ).phases.flatMap((phase: { steps: { id: string }[] }) => phase.steps.map(({ id }) => id));
  cpSync(place.at('database'), place.at('as-certified'), { recursive: true });
});
afterAll(() => place.close());

/** Makes the database again as it was certified: its identity is in the copy. */
function reset(): void {
  rmSync(place.at('database'), { recursive: true, force: true });
  cpSync(place.at('as-certified'), place.at('database'), { recursive: true });
}

async function inDatabase<Row extends object>(sql: string): Promise<readonly Row[]> {
  const engine = await openFolder(place.at('database'), { make: false });
  try {
    return await engine.session.query<Row>(sql);
  } finally {
    await engine[Symbol.asyncDispose]();
  }
}

const [before, after] = await Promise.all([schemaFrom(BEFORE), schemaFrom(AFTER)]);
const STEPS = (makePlan(diff(before, after), before, after).plan?.steps ?? []).map(({ id }) => id);

test('the certified plan has the steps that are killed below', () => {
  expect(STEPS.length).toBeGreaterThan(7);
  expect(steps).toEqual(STEPS);
});

test.each(STEPS)(
  'is killed when %s begins, leaves a lock that nobody holds, and goes on where it stopped',
  async (step) => {
    reset();
    const first = place.start(...deployArgs(DSN));
    await until(`${step} to begin`, () => (first.err().includes(`${step}  `) ? true : null));
    await first.kill();
    const { verdict, code, steps: ended } = deployed(deploy(place, DSN));
    expect({ verdict, code }).toEqual({ verdict: 'VALID', code: null });
    // It may have come further before the signal reached it; it can't have skipped, and nothing done is done again.
    const ran = ended?.ran ?? [];
    expect(ran).toEqual(STEPS.slice(STEPS.length - ran.length));
    expect(ran.length).toBeLessThanOrEqual(STEPS.length - STEPS.indexOf(step));
    const ledger = await inDatabase<{ step: string; done: boolean }>(
      `select step, done_at is not null as done from wesley.step where certificate = (select max(certificate) from wesley.deployment)
     order by position, step`,
    );
    expect(ledger).toEqual(STEPS.map((id) => ({ step: id, done: true })));
    expect(await inDatabase('select from pg_index where not indisvalid')).toEqual([]);
    expect(
      await inDatabase(
        'select count(*)::int as wrong from public.note where length is distinct from length(text)',
      ),
    ).toEqual([{ wrong: 0 }]);
    expect(place.wesley('drift', '--dsn', DSN, '--schema', 'schema.graphql')).toMatchObject({ exit: 0 });
  },
);

test('refuses a folder that another process has open, and says which', async () => {
  reset();
  const first = place.start(...deployArgs(DSN));
  const lock = place.at('database/wesley.lock');
  await until('the first deployment to have the folder', () => (existsSync(lock) ? true : null));
  const holder = JSON.parse(readFileSync(lock, 'utf8')) as { pid: number };
  // It would be done before the second one looks: it is held still meanwhile.
  process.kill(holder.pid, 'SIGSTOP');
  const second = deploy(place, DSN);
  process.kill(holder.pid, 'SIGCONT');
  expect({ exit: second.exit, err: second.err }).toEqual({
    exit: 3,
    err: expect.stringContaining(`is in use by process ${holder.pid}`),
  });
  expect(deployed(await first.ended)).toMatchObject({ exit: 0, outcome: 'APPLIED' });
});

test('refuses a copy of the folder that was given another identity', async () => {
  reset();
  await inDatabase("update wesley.identity set id = 'somebody else'");
  expect(deployed(deploy(place, DSN))).toMatchObject({ exit: 9, verdict: 'REFUSED', code: 'E_DATABASE' });
});

test('makes no database where a folder has none', () => {
  expect(deployed(deploy(place, 'pglite:nowhere'))).toMatchObject({
    exit: 9,
    verdict: 'REFUSED',
    code: 'E_DATABASE',
    message: expect.stringContaining('nowhere'),
  });
  expect(existsSync(place.at('nowhere'))).toBe(false);
});
