import type { Session } from '../src/world/engine.ts';

// A script of this many tables at a time: one transaction with all of them would need a lock for each.
const BATCH = 100;

/**
 * Makes a database of many tables as applications have them: nine or ten columns, a key, two indexes, a foreign key to the
 * table before, a check, defaults, timestamps; every tenth with a trigger, every twentieth with a policy, and one view
 * for fifty.
 */
export async function makeTables(session: Session, count: number): Promise<void> {
  await session.run(BEFORE);
  for (let first = 0; first < count; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, i) => tableSql(first + i));
    await session.run(batch.join('\n'));
  }
  await session.run('analyze');
}

const BEFORE = `
  set search_path = public;
  create type state as enum ('open', 'held', 'closed');
  create function touch() returns trigger language plpgsql as 'begin new.updated_at := now(); return new; end';`;

export const nameOf = (i: number): string => `item_${String(i).padStart(5, '0')}`;

function tableSql(i: number): string {
  const [name, before] = [nameOf(i), i % 100 === 0 ? null : nameOf(i - 1)];
  const id = i % 2 === 0 ? 'id bigint generated always as identity' : 'id serial';
  const parent = i % 2 === 0 ? 'integer' : 'bigint';
  return `
    create table ${name} (
      ${id} primary key,
      title text not null,
      code varchar(20) not null default 'new' check (code in ('new', 'used', 'gone')),
      state state not null default 'open',
      price numeric(12,2) not null default 0 check (price >= 0),
      note text,
      ${i % 3 === 0 ? "tags text[] not null default '{}'," : ''}
      parent_id ${parent} ${before === null ? '' : `references ${before} (id) on delete cascade`},
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now());
    create index ${name}_title_idx on ${name} (title);
    create index ${name}_open_idx on ${name} (created_at desc) where state = 'open';
    ${i % 10 === 0 ? `create trigger ${name}_touch before update on ${name} for each row execute function touch();` : ''}
    ${i % 20 === 0 ? `alter table ${name} enable row level security; create policy mine on ${name} for select using (title = current_user);` : ''}
    ${i % 50 === 0 ? `create view ${name}_open as select id, title, price from ${name} where state = 'open';` : ''}`;
}
