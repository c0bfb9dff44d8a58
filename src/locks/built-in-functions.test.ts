import { afterAll, expect, test } from 'bun:test';
import { PGlite } from '@electric-sql/pglite';
import { builtInFunctions } from './built-in-functions.ts';

const postgres = await PGlite.create();
afterAll(() => postgres.close());

// Without what only types, operators, indexes, aggregates and pg_upgrade call.
const CALLABLE = `
  select proname as name, bool_or(provolatile = 'v') as volatile from pg_proc
  where pronamespace = 'pg_catalog'::regnamespace
    and prorettype <> all (array['trigger', 'event_trigger', 'index_am_handler', 'language_handler', 'cstring', 'internal']::regtype[])
    and (prokind = 'a' or not 'internal'::regtype = any (proargtypes))
    and not 'cstring'::regtype = any (proargtypes)
    and not exists (select from pg_operator where oprcode = pg_proc.oid)
    and (proname like 'hash%' or not exists (select from pg_amproc where amproc = pg_proc.oid))
    and not exists (select from pg_aggregate where pg_proc.oid in
      (aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn))
    and not exists (select from pg_type where pg_proc.oid in (typsend, typreceive, typmodin, typmodout))
    and proname !~ '^(?:binary_upgrade_|pg_stop_making|pg_isolation_)'
  group by proname order by proname`;

test('every function that an expression may call is known, and whether it is volatile', async () => {
  const { volatile, others } = builtInFunctions();
  const { rows } = await postgres.query<{ name: string; volatile: boolean }>(CALLABLE);
  expect(rows.length).toBeGreaterThan(900);
  expect(rows.filter(({ name }) => !volatile.has(name) && !others.has(name))).toEqual([]);
  expect(rows.filter((row) => row.volatile && !volatile.has(row.name))).toEqual([]);
});
