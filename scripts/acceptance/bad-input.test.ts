import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readdirSync } from 'node:fs';
import { openScratch } from '../../src/shell/postgres/pglite.ts';
import { BAD_INPUT } from './bad-input.ts';
import { openPlace, type Place, type Ran } from './place.ts';

let place: Place;
beforeAll(() => {
  place = openPlace();
});
afterAll(() => place.close());

function transform(sdl: string | Uint8Array, ...more: readonly string[]): Ran {
  place.write('bad.graphql', sdl);
  return place.wesley('transform', '--schema', 'bad.graphql', '--out', 'out', ...more);
}

test.each([...BAD_INPUT])(
  'refuses %s with its place, on stderr and in JSON, and writes nothing',
  (_, sdl, at, says) => {
    const { exit, out, err } = transform(sdl, '--json');
    expect(exit).toBe(2);
    expect(err).toStartWith(`bad.graphql:${at}: error[`);
    expect(err).toContain(says);
    const [first] = JSON.parse(out).diagnostics as {
      file: string;
      line: number;
      column: number;
      message: string;
      hint: string | null;
    }[];
    expect(`${first?.file}:${first?.line}:${first?.column}`).toBe(`bad.graphql:${at}`);
    expect(`${first?.message} ${first?.hint}`).toContain(says);
    expect(existsSync(place.at('out'))).toBe(false);
  },
);

test('refuses invalid UTF-8 at its first bad byte', () => {
  const { exit, out, err } = transform(
    Buffer.concat([
      Buffer.from('type É @wes_table {\n  é: ID! '),
      Buffer.from([0xe2, 0x82]),
      Buffer.from(' }\n'),
    ]),
    '--json',
  );
  expect(exit).toBe(2);
  expect(err).toStartWith('bad.graphql:2:10: error[INVALID_UTF8]: Not UTF-8 from byte 31 on.');
  expect(JSON.parse(out).diagnostics).toMatchObject([{ file: 'bad.graphql', line: 2, column: 10 }]);
});

test('refuses 10 MB of SDL at once', () => {
  const table = (i: number): string => `type T${i} @wes_table {\n  id: ID! @wes_pk\n  name: String!\n}\n`;
  const sdl = Array.from({ length: 180_000 }, (_, i) => table(i)).join('');
  expect(sdl.length).toBeGreaterThan(10_000_000);
  const startMs = performance.now();
  const { exit, err } = transform(sdl);
  expect({ exit, err }).toEqual({
    exit: 2,
    err: expect.stringMatching(/^bad\.graphql:\d+:\d+: error\[TOO_LARGE\]/),
  });
  expect(performance.now() - startMs).toBeLessThan(5000);
  expect(existsSync(place.at('out'))).toBe(false);
});

const NAMES = `type PgClass @wes_table { id: ID! @wes_pk }
type Select @wes_table(name: "select") { id: ID! @wes_pk
  from: Int @wes_column(name: "order by")
  quote: String @wes_column(name: "a\\"; drop table \\"select\\"; --")
  collated: String @wes_column(collate: "C")
  unicode: Int @wes_column(name: "Größe 💶")
  longest: Int @wes_column(name: "${'n'.repeat(63)}") }
type Node @wes_table @wes_rls(select: "true", roles: ["x; drop table pg_class"]) { id: ID! @wes_pk
  parent: Node @wes_fk(ref: "Node.id")
  leaf: Leaf! @wes_fk(ref: "Leaf.id") }
type Leaf @wes_table { id: ID! @wes_pk
  node: Node! @wes_fk(ref: "Node.id") }
extend type Leaf { added: Int! }
`;

test('compiles reserved words, quotes, unicode, cycles, catalog names and extensions to DDL that PostgreSQL takes', async () => {
  for (const text of [NAMES, `\uFEFF${NAMES}`, NAMES.replaceAll('\n', '\r\n')]) {
    place.write('names.graphql', text);
    place.ok('transform', '--schema', 'names.graphql', '--target', 'postgres', '--out', 'names');
  }
  const engine = await openScratch({ pgtap: false });
  await engine.session.run('create role "x; drop table pg_class"');
  await engine.session.run(place.read('names/schema.sql'));
  const columns = await engine.session.query<{ name: string }>(
    `select attrelid::regclass || '.' || quote_ident(attname) as name from pg_attribute join pg_class c on c.oid = attrelid
     where attnum > 0 and relkind = 'r' and relnamespace = 'public'::regnamespace order by attrelid::regclass::text, attnum`,
  );
  const foreign = await engine.session.query("select conname from pg_constraint where contype = 'f'");
  await engine[Symbol.asyncDispose]();
  expect(foreign).toHaveLength(3);
  expect(columns.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'leaf.added',
      '"select"."a""; drop table ""select""; --"',
      '"select"."Größe 💶"',
      'public.pg_class.id',
    ]),
  );
});

test("shows what PostgreSQL alone can refuse at the schema's line, and writes no report", () => {
  place.write(
    'bad.graphql',
    'type A @wes_table {\n  id: ID! @wes_pk\n  a: Int @wes_default(expr: "nosuch()")\n}\n',
  );
  const { exit, err } = place.wesley('rehearse', '--schema', 'bad.graphql', '--from', 'empty', '--quiet');
  expect({ exit, err }).toEqual({
    exit: 4,
    err: expect.stringMatching(/^bad\.graphql:\d+:\d+: error.*function nosuch\(\) does not exist/),
  });
  expect(readdirSync(place.folder)).not.toContain('.wesley');
});

/** Fields in reverse, which means the same. */
const REVERSED = `type Leaf @wes_table {
  name: String!
  id: ID! @wes_pk
}
enum Mood { GOOD BAD }
type Tree @wes_table {
  mood: Mood
  leaf: ID! @wes_fk(ref: "Leaf.id")
  id: ID! @wes_pk
}
`;
const FORWARD = `enum Mood { GOOD BAD }
type Tree @wes_table {
  id: ID! @wes_pk
  leaf: ID! @wes_fk(ref: "Leaf.id")
  mood: Mood
}
type Leaf @wes_table {
  id: ID! @wes_pk
  name: String!
}
`;

test('gives the same bytes in any time zone and language, and the same digest for fields in another order', () => {
  const transformed = (
    sdl: string,
    env: Readonly<Record<string, string>>,
  ): { schema: string; files: unknown } => {
    place.write('tree.graphql', sdl);
    const ran = place.run(
      [place.executable, 'transform', '--schema', 'tree.graphql', '--out', 'tree', '--json'],
      env,
    );
    return JSON.parse(ran.out);
  };
  const first = transformed(FORWARD, {});
  expect(first.files).not.toEqual([]);
  expect(transformed(FORWARD, { TZ: 'Pacific/Apia', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })).toEqual(
    first,
  );
  expect(transformed(FORWARD, { TZ: 'America/St_Johns', LANG: 'C' })).toEqual(first);
  expect(transformed(REVERSED, {}).schema).toBe(first.schema);
  expect(transformed(REVERSED.replace('GOOD BAD', 'BAD GOOD'), {}).schema).not.toBe(first.schema);
});

test('tells of a statement that the parser has no memory for, and reads what stands around it', () => {
  const many = `select ${'1, '.repeat(17_000_000)}1`;
  place.write('huge.sql', `select 1;\n${many};\nselect 2 +;\nselect 3;\n`);
  const { exit, out, err } = place.wesley('check', 'huge.sql');
  expect(exit).toBe(2);
  expect(out).toContain('huge.sql:2:1: error: the statement takes more memory than the parser has');
  expect(out).toContain('huge.sql:3:10: error: syntax error');
  expect(out).toContain('2 statements in 1 file');
  expect(err).toBe('');
});
