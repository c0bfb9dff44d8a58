import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createAllSql } from '../src/ir/create-all.ts';
import { FIXTURES, fixtureSchema, rolledBack, sessionOn, stories } from '../src/testing.ts';
import type { Session } from '../src/world/engine.ts';
import { compare, differenceText, type Observed, observe, observeWithin } from './observer.ts';

const SHOP = readFileSync(join(FIXTURES, 'observer/shop.sql'), 'utf8');

let server: PGlite;
let session: Session;
beforeAll(async () => {
  server = await PGlite.create();
  session = sessionOn(server);
});
afterAll(() => server.close());

/** What a database holds after a script; the database is empty again afterwards. Roles that it names are made and stay. */
async function afterScript(sql: string): Promise<Observed> {
  try {
    return await rolledBack(server, async () => {
      await server.exec(sql);
      return observeWithin(session);
    });
  } catch (error) {
    const role = /^role "(\w+)" does not exist$/.exec(error instanceof Error ? error.message : '')?.[1];
    if (role === undefined) throw error;
    await server.exec(`create role ${role} nologin`);
    return afterScript(sql);
  }
}

/** One change, and the things that are then not the same. */
const PLANTED: readonly (readonly [change: string, ...seen: string[]])[] = [
  [
    `update pg_index set indisvalid = false where indexrelid = 'billing.customer_by_name'::regclass`,
    'index billing.customer_by_name',
  ],
  [`revoke select on billing.invoice from shop_reader`, 'grants on table billing.invoice'],
  [`grant select on billing.invoice to shop_reader with grant option`, 'grants on table billing.invoice'],
  [`grant update (town) on billing.customer to shop_reader`, 'grants on table column billing.customer.town'],
  [
    `revoke execute on procedure billing.close(int) from public`,
    'grants on procedure billing.close(integer)',
  ],
  [`revoke usage on schema billing from shop_reader`, 'grants on schema billing'],
  [`revoke all on function pg_sleep from public`, 'grants on function pg_catalog.pg_sleep(double precision)'],
  [`revoke all on public.log from current_user`, 'grants on table public.log'],
  [
    `alter default privileges in schema billing revoke select on tables from shop_reader`,
    'default privileges postgres in billing on r',
  ],
  [`update pg_enum set enumsortorder = 4 where enumlabel = 'open'`, 'enum billing.state'],
  [
    `alter type billing.state rename value 'void' to 'gone'`,
    'enum billing.state',
    'index billing.invoice_by_state',
  ],
  [`alter domain billing.cents set default 1`, 'domain billing.cents'],
  [`alter domain billing.cents set not null`, 'domain billing.cents'],
  [`alter type billing.address add attribute zip text`, 'composite type billing.address'],
  [`alter policy own on billing.invoice to shop_auditor`, 'policy billing.invoice.own'],
  [`alter policy own on billing.invoice using (customer = 2)`, 'policy billing.invoice.own'],
  [
    `drop policy own on billing.invoice; create policy own on billing.invoice as restrictive for select to shop_reader using (customer = 1)`,
    'policy billing.invoice.own',
  ],
  [`alter table billing.invoice disable trigger stamp`, 'trigger billing.invoice.stamp'],
  [`alter table public.event_2025 disable trigger noted`, 'trigger public.event_2025.noted'],
  [
    `alter table billing.customer disable trigger all`,
    'check of a constraint billing.customer by "RI_FKey_noaction_del" for billing.invoice FOREIGN KEY (customer) REFERENCES billing.customer(id)',
    'check of a constraint billing.customer by "RI_FKey_noaction_upd" for billing.invoice FOREIGN KEY (customer) REFERENCES billing.customer(id)',
  ],
  [`alter event trigger noticed disable`, 'event trigger noticed'],
  [`alter table public.log disable rule nothing`, 'rule public.log.nothing'],
  [`alter view billing.paid set (security_invoker)`, 'relation billing.paid'],
  [
    `create or replace view billing.paid as select id, net from billing.invoice where state = 'open'`,
    'relation billing.paid',
  ],
  [`refresh materialized view billing.totals with no data`, 'relation billing.totals'],
  [`alter table billing.customer alter town set default 'Bergen'`, 'column billing.customer.town'],
  [`alter table billing.customer alter town drop default`, 'column billing.customer.town'],
  [`alter table billing.customer alter town set storage external`, 'column billing.customer.town'],
  [`alter table billing.customer alter town set statistics 7`, 'column billing.customer.town'],
  [`alter table billing.customer alter town set compression pglz`, 'column billing.customer.town'],
  [`alter table billing.customer alter town set (n_distinct = 5)`, 'column billing.customer.town'],
  [`alter table billing.customer alter notes type text collate "C"`, 'column billing.customer.notes'],
  [`alter table billing.customer alter town set not null`, 'column billing.customer.town'],
  [`alter table billing.customer add constraint nn not null town not valid`, 'column billing.customer.town'],
  [`alter table billing.customer alter id set generated by default`, 'column billing.customer.id'],
  [`alter table billing.invoice alter gross drop expression`, 'column billing.invoice.gross'],
  [
    `alter table billing.invoice drop constraint net_is_small; alter table billing.invoice add constraint net_is_small check (net < 1000000) not valid`,
    'constraint billing.invoice.net_is_small',
  ],
  [
    `alter table billing.invoice alter constraint invoice_customer_fkey deferrable initially deferred`,
    'constraint billing.invoice.invoice_customer_fkey',
  ],
  [
    `drop index billing.customer_by_name; create index customer_by_name on billing.customer (name)`,
    'index billing.customer_by_name',
  ],
  [
    `drop index billing.invoice_by_state; create index invoice_by_state on billing.invoice (state)`,
    'index billing.invoice_by_state',
  ],
  [`alter index billing.customer_by_name set (fillfactor = 50)`, 'index billing.customer_by_name'],
  [`cluster billing.customer using customer_by_name`, 'index billing.customer_by_name'],
  [`alter table billing.customer replica identity full`, 'relation billing.customer'],
  [
    `alter table billing.invoice replica identity using index invoice_pkey`,
    'index billing.invoice_pkey',
    'relation billing.invoice',
  ],
  [`alter table billing.invoice force row level security`, 'relation billing.invoice'],
  [`alter table billing.invoice disable row level security`, 'relation billing.invoice'],
  [`alter table public.cache set logged`, 'relation public.cache'],
  [`alter table public.cache set (fillfactor = 80)`, 'relation public.cache'],
  [`alter table billing.customer set (toast.autovacuum_enabled = false)`, 'relation billing.customer'],
  [`alter table public.log owner to shop_owner`, 'relation public.log'],
  [`alter function billing.twice owner to shop_owner`, 'routine billing.twice(integer)'],
  [`alter function billing.twice volatile`, 'routine billing.twice(integer)'],
  [`alter function billing.twice set work_mem = '1MB'`, 'routine billing.twice(integer)'],
  [
    `create or replace aggregate billing.product(numeric) (sfunc = numeric_mul, stype = numeric, initcond = '2')`,
    'aggregate billing.product(numeric)',
  ],
  [`comment on table billing.invoice is null`, 'comment on table billing.invoice'],
  [`comment on column billing.invoice.net is 'With tax'`, 'comment on table column billing.invoice.net'],
  [
    `comment on constraint net_is_small on billing.invoice is 'x'`,
    'comment on table constraint net_is_small on billing.invoice',
  ],
  [`alter sequence billing.numbers increment by 2`, 'sequence billing.numbers'],
  [`alter sequence billing.numbers owned by billing.invoice.number`, 'sequence billing.numbers'],
  [`alter statistics billing.name_and_town set statistics 5`, 'statistics billing.name_and_town'],
  [`alter publication news set (publish = 'insert')`, 'publication news'],
  [`alter publication news set table billing.customer (id)`, 'publication news'],
  [`alter publication news add tables in schema public`, 'publication news'],
  [`alter server far options (set host 'near')`, 'server far'],
  [`alter foreign table public.remote options (set name 'y')`, 'relation public.remote'],
  [
    `alter text search configuration billing.plain drop mapping for email`,
    'text search configuration billing.plain',
  ],
  [`alter text search dictionary billing.words (accept = false)`, 'text search dictionary billing.words'],
  [
    `drop cast (billing.address as text); create cast (billing.address as text) with inout as implicit`,
    'cast billing.address as text',
  ],
  [`alter operator billing.=== (int, int) set (restrict = eqsel)`, 'operator billing.===(integer,integer)'],
  [`alter schema billing owner to shop_reader`, 'grants on schema billing', 'schema billing'],
];

test('each planted difference is seen, and nothing beside it', async () => {
  await server.exec('begin');
  try {
    await server.exec(SHOP);
    const before = await observeWithin(session);
    for (const [change, ...seen] of PLANTED) {
      await server.exec(`savepoint unplanted; ${change}`);
      const differences = compare(before, await observeWithin(session));
      expect({ change, seen: differences.map(({ id }) => id) }).toEqual({ change, seen });
      await server.exec('rollback to savepoint unplanted');
    }
    expect(compare(before, await observeWithin(session))).toEqual([]);
  } finally {
    await server.exec('rollback');
  }
}, 120_000);

test('column order, sequence positions, names that the server chose and the ledger are no difference', async () => {
  const one = `create table a (x int not null, y text); create sequence s;
    create table p (x int) partition by range (x); create table p1 partition of p default; create index i on p (x);`;
  const other = `create table a (y text, x int); alter table a add constraint mine not null x; create sequence s;
    select nextval('s'); create table p (x int) partition by range (x); create table p1 (x int);
    create index other_name on p1 (x); create index i on p (x); alter table p attach partition p1 default;
    create schema wesley; create table wesley.ledger (id int primary key); comment on table wesley.ledger is 'x';
    grant select on wesley.ledger to public; grant usage on schema wesley to public;`;
  expect(compare(await afterScript(one), await afterScript(other))).toEqual([]);
}, 60_000);

test('a difference is printed as what is not the same on both sides', () => {
  const change = { id: 'index i', a: 'definition: x\ninvalid: true', b: 'definition: x' };
  expect(differenceText(change)).toBe('index i\n  - invalid: true\n');
  expect(differenceText({ ...change, b: null })).toBe('index i: only in the first\n');
});

test('what is observed is of one moment, and the session keeps its settings', async () => {
  const path = async () => (await session.query<{ search_path: string }>('show search_path'))[0]?.search_path;
  const before = await path();
  expect((await observe(session)).get('schema public')).toBe('owner: pg_database_owner');
  expect(await path()).toBe(before);
}, 60_000);

/** The schemas of the corpus of transitions that load here; without a corpus, our own stories. */
async function scripts(): Promise<readonly string[]> {
  const corpus = process.env['WESLEY_CORPUS'];
  if (corpus === undefined) {
    const paths = stories('changes').flatMap((story) =>
      ['before', 'after'].map((side) => `changes/${story}/${side}.graphql`),
    );
    paths.push(...stories('schemas').map((story) => `schemas/${story}/schema.graphql`));
    return Promise.all(paths.map(async (path) => createAllSql(await fixtureSchema(path))));
  }
  const folder = join(corpus, 'transitions');
  const pools = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
  const texts = (
    pools.flat() as readonly { old_ddl: readonly string[]; new_ddl: readonly string[] }[]
  ).flatMap(({ old_ddl, new_ddl }) => [old_ddl.join(';\n'), new_ddl.join(';\n')]);
  return [...new Set(texts)].filter((text) => !/\b(?:begin|commit|rollback)\s*;|concurrently/i.test(text));
}

test('a schema that is loaded twice gives no difference', async () => {
  const texts = await scripts();
  const wanted = process.env['WESLEY_CORPUS'] === undefined ? texts.length : 200;
  let same = 0;
  for (const text of texts) {
    let first: Observed;
    try {
      first = await afterScript(text);
    } catch (error) {
      // A pool's schema may need roles, extensions or a server that are not here.
      if (wanted === texts.length) throw error;
      continue;
    }
    expect({ text, differences: compare(first, await afterScript(text)) }).toEqual({ text, differences: [] });
    same++;
  }
  expect(same).toBeGreaterThanOrEqual(wanted);
}, 600_000);
