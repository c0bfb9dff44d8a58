import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openScratch } from '../shell/postgres/pglite.ts';
import { OWN_NAMES } from '../sql/names.ts';
import type { Engine } from '../world/engine.ts';
import { giveIdentity, readLedger } from './ledger.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openScratch({ pgtap: false });
  await engine.session.run(`set search_path = ${OWN_NAMES}; create role "Mallory"`);
});
afterAll(() => engine[Symbol.asyncDispose]());

const PLACE = { systemIdentifier: '1', oid: '2', timeline: 1 };

test.each([
  'grant all on tables to "Mallory"',
  'grant all on tables to public',
  'grant all on schemas to "Mallory"',
  'grant create on schemas to public',
])(
  'a ledger is made all the same where others are to have rights: alter default privileges %s',
  async (grant) => {
    const { session } = engine;
    await session.run(`alter default privileges ${grant}`);
    try {
      await giveIdentity(session, 'a', PLACE);
      expect((await readLedger(session)).identity?.id).toBe('a');
      const rights = await session.query(
        `select from pg_namespace, aclexplode(nspacl) a where nspname = 'wesley' and a.grantee <> nspowner
       union all select from pg_class c, aclexplode(relacl) a where relnamespace = 'wesley'::regnamespace and a.grantee <> relowner`,
      );
      expect(rights).toHaveLength(0);
    } finally {
      const revoke = grant.replace('grant', 'revoke').replace(' to ', ' from ');
      await session.run(`drop schema if exists wesley cascade; alter default privileges ${revoke}`);
    }
  },
);

test('a right that was given in a schema that is there already is refused, and stays', async () => {
  const { session } = engine;
  await session.run('create schema wesley; grant create on schema wesley to "Mallory"');
  await expect(giveIdentity(session, 'a', PLACE)).rejects.toMatchObject({
    code: 'E_LEDGER_FOREIGN',
    message: expect.stringContaining('right to CREATE on the schema wesley of Mallory'),
  });
  expect(await session.query("select has_schema_privilege('Mallory', 'wesley', 'create') as may")).toEqual([
    { may: true },
  ]);
});
