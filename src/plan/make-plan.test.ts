import { beforeAll, describe, expect, test } from 'bun:test';
import { diff } from '../diff/diff.ts';
import type { Schema } from '../ir/schema.ts';
import { expectSnapshot, fixtureSchema, loadParserForTests, schemaFrom, stories } from '../testing.ts';
import { makePlan, type Planning } from './make-plan.ts';
import type { Step } from './plan.ts';

beforeAll(loadParserForTests);

async function planned(before: string, after: string): Promise<Planning> {
  const [from, to] = await Promise.all([schemaFrom(before), schemaFrom(after)]);
  return makePlan(diff(from, to), from, to);
}

const stepsOf = ({ plan, refusals }: Planning): readonly Step[] => {
  if (plan === null) throw new Error(refusals.map(({ message }) => message).join('\n'));
  return plan.steps;
};

const sqlOf = (planning: Planning): readonly string[] =>
  stepsOf(planning).map(({ id, sql }) => `${id} ${sql}`);

describe.each(stories('changes'))('%s', (story) => {
  test('is planned as the snapshot says', async () => {
    const [from, to] = await Promise.all([
      fixtureSchema(`changes/${story}/before.graphql`),
      fixtureSchema(`changes/${story}/after.graphql`),
    ]);
    const { plan } = makePlan(diff(from, to), from, to);
    const forth = (plan?.steps ?? []).map(({ id, sql }) => `-- ${id}\n${sql}\n`);
    const back = (plan?.rollback ?? []).map(({ id, undoes, sql }) => `-- ${id} undoes ${undoes}\n${sql}\n`);
    expectSnapshot(`changes/${story}/plan.sql`, [...forth, ...back].join('\n'));
  });

  test('is undone once for each step that can be, last step first', async () => {
    const [from, to] = await Promise.all([
      fixtureSchema(`changes/${story}/before.graphql`),
      fixtureSchema(`changes/${story}/after.graphql`),
    ]);
    const { plan, refusals } = makePlan(diff(from, to), from, to);
    const undoable = plan?.steps.flatMap(({ id, undo }) => ('sql' in undo ? [id] : [])) ?? [];
    expect(plan === null).toBe(refusals.length > 0);
    expect(plan?.rollback.map(({ undoes }) => undoes) ?? []).toEqual(undoable.toReversed());
  });
});

test('no change is an empty plan', async () => {
  const to = await schemaFrom(T('a: Int'));
  expect(makePlan([], to, to)).toMatchObject({ plan: { steps: [], rollback: [] }, refusals: [] });
});

const T = (fields: string, directives = ''): string =>
  `type T @wes_table ${directives} { id: ID! @wes_pk ${fields} }`;

test('a constant default needs no backfill, a volatile one does', async () => {
  expect(sqlOf(await planned(T(''), T('a: Int! @wes_default(value: 0)')))).toEqual([
    'expand-001 ALTER TABLE public.t ADD COLUMN a integer DEFAULT 0 NOT NULL;',
  ]);
  expect(sqlOf(await planned(T(''), T('a: UUID @wes_default(expr: "gen_random_uuid()")')))).toEqual([
    'expand-001 ALTER TABLE public.t ADD COLUMN a uuid;',
    'expand-002 ALTER TABLE public.t ALTER COLUMN a SET DEFAULT gen_random_uuid();',
    'backfill-001 UPDATE public.t SET a = gen_random_uuid() WHERE a IS NULL;',
  ]);
});

test('existing rows get the backfill and not the default', async () => {
  const steps = stepsOf(await planned(T(''), T('a: Int @wes_default(value: 0) @wes_backfill(expr: "1")')));
  expect(steps.map(({ sql }) => sql)).toEqual([
    'ALTER TABLE public.t ADD COLUMN a integer;',
    'ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 0;',
    'UPDATE public.t SET a = 1 WHERE a IS NULL;',
  ]);
});

test('an index over a column that is filled is built after that', async () => {
  const steps = stepsOf(await planned(T(''), T('a: Int @wes_index @wes_backfill(expr: "1")')));
  expect(steps.map(({ phase }) => phase)).toEqual(['expand', 'backfill', 'validate']);
});

test('a primary key over a column that may hold NULL so far comes after the proof that it does not', async () => {
  const table = (field: string): string => `type T @wes_table { ${field} }`;
  const steps = stepsOf(await planned(table('code: String'), table('code: String! @wes_pk')));
  expect(steps.filter(({ phase }) => phase === 'switch').map(({ sql }) => sql)).toEqual([
    'ALTER TABLE public.t ALTER COLUMN code SET NOT NULL;',
    'ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;',
  ]);
});

test('a foreign key to a primary key that is proven late comes after it, so that the way back takes it first', async () => {
  const before = 'type T @wes_table { a: Int } type S @wes_table { id: ID! @wes_pk }';
  const after =
    'type T @wes_table { k: ID! @wes_pk @wes_backfill(expr: "gen_random_uuid()") a: Int } type S @wes_table { id: ID! @wes_pk t: T @wes_fk(ref: "T.k") }';
  const sql = sqlOf(await planned(before, after)).filter((line) =>
    /FOREIGN KEY|PRIMARY KEY|_fkey;/.test(line),
  );
  expect(sql).toEqual([
    'switch-002 ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;',
    'switch-003 ALTER TABLE public.s ADD CONSTRAINT s_t_k_fkey FOREIGN KEY (t_k) REFERENCES public.t (k) NOT VALID;',
    'switch-004 ALTER TABLE public.s VALIDATE CONSTRAINT s_t_k_fkey;',
  ]);
});

test('what a backfill puts into a column that was there before is not undone, and the plan says so', async () => {
  const inOld = stepsOf(await planned(T('a: Int'), T('a: Int! @wes_backfill(expr: "0")')));
  expect(inOld.find(({ phase }) => phase === 'backfill')).toMatchObject({
    undo: { impossible: expect.any(String) },
  });
  const steps = stepsOf(await planned(T(''), T('a: Int! @wes_backfill(expr: "0")')));
  const inNewColumn = steps.find(({ phase }) => phase === 'backfill');
  expect(inNewColumn?.undo).toEqual({ unnecessary: 'undone together with the column a' });
});

const warned = ({ plan }: Planning): readonly string[] =>
  (plan?.steps ?? []).flatMap(({ phase, hazards }) => hazards.map(({ code }) => `${phase} ${code}`));

test('what the old application leaves out is filled until contract, and only then is it warned of', async () => {
  const planning = await planned(T('a: Int'), T('a: Int b: Int! @wes_backfill(expr: "a + 1")'));
  expect(warned(planning)).toEqual(['contract WRITES_WITHOUT_COLUMN_FAIL']);
  const steps = stepsOf(planning).filter(({ sql }) => / (?:FUNCTION|TRIGGER) /.test(sql));
  expect(steps.map(({ phase }) => phase)).toEqual(['expand', 'expand', 'contract', 'contract']);
});

/** With a generated column, which SDL has no word for and a catalog may hold. */
const withGenerated = ({ objects }: Schema): Schema => ({
  objects: objects.flatMap((object) =>
    object.kind === 'column' && object.name === 'b'
      ? [{ ...object, generated: { expression: '1', stored: true } }]
      : [object],
  ),
});

test.each([
  ['has nothing to fill it with', T('a: Int b: Int'), T('a: Int! b: Int')],
  ['is filled from a generated column', T('a: Int b: Int'), T('a: Int! @wes_backfill(expr: "b") b: Int')],
  ['names its schema', T('a: Int b: Int'), T('a: Int! @wes_backfill(expr: "public.t.id::text::int") b: Int')],
])('a column that %s is warned of where writes begin to fail', async (_, before, after) => {
  const [from, to] = [withGenerated(await schemaFrom(before)), withGenerated(await schemaFrom(after))];
  expect(warned(makePlan(diff(from, to), from, to))).toEqual(['validate WRITES_WITHOUT_COLUMN_FAIL']);
});

test('a value that is read from elsewhere is warned of: it is read with the rights of whoever writes', async () => {
  const backfill = '(select max(id::text) from public.t)';
  expect(warned(await planned(T(''), T(`a: String! @wes_backfill(expr: "${backfill}")`)))).toContain(
    'expand FILLED_WITH_WRITERS_RIGHTS',
  );
});

test.each(['function public.t__a_fill()', 'trigger zz_t_a_fill on public.t'])(
  'refuses a filler whose name is taken: %s',
  async (id) => {
    const [from, to] = await Promise.all([
      schemaFrom(T('')),
      schemaFrom(T('a: Int! @wes_backfill(expr: "1")')),
    ]);
    const other = {
      kind: 'carried',
      id: `carried:${id}`,
      what: 'function',
      definition: 'x y',
      needs: [],
      roles: [],
      comment: null,
      declared: null,
    } as const;
    const { refusals } = makePlan(diff(from, to), { objects: [...from.objects, other] }, to);
    expect(refusals).toMatchObject([
      { code: 'NAME_TAKEN', object: 'column:public.t.a', message: expect.stringContaining(id) },
    ]);
  },
);

test('a concurrent build is never cut while it works, and does not wait for ever', async () => {
  const [build] = stepsOf(await planned(T('a: Int'), T('a: Int @wes_index')));
  expect(build).toMatchObject({ transactional: false, lockTimeoutMs: 60_000, statementTimeoutMs: 0 });
});

test('row security is switched on after its policies, and last of all', async () => {
  const steps = stepsOf(await planned(T('org: UUID!'), T('org: UUID!', '@wes_tenant(by: "org")')));
  expect(steps.findIndex(({ sql }) => sql.includes('ENABLE ROW'))).toBeGreaterThan(
    steps.findLastIndex(({ sql }) => sql.includes('CREATE POLICY')),
  );
  expect(steps.filter(({ phase }) => phase === 'switch').map(({ sql }) => sql)).toEqual([
    'ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;',
    'ALTER TABLE public.t FORCE ROW LEVEL SECURITY;',
  ]);
});

test('tables that reference each other are made before their keys', async () => {
  const cycle =
    'type A @wes_table { id: ID! @wes_pk b: B @wes_fk(ref: "B.id") } type B @wes_table { id: ID! @wes_pk a: A @wes_fk(ref: "A.id") }';
  const sql = sqlOf(await planned(T(''), `${T('')} ${cycle}`));
  const lastTable = sql.findLastIndex((line) => line.includes('CREATE TABLE'));
  expect(sql.findIndex((line) => line.includes('FOREIGN KEY'))).toBeGreaterThan(lastTable);
});

test.each([
  ['a dropped column', T('a: Int'), T(''), 'DROP_NOT_SUPPORTED column:public.t.a'],
  ['a dropped table', `${T('')} type U @wes_table { a: Int }`, T(''), 'DROP_NOT_SUPPORTED table:public.u'],
  ['a changed type', T('a: Int'), T('a: String'), 'CHANGE_NOT_SUPPORTED column:public.t.a'],
  [
    'a dropped default',
    T('a: Int @wes_default(value: 1)'),
    T('a: Int'),
    'CHANGE_NOT_SUPPORTED column:public.t.a',
  ],
  ['a relaxed NOT NULL', T('a: Int!'), T('a: Int'), 'CHANGE_NOT_SUPPORTED column:public.t.a'],
  [
    'a removed enum value',
    `${T('a: E')} enum E { X Y }`,
    `${T('a: E')} enum E { X }`,
    'CHANGE_NOT_SUPPORTED enum:public.e',
  ],
  [
    'enum values in another order',
    `${T('a: E')} enum E { X Y }`,
    `${T('a: E')} enum E { Y X }`,
    'CHANGE_NOT_SUPPORTED enum:public.e',
  ],
  ['row security switched off', T('', '@wes_rls'), T(''), 'CHANGE_NOT_SUPPORTED table:public.t'],
  [
    'a changed check',
    T('a: Int @wes_check(expr: "a > 0")'),
    T('a: Int @wes_check(expr: "a > 1")'),
    'CHANGE_NOT_SUPPORTED constraint:public.t.t_a_check',
  ],
  [
    'a required column without a value',
    T(''),
    T('a: Int!'),
    'REQUIRED_COLUMN_WITHOUT_VALUE column:public.t.a',
  ],
])('refuses %s by name', async (_, before, after, expected) => {
  const { plan, refusals } = await planned(before, after);
  expect(plan).toBeNull();
  expect(refusals.map(({ code, object }) => `${code} ${object}`)).toContain(expected);
});

test('refuses every change it can’t plan, not the first alone', async () => {
  const { refusals } = await planned(T('a: Int b: Int'), T('a: String'));
  expect(refusals.map(({ object }) => object)).toEqual(['column:public.t.a', 'column:public.t.b']);
});

test('every step says how it is undone, and the way back undoes each once', async () => {
  const [from, to] = await Promise.all([
    fixtureSchema('changes/many-at-once/before.graphql'),
    fixtureSchema('changes/many-at-once/after.graphql'),
  ]);
  const { plan } = makePlan(diff(from, to), from, to);
  const undoable = (plan?.steps ?? []).filter(({ undo }) => 'sql' in undo).map(({ id }) => id);
  expect(plan?.rollback.map(({ undoes }) => undoes)).toEqual(undoable.toReversed());
  expect(plan?.steps.length).toBeGreaterThan(40);
});
