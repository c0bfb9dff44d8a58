import { join } from 'node:path';

/** How many migrations are in the folders that `check` is timed on; they are alike on every machine. */
export const COUNTS = [10, 100, 1000, 10_000] as const;

/** One table through five migrations, as teams write them. */
function migration(n: number): string {
  const table = `account_${Math.floor(n / 5)}`;
  const other = `account_${Math.max(0, Math.floor(n / 5) - 1)}`;
  const steps = [
    `create table ${table} (
  id bigint generated always as identity primary key,
  name text not null,
  owner_id bigint,
  state varchar(20) not null default 'new',
  created_at timestamptz not null default now()
);
comment on table ${table} is 'Who is billed';`,
    `create index concurrently if not exists ${table}_name on ${table} (name);`,
    `set lock_timeout = '2s';
alter table ${table} add column note text;
alter table ${table} add column amount numeric(12, 2) not null default 0;
update ${table} set note = name where note is null and id < 1000;`,
    `set lock_timeout = '2s';
alter table ${table} add constraint ${table}_owner foreign key (owner_id) references ${other} (id) not valid;
alter table ${table} validate constraint ${table}_owner;`,
    `create or replace function ${table}_touch() returns trigger language plpgsql as $$
begin
  new.created_at := now();
  return new;
end $$;
create trigger touch before update on ${table} for each row execute function ${table}_touch();
alter table ${table} alter column state type varchar(40);`,
  ];
  return `${steps[n % 5]}\n`;
}

/** Fifty lines for one cold process. */
export const FIFTY_LINES = Array.from({ length: 10 }, (_, i) =>
  [
    `alter table orders_${i} add column note text;`,
    `create index concurrently orders_${i}_note on orders_${i} (note);`,
    `alter table orders_${i} add constraint orders_${i}_check check (note <> '') not valid;`,
    `alter table orders_${i} validate constraint orders_${i}_check;`,
    `update orders_${i} set note = 'x' where id = ${i};`,
  ].join('\n'),
).join('\n');

/** Folders `m10` to `m10000`, `history` with 5,000 migrations, and `fifty.sql`. */
export async function writeMigrations(folder: string): Promise<void> {
  await Bun.write(join(folder, 'fifty.sql'), `${FIFTY_LINES}\n`);
  const folders: readonly (readonly [string, number])[] = [
    ...COUNTS.map((count) => [`m${count}`, count] as const),
    ['history', 5000],
  ];
  for (const [name, count] of folders)
    for (let n = 0; n < count; n++)
      await Bun.write(join(folder, name, `${String(n).padStart(6, '0')}_m.sql`), migration(n));
}
