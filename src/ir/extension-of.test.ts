import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openScratch } from '../shell/postgres/pglite.ts';
import { EMBEDDED_EXTENSIONS } from '../sql/extensions.ts';
import { quoteIdentifier } from '../sql/identifier.ts';
import type { Engine } from '../world/engine.ts';
import { extensionOf } from './extension-of.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openScratch({ pgtap: false });
});
afterAll(() => engine[Symbol.asyncDispose]());

interface Member {
  readonly kind: string;
  readonly name: string;
}

async function membersOf(extension: string): Promise<readonly Member[]> {
  const results = await engine.session.results(`begin; create extension ${quoteIdentifier(extension)} cascade;
    select d.classid::pg_catalog.regclass::pg_catalog.text as kind, coalesce(t.typname, p.proname, o.opcname, a.amname)::pg_catalog.text as name
    from pg_catalog.pg_depend d join pg_catalog.pg_extension e on e.oid = d.refobjid
    left join pg_catalog.pg_type t on d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass and t.oid = d.objid
    left join pg_catalog.pg_proc p on d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and p.oid = d.objid
    left join pg_catalog.pg_opclass o on d.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass and o.oid = d.objid
    left join pg_catalog.pg_am a on d.classid = 'pg_catalog.pg_am'::pg_catalog.regclass and a.oid = d.objid
    where d.deptype = 'e' and e.extname = '${extension}' and coalesce(t.typtype, 'b') = 'b' and coalesce(t.typelem, 0) = 0
      and coalesce(t.typname, p.proname, o.opcname, a.amname) is not null;
    rollback`);
  return (results[2] ?? []) as readonly Member[];
}

// pgTAP is a test's, and these two have no names of their own.
const CARRIED = Object.keys(EMBEDDED_EXTENSIONS).filter(
  (name) => !['pgtap', 'plpgsql', 'btree_gin'].includes(name),
);

test.each(CARRIED)(
  'no name that %s has is taken for another’s; its types and access methods are known',
  async (extension) => {
    const members = await membersOf(extension);
    const taken = members.map((member) => ({ ...member, of: extensionOf(member.name) }));
    expect(members.length).toBeGreaterThan(0);
    expect(taken.filter(({ of }) => of !== null && of !== extension)).toEqual([]);
    const plain = /^pg_(?:type|am)$/;
    expect(taken.filter(({ kind, of }) => plain.test(kind) && of === null)).toEqual([]);
  },
);

test('no built-in name belongs to an extension', async () => {
  const rows = await engine.session.query<{ name: string }>(
    `select typname::pg_catalog.text as name from pg_catalog.pg_type where oid < 16384
     union select proname::pg_catalog.text from pg_catalog.pg_proc where oid < 16384
     union select opcname::pg_catalog.text from pg_catalog.pg_opclass where oid < 16384`,
  );
  expect(rows.filter(({ name }) => extensionOf(name) !== null)).toEqual([]);
});
