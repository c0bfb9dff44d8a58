import { afterAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { loadParser } from '../../sql/parser.ts';
import { edited } from './fix.ts';
import { fixed, GIVEN } from './testing-fixed.ts';
import { schemaAfter } from './testing-schema.ts';

await loadParser(readFileSync(fileURLToPath(import.meta.resolve('libpg-query/wasm/libpg-query.wasm'))));
const postgres = await PGlite.create();
afterAll(() => postgres.close());

test.each([
  [
    'comments, marks of many bytes and the missing semicolon stay',
    '-- é 🙂\ncreate /* x */ UNIQUE index -- why\n  on only "invoice" (note)',
    '-- é 🙂\ncreate /* x */ UNIQUE index concurrently -- why\n  on only "invoice" (note)',
  ],
  [
    'a comment within a comment, before the semicolon',
    'alter table invoice add check (id > 0) /* a /* b */ ; */; select 1;',
    'alter table invoice add constraint invoice_id_check check (id > 0) not valid /* a /* b */ ; */;\nalter table invoice validate constraint invoice_id_check; select 1;',
  ],
  [
    'IF NOT EXISTS',
    'CREATE INDEX IF NOT EXISTS n ON public.invoice (note);',
    'CREATE INDEX CONCURRENTLY IF NOT EXISTS n ON public.invoice (note);',
  ],
  [
    'a statement for each of several indexes',
    'drop index if exists i1 /* a */, public."I 2" restrict; select 1',
    'drop index concurrently if exists i1 /* a */;\ndrop index concurrently if exists public."I 2" restrict; select 1',
  ],
  [
    'lines that end with a carriage return',
    'ALTER TABLE invoice ADD CHECK (id > 0); -- why\r\nSELECT 1;\r\n',
    'ALTER TABLE invoice ADD CONSTRAINT invoice_id_check CHECK (id > 0) NOT VALID; -- why\r\nALTER TABLE invoice VALIDATE CONSTRAINT invoice_id_check;\r\nSELECT 1;\r\n',
  ],
  [
    'one of several subcommands leaves the statement, and its neighbours keep their comments',
    `ALTER TABLE "Über"."Kunde" /* 1 */ ADD COLUMN c int, -- c\n  ADD UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b) WITH (fillfactor=70) DEFERRABLE, -- key\n  ADD COLUMN d int;`,
    `ALTER TABLE "Über"."Kunde" /* 1 */ ADD COLUMN c int -- c\n  , -- key\n  ADD COLUMN d int;\nCREATE UNIQUE INDEX CONCURRENTLY "Kunde_a_b_key" ON "Über"."Kunde" (a) INCLUDE (b) NULLS NOT DISTINCT WITH (fillfactor=70);\nALTER TABLE "Über"."Kunde" ADD CONSTRAINT "Kunde_a_b_key" UNIQUE USING INDEX "Kunde_a_b_key" DEFERRABLE;`,
  ],
  [
    'constraints at a new column become those of the table',
    'alter table invoice add column k int constraint kk check (k > 0) not null default 3, add column l int default 1 references customer on delete cascade;',
    'alter table invoice add column k int not null default 3, add constraint kk check (k > 0) not valid, add column l int default 1, add constraint invoice_l_fkey foreign key (l) references customer on delete cascade not valid;\nalter table invoice validate constraint invoice_l_fkey;\nalter table invoice validate constraint kk;',
  ],
  [
    'a key that takes the place of another stays in its statement',
    'alter table customer drop constraint customer_pkey, add unique (nr);',
    'create unique index concurrently customer_nr_key on customer (nr);\nalter table customer drop constraint customer_pkey, add constraint customer_nr_key unique using index customer_nr_key;',
  ],
  [
    'constraints without a name are numbered',
    'alter table invoice add check (id > 0), add check (id < 9), add unique (note), add unique (note);',
    'create unique index concurrently invoice_note_key on invoice (note);\ncreate unique index concurrently invoice_note_key1 on invoice (note);\nalter table invoice add constraint invoice_id_check check (id > 0) not valid, add constraint invoice_id_check1 check (id < 9) not valid, add constraint invoice_note_key unique using index invoice_note_key, add constraint invoice_note_key1 unique using index invoice_note_key1;\nalter table invoice validate constraint invoice_id_check;\nalter table invoice validate constraint invoice_id_check1;',
  ],
  [
    'a key over columns that may be null',
    'ALTER TABLE "Über"."Kunde" ADD PRIMARY KEY (a, b);',
    'ALTER TABLE "Über"."Kunde" ADD CONSTRAINT "Kunde_a_not_null" NOT NULL a NOT VALID;\nALTER TABLE "Über"."Kunde" VALIDATE CONSTRAINT "Kunde_a_not_null";\nCREATE UNIQUE INDEX CONCURRENTLY "Kunde_pkey" ON "Über"."Kunde" (a, b);\nALTER TABLE "Über"."Kunde" ADD CONSTRAINT "Kunde_pkey" PRIMARY KEY USING INDEX "Kunde_pkey";',
  ],
  [
    'a partition is proven, attached and cleared',
    "alter table event attach partition event_2 for values from ('2025-01-01') to (maxvalue);",
    "alter table event_2 add constraint event_2_day_check check (day is not null and day >= '2025-01-01') not valid;\nalter table event_2 validate constraint event_2_day_check;\nalter table event attach partition event_2 for values from ('2025-01-01') to (maxvalue);\nalter table event_2 drop constraint event_2_day_check;",
  ],
  [
    'an index at the end of a transaction follows its COMMIT',
    'BEGIN;\nALTER TABLE invoice ADD COLUMN z int;\nCREATE INDEX n ON invoice (note);\nCOMMIT;\n',
    'BEGIN;\nALTER TABLE invoice ADD COLUMN z int;\nCOMMIT;\nCREATE INDEX CONCURRENTLY n ON invoice (note);\n',
  ],
  [
    'an index at the start of a transaction comes before its BEGIN',
    'BEGIN;\nCREATE INDEX n ON invoice (note);\nALTER TABLE invoice ADD COLUMN z int;\nCOMMIT;\n',
    'CREATE INDEX CONCURRENTLY n ON invoice (note);\nBEGIN;\nALTER TABLE invoice ADD COLUMN z int;\nCOMMIT;\n',
  ],
  [
    'a transaction of nothing else is given up',
    "begin;\nset local lock_timeout = '2s';\nreindex table invoice;\ncommit",
    'reindex table concurrently invoice;\n',
  ],
  [
    'what validates waits for the COMMIT',
    'begin;\nalter table invoice add check (id > 0);\nalter table invoice add foreign key (customer_id) references customer;\ncommit',
    'begin;\nalter table invoice add constraint invoice_id_check check (id > 0) not valid;\nalter table invoice add constraint invoice_customer_id_fkey foreign key (customer_id) references customer not valid;\ncommit;\nalter table invoice validate constraint invoice_customer_id_fkey;\nalter table invoice validate constraint invoice_id_check;',
  ],
  [
    'two indexes leave their transaction one by one',
    'begin; create index n on invoice (note); create index m on invoice (id); commit; select 1',
    'create index concurrently n on invoice (note);\ncreate index concurrently m on invoice (id); select 1',
  ],
])('%s', async (_, before, after) => {
  expect(fixed(before).text).toBe(after);
  expect(fixed(after).text).toBe(after);
  const [was, is] = [await run(before), await run(after)];
  expect(is).toEqual(was);
  expect(is).toBeArray();
});

async function run(sql: string): Promise<readonly string[] | string> {
  await postgres.exec('rollback; drop schema if exists "Über" cascade');
  return await schemaAfter(postgres, GIVEN, sql);
}

test('before 18 a check proves the column, and goes when it is required', async () => {
  const sql = 'alter table only invoice alter column "Größe" /* hm */ set not null, alter note set not null';
  const { text } = fixed(sql, { major: 15 });
  expect(text.split('\n')).toEqual([
    'alter table only invoice add constraint "invoice_Größe_check" check ("Größe" /* hm */ is not null) not valid, add constraint invoice_note_check check (note is not null) not valid;',
    'alter table only invoice validate constraint "invoice_Größe_check";',
    'alter table only invoice alter column "Größe" set not null;',
    'alter table only invoice drop constraint "invoice_Größe_check";',
    'alter table only invoice validate constraint invoice_note_check;',
    'alter table only invoice alter column note set not null;',
    'alter table only invoice drop constraint invoice_note_check;',
  ]);
  expect(await run(text)).toEqual(await run(sql));
});

test('the part that undoes a file stays', () => {
  const back = '-- migrate:down\ndrop index i;\n';
  expect(fixed(`-- migrate:up transaction:false\nreindex table invoice;\n${back}`).text).toBe(
    `-- migrate:up transaction:false\nreindex table concurrently invoice;\n${back}`,
  );
});

test('many statements are mended at once, but for the one that cannot be', () => {
  const line = (n: number) => `create index i_${n} on invoice (note);\n`;
  const sql = Array.from({ length: 200 }, (_, n) => (n === 70 ? 'create index on event (id);\n' : line(n)));
  const { text, mended, refused } = fixed(sql.join(''));
  expect([mended.length, refused.length]).toEqual([199, 1]);
  expect(text.split('\n')[70]).toBe('create index on event (id);');
}, 20_000);

test('a default for new rows leaves a comment that says what is left to do', () => {
  const sql = 'alter table invoice add column "U" uuid default gen_random_uuid(); select 1;';
  const task =
    '-- Old rows of invoice have no "U" yet: fill them in batches, each in a transaction of its own.';
  expect(fixed(sql).text).toBe(
    `alter table invoice add column "U" uuid, alter column "U" set default gen_random_uuid();\n${task}\n select 1;`,
  );
  const last = 'alter table invoice add column u uuid default gen_random_uuid()';
  expect(fixed(last).text).toEndWith(`gen_random_uuid()\n${task.replace('"U"', 'u')}`);
});

test('edits apply at their places, those at one place in their order', () => {
  const put = (start: number, end: number, text: string) => ({ start, end, text });
  expect(edited('abcdef', [put(4, 5, 'X'), put(2, 2, '1'), put(2, 2, '2'), put(0, 1, '')])).toBe('b12cdXf');
});
