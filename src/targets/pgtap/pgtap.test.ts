import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import type { ColumnObject, Schema, SchemaObject, TableObject } from '../../ir/schema.ts';
import { quoteIdentifier, quoteQualified } from '../../sql/identifier.ts';
import { fixtureSchema, schemaFrom, stories } from '../../testing.ts';
import type { GeneratedFile } from '../target.ts';
import pgtap from './target.ts';
import { openBench, type Report, type TestBench } from './testing.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const load = (schema: Schema, fill: number): Promise<void> => bench.load(schema, fill);
const run = (file: GeneratedFile): Promise<Report> => bench.run(file);

/** What a test file could leave behind: rows, roles, relations, functions. */
async function traces(): Promise<unknown> {
  const { rows } = await bench.server.query(
    `select (select count(*) from pg_roles) as roles, (select count(*) from pg_class) as relations, (select count(*) from pg_proc) as functions`,
  );
  const tables = await bench.server.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname !~ '^(pg_|information_schema|tap)' order by 1`,
  );
  const counts = await Promise.all(
    tables.rows.map(({ name }) => bench.server.query(`select count(*) from ${name}`)),
  );
  return { rows, counts: counts.map((count) => count.rows) };
}

const PATHS = [
  ...stories('schemas').map((story) => `schemas/${story}/schema.graphql`),
  'changes/many-at-once/after.graphql',
  'changes/tenant-and-policies/after.graphql',
];

describe.each(PATHS)('%s', (path) => {
  test('every assertion holds in a database that is full of rows, and nothing is left behind', async () => {
    const schema = await fixtureSchema(path);
    await load(schema, 20);
    await bench.server.exec('begin; create temporary table warm_up (); rollback');
    const before = await traces();
    for (const file of pgtap.generate(schema)) {
      const { planned, passed, failed } = await run(file);
      expect({ path: file.path, failed }).toEqual({ path: file.path, failed: [] });
      expect(passed.length).toBe(planned);
      expect(planned).toBeGreaterThan(0);
    }
    expect(await traces()).toEqual(before);
  });
});

interface Mutation {
  readonly sql: string;
  /** What the failing assertions have to speak of. */
  readonly notices: RegExp;
}

/** Changes to the database that take one object away or make it weaker. */
function mutations(object: SchemaObject, schema: Schema): readonly Mutation[] {
  const owner = 'table' in object ? schema.objects.find(({ id }) => id === object.table) : object;
  if (owner?.kind !== 'table') return [];
  const table = quoteQualified(owner.schema, owner.name);
  const name = 'name' in object ? quoteIdentifier(object.name) : '';
  switch (object.kind) {
    case 'column':
      return columnMutations(object, schema, `alter table ${table} alter column ${name}`);
    case 'constraint':
      return object.type === 'other'
        ? []
        : [{ sql: `alter table ${table} drop constraint ${name} cascade`, notices: REFUSES[object.type] }];
    case 'index': {
      const notices = object.unique ? /a second time under/ : /index/;
      return [{ sql: `drop index ${quoteQualified(object.schema, object.name)}`, notices }];
    }
    case 'policy':
      return [
        { sql: `drop policy ${name} on ${table}`, notices: /policy/ },
        ...(object.using === null
          ? []
          : [{ sql: `alter policy ${name} on ${table} using (true)`, notices: /terms of policy/ }]),
      ];
    default:
      return tableMutations(owner, table);
  }
}

function columnMutations(column: ColumnObject, schema: Schema, alter: string): readonly Mutation[] {
  const inKey = schema.objects.some(
    (o) =>
      o.kind === 'constraint' &&
      o.type === 'primary key' &&
      o.table === column.table &&
      o.columns.includes(column.name),
  );
  return [
    ...(column.notNull && !inKey
      ? [{ sql: `${alter} drop not null`, notices: /refuses a row without/ }]
      : []),
    ...(column.default === null ? [] : [{ sql: `${alter} drop default`, notices: /has its default/ }]),
  ];
}

function tableMutations({ rowSecurity, forceRowSecurity }: TableObject, table: string): readonly Mutation[] {
  if (!rowSecurity) return [];
  return [
    { sql: `alter table ${table} disable row level security`, notices: /does not see a row/ },
    {
      sql: `alter table ${table} ${forceRowSecurity ? 'no ' : ''}force row level security`,
      notices: /row security/,
    },
  ];
}

const REFUSES = {
  'primary key': /a second time under/,
  unique: /a second time under/,
  check: /against check/,
  'foreign key': /pointing nowhere by/,
} as const;

// Implied by other constraints of the same table: no row shows that they are there, the catalog does.
const IMPLIED = /project_organisation_id_id_key|invoice_net_not_negative/;

const DROPPED: readonly (readonly [string, RegExp])[] = [
  ['billing', /./],
  ['saas', /public\.(?:note|membership|organisation|project|audit_event)\b/],
];

test.each(DROPPED)(
  '%s: whatever is dropped from it, a test fails',
  async (story, tables) => {
    const schema = await fixtureSchema(`schemas/${story}/schema.graphql`);
    await load(schema, 3);
    const files = pgtap.generate(schema);
    let tried = 0;
    for (const object of schema.objects) {
      const id = 'table' in object ? object.table : object.id;
      const file = files.find(
        ({ path, places }) => !path.includes('enums') && places.some((place) => place.object === id),
      );
      for (const mutation of file && tables.test(id) ? mutations(object, schema) : []) {
        await expectNoticed(object, mutation, file?.text ?? '');
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(20);
  },
  60_000,
);

async function expectNoticed(object: SchemaObject, { sql, notices }: Mutation, text: string): Promise<void> {
  const mutated = text.replace(/^begin;$/m, () => `begin;\n${sql};`);
  const { failed } = await run({ path: `${object.id} (${sql})`, text: mutated, places: [] });
  const noticed = IMPLIED.test(object.id) ? failed.length > 0 : failed.some((line) => notices.test(line));
  expect(noticed ? [] : [sql, ...failed]).toEqual([]);
}

test('a policy that is opened to all tenants is noticed by what a role then sees', async () => {
  const schema = await schemaFrom(TENANT);
  await load(schema, 3);
  const file = pgtap.generate(schema).find(({ path }) => path.endsWith('-doc.sql'));
  const opened =
    'alter policy doc_tenant on doc using (true) with check (true); alter policy doc_tenant_select on doc using (true);';
  const { failed } = await run({
    path: 'opened',
    text: file?.text.replace(/^begin;$/m, `begin;\n${opened}`) ?? '',
    places: [],
  });
  expect(failed.filter((line) => line.includes('does not see'))).toHaveLength(1);
});

const TENANT = `
  type Org @wes_table { id: ID! @wes_pk }
  type Doc @wes_table @wes_tenant(by: "orgId") { id: ID! @wes_pk orgId: ID! @wes_fk(ref: "Org.id") }`;

test('where no row can be found the structure is tested all the same, and the report says why', async () => {
  const schema = await schemaFrom(
    `type T @wes_table { id: Int! @wes_pk @wes_check(expr: "sqrt(id) > 1", name: "root") }`,
  );
  await load(schema, 3);
  const [file] = pgtap.generate(schema);
  if (!file) throw new Error('no file');
  const { planned, passed, rest } = await run(file);
  expect(passed.length).toBe(planned);
  expect(planned).toBeGreaterThan(4);
  expect(rest.join('\n')).toContain('Not tested: rows of t, since check root: sqrt() has no evaluator');
});
