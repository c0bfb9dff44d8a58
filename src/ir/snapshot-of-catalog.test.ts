import { expect, test } from 'bun:test';
import ir from '../targets/ir.ts';
import { openTestServer, sessionOn } from '../testing.ts';
import { introspect } from './introspect/introspect.ts';
import { readIr } from './snapshot.ts';

test('what a catalog holds is read back, what no schema expresses included', async () => {
  const server = await openTestServer();
  try {
    await server.exec(`set search_path = public;
      create type mood as enum ('a', 'b'); create domain positive as int check (value > 0);
      create table p (id int, at date, primary key (id, at)) partition by range (at);
      create table p1 partition of p for values from ('2026-01-01') to ('2027-01-01');
      create table t (id int generated always as identity primary key, m mood, d positive, l int[] default '{}',
        g int generated always as (1) stored, p_id int, p_at date, foreign key (p_id, p_at) references p (id, at),
        exclude using btree (id with =));
      create index on t (abs(p_id)) where id > 0; create view v as select * from t;
      create function f() returns int language sql as 'select 1'; alter table t enable row level security;
      create policy own on t for select to public using (id = 1); comment on table t is 'c';`);
    const schema = await introspect(sessionOn(server));
    const read = readIr(ir.generate(schema)[0]?.text ?? '');
    if (typeof read === 'string') throw new Error(read);
    expect(read.fromCatalog).toBe(true);
    expect(read.schema.objects).toEqual(schema.objects);
    expect(new Set(schema.objects.map(({ kind }) => kind)).size).toBeGreaterThan(5);
  } finally {
    await server.close();
  }
});
