import { makeLedger } from '../../src/deploy/ledger.ts';
import { openPostgres } from '../../src/shell/postgres.ts';
import type { Session } from '../../src/sql/engine.ts';
import type { Server } from '../server.ts';
import { openPlace, type Place, until } from './place.ts';
import { certify, makeKeys } from './ship.ts';

/** A change with every way a step can run: in a transaction, in batches, CONCURRENTLY; and a database to do it to. */

export const BEFORE = `type Note @wes_table @wes_index(fields: ["text"], name: "note_text_idx") {
  id: Int! @wes_pk
  text: String!
}
`;

export const AFTER = `enum Mood { GOOD BAD }
type Note @wes_table @wes_index(fields: ["text", "id"], name: "note_text_id_idx") {
  id: Int! @wes_pk
  text: String!
  mood: Mood! @wes_default(value: GOOD)
  length: Int! @wes_backfill(expr: "length(text)") @wes_check(expr: "length > 0", name: "note_length_positive")
  token: ID @wes_unique
}
`;

/** 32 kB of text for every 17 rows: as many pages as three batches of a backfill take, in rows too small for TOAST. */
const MANY_ROWS = `insert into note (id, text) select i, repeat(md5(i::text), 58) from generate_series(1, 10000) i`;

// Holds a step that the test has named just before its end is noted, in the transaction of the step where it has one.
const PARK = `
  create table wesley.park (step text);
  create function wesley.park() returns trigger language plpgsql as $$ begin
    if new.done_at is not null and exists (select from wesley.park where step = new.step) then
      perform pg_advisory_xact_lock(4711);
    end if;
    return new;
  end $$;
  create trigger park before insert or update on wesley.step for each row execute function wesley.park()`;

export interface Shop {
  readonly place: Place;
  /** Of the database that is deployed to. */
  readonly url: string;
  /** Every step of the certified plan, in order. */
  readonly steps: readonly string[];
  /** Makes the database anew, as it was certified, and opens a session on it. */
  reopen(): Promise<Session>;
  close(): Promise<void>;
}

const urlOf = (server: Server, name: string): string => server.url.replace(/\/postgres$/, `/${name}`);

/** One statement per call: none of these may share a transaction with another. */
async function administer(server: Server, ...statements: readonly string[]): Promise<void> {
  const { session } = await openPostgres(server.url);
  try {
    for (const statement of statements) await session.run(statement);
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

/** What is deployed, and to what. */
export interface Assortment {
  /** SDL. */
  readonly before: string;
  readonly after: string;
  /** SQL. */
  readonly rows: string;
}

export async function openShop(
  server: Server,
  { before, after, rows }: Assortment = { before: BEFORE, after: AFTER, rows: MANY_ROWS },
): Promise<Shop> {
  const place = openPlace();
  const url = urlOf(server, 'shop');
  place.write('before.graphql', before);
  place.write('schema.graphql', after);
  place.ok('transform', '--schema', 'before.graphql', '--target', 'postgres', '--out', 'old');
  makeKeys(place);
  await administer(server, 'create database shop');
  const { session } = await openPostgres(url);
  await session.run(place.read('old/schema.sql'));
  await session.run(rows);
  await makeLedger(session);
  await session.run(PARK);
  await session[Symbol.asyncDispose]();
  certify(place, 'schema.graphql', url);
  await administer(server, 'alter database shop rename to shop_as_certified');
  const [certified] = place.read('SHIPME.md').match(/[0-9A-HJKMNP-TV-Z]{26}/) ?? [];
  const plan = JSON.parse(place.read(`.wesley/certified/${certified}/plan.json`)) as {
    phases: { steps: { id: string }[] }[];
  };
  const opened: Session[] = [];
  const leave = async (): Promise<void> => {
    for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
  };
  return {
    place,
    url,
    steps: plan.phases.flatMap(({ steps }) => steps.map(({ id }) => id)),
    reopen: async () => {
      await leave();
      await administer(
        server,
        'drop database if exists shop with (force)',
        'create database shop template shop_as_certified',
      );
      const engine = await openPostgres(url);
      opened.push(engine.session);
      return engine.session;
    },
    close: async () => {
      await leave();
      place.close();
    },
  };
}

const DEPLOYER = "application_name = 'wesley' and pid <> pg_backend_pid() and datname = current_database()";

/** Holds `step` of the next deployment before its end is noted. Returns the release. */
export async function park(session: Session, step: string): Promise<() => Promise<void>> {
  await session.query('insert into wesley.park values ($1)', [step]);
  await session.run('select pg_advisory_lock(4711)');
  return async () => {
    await session.run('select pg_advisory_unlock(4711); delete from wesley.park');
  };
}

/** The process id of the server's side of the deployment, once it waits for a session of the application. */
export const waiting = (session: Session): Promise<number> =>
  waitingWhere(
    session,
    "exists (select from pg_stat_activity b where b.pid = any (pg_blocking_pids(a.pid)) and b.application_name = 'application')",
  );

/** The same once it is parked. A concurrent build may wait for a moment before, for whoever holds a snapshot. */
export const parked = (session: Session): Promise<number> => waitingWhere(session, "wait_event = 'advisory'");

const waitingWhere = (session: Session, condition: string): Promise<number> =>
  until('a deployment that waits', async () => {
    const [row] = await session.query<{ pid: number }>(
      `select pid from pg_stat_activity a where ${DEPLOYER} and ${condition} and cardinality(pg_blocking_pids(pid)) > 0`,
    );
    return row?.pid ?? null;
  });

/** Until the server has noticed that its client is gone. */
export const gone = (session: Session): Promise<true> =>
  until('the server to let go of the deployment', async () =>
    (await session.query(`select from pg_stat_activity where ${DEPLOYER}`)).length === 0 ? true : null,
  );
