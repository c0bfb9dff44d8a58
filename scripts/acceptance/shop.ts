import { MAKE_LEDGER } from '../../src/deploy/ledger-shape.ts';
import { openPostgres } from '../../src/shell/postgres/postgres.ts';
import { quoteLiteral } from '../../src/sql/identifier.ts';
import { AUTHORED_NAMES } from '../../src/sql/names.ts';
import type { Session } from '../../src/world/engine.ts';
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

/** How many rows there are before. */
export const ROWS = 10_000;
/** 32 kB of text for every 17 rows: as many pages as three batches of a backfill take, in rows too small for TOAST. */
const MANY_ROWS = `insert into note (id, text) select i, repeat(md5(i::text), 58) from generate_series(1, ${ROWS}) i`;

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
  const session = await openApplication(server.url);
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

/** A session of the application, which finds its tables without their schema. */
export const openApplication = async (url: string): Promise<Session> =>
  (await openPostgres(url, AUTHORED_NAMES)).session;

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
  const session = await openApplication(url);
  await session.run(place.read('old/schema.sql'));
  await session.run(rows);
  await session.run(MAKE_LEDGER);
  const [row] = await session.query<{ oid: string }>(
    'select oid::text as oid from pg_database where datname = current_database()',
  );
  await session[Symbol.asyncDispose]();
  certify(place, 'schema.graphql', url);
  await administer(server, 'create database shop_as_certified template shop', 'drop database shop');
  const [certified] = place.read('SHIPME.md').match(/[0-9A-HJKMNP-TV-Z]{26}/) ?? [];
  const plan = JSON.parse(place.read(`.wesley/certified/${certified}/plan.json`)) as {
    phases: { steps: PlannedStep[] }[];
  };
  const steps = plan.phases.flatMap((phase) => phase.steps);
  const opened: Session[] = [];
  const leave = async (): Promise<void> => {
    for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
  };
  return {
    place,
    url,
    steps: steps.map(({ id }) => id),
    reopen: async () => {
      await leave();
      await administer(
        server,
        'drop database if exists shop with (force)',
        // The database that was certified has this OID.
        `create database shop template shop_as_certified oid ${row?.oid}`,
      );
      const session = await openApplication(url);
      opened.push(session);
      parking.set(session, { url, certificate: certified ?? '', steps });
      return session;
    },
    close: async () => {
      await leave();
      place.close();
    },
  };
}

const DEPLOYER = "application_name = 'wesley' and pid <> pg_backend_pid() and datname = current_database()";

interface PlannedStep {
  readonly id: string;
  readonly transactional: boolean;
  readonly batch: object | null;
}

/** Where a session that `reopen` gave back is. */
const parking = new WeakMap<
  Session,
  { readonly url: string; readonly certificate: string; readonly steps: readonly PlannedStep[] }
>();

/**
 * Holds `step` of the next deployment before its end is noted, in the transaction of the step where it has one: another
 * session has the row of the ledger in which that is noted. A step that is noted before it begins finds that note there
 * already; any other finds that the key is being taken. Returns the release.
 */
export async function park(session: Session, step: string): Promise<() => Promise<void>> {
  const place = parking.get(session);
  if (!place) throw new Error('only a session that reopen gave back has a place to park');
  const holder = await openApplication(place.url);
  const position = place.steps.findIndex(({ id }) => id === step);
  const planned = place.steps[position];
  // The deployment is not noted yet, and a foreign key would ask for it.
  await holder.run("set application_name = 'parking'; set session_replication_role = replica; begin");
  await holder.query(
    'insert into wesley.step (certificate, step, position, begun_at) values ($1, $2, $3, clock_timestamp())',
    [place.certificate, step, position],
  );
  if (planned?.batch || !planned?.transactional) {
    // One script: a portal of the extended protocol would keep its snapshot, which every concurrent build waits for.
    await holder.run(`commit; begin; select from wesley.step where step = ${quoteLiteral(step)} for update`);
  }
  return async () => {
    await holder.run('rollback');
    await holder[Symbol.asyncDispose]();
  };
}

/** The process id of the server's side of the deployment, once it waits for a session of the application. */
export const waiting = (session: Session): Promise<number> =>
  waitingWhere(
    session,
    "exists (select from pg_stat_activity b where b.pid = any (pg_blocking_pids(a.pid)) and b.application_name = 'application')",
  );

/** The same once it is parked. A concurrent build may wait for a moment before, for whoever holds a snapshot. */
export const parked = (session: Session): Promise<number> =>
  waitingWhere(
    session,
    "exists (select from pg_stat_activity b where b.pid = any (pg_blocking_pids(a.pid)) and b.application_name = 'parking')",
  );

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
