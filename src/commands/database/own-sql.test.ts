import { afterAll, beforeAll, expect, test } from 'bun:test';
import { sha256 } from '../../base/digest.ts';
import { comment } from '../../carried/comment.ts';
import { grants } from '../../carried/grants.ts';
import { AFTER_TABLES, BEFORE_TABLES } from '../../carried/kinds.ts';
import { owner } from '../../carried/owner.ts';
import { dropInvalidRest, leavesHalf } from '../../deploy/cut-off.ts';
import * as ledger from '../../deploy/ledger.ts';
import { readPlace } from '../../deploy/place.ts';
import { checkPreconditions } from '../../deploy/preconditions.ts';
import { findHolder, takeDatabase } from '../../deploy/take-database.ts';
import { sampleStats } from '../../impact/read-stats.ts';
import { introspect, introspectAgain } from '../../ir/introspect/introspect.ts';
import { introspectSteady } from '../../ir/introspect/steady.ts';
import { settle } from '../../shell/postgres/known-settings.ts';
import { openScratch } from '../../shell/postgres/pglite.ts';
import { serverOf } from '../../shell/postgres/server.ts';
import { OWN_NAMES } from '../../sql/names.ts';
import { fieldNode, type Node, namesOf, textOf, walk } from '../../sql/node.ts';
import { ownsItsSession, readPid } from '../../sql/own-session.ts';
import { pageRanges } from '../../sql/page-ranges.ts';
import { parseSql } from '../../sql/parser.ts';
import { loadParserForTests } from '../../testing.ts';
import type { Engine, Session } from '../../world/engine.ts';

/* Every name in our own SQL says its schema, whatever search_path it runs under. */

let engine: Engine;
const heard = new Set<string>();
beforeAll(async () => {
  await loadParserForTests();
  engine = await openScratch({ pgtap: false });
});
afterAll(() => engine[Symbol.asyncDispose]());

/** The session, which keeps what it was told. */
function listening(session: Session): Session {
  const keep = (sql: string): string => {
    heard.add(sql);
    return sql;
  };
  return {
    query: (sql, values) => session.query(keep(sql), values),
    run: (sql) => session.run(keep(sql)),
    results: (sql) => session.results(keep(sql)),
    [Symbol.asyncDispose]: async () => {},
  };
}

const STEP = {
  id: 'expand-001',
  phase: 'expand',
  object: 'index:public.note_idx',
  sql: 'CREATE INDEX CONCURRENTLY note_idx ON public.note USING btree (id);',
  transactional: false,
  lockTimeoutMs: 0,
  statementTimeoutMs: 0,
  hazards: [],
  batch: { table: 'public.note', sql: '', pages: 1 },
  schemaAfter: sha256('after'),
} as const;

/** Everything that a database of a user's is told, but for what its author wrote. */
async function tellEverything(session: Session): Promise<void> {
  await settle(session, OWN_NAMES);
  await serverOf(session);
  const place = await readPlace(session);
  await ledger.readLedger(session);
  await ledger.giveIdentity(session, 'a', place);
  await ledger.replaceIdentity(session, 'b', place);
  const opening = { certificate: 'c', sequence: 1, environment: 'dev', plan: sha256(''), steps: 1 };
  await ledger.openDeployment(session, opening, { id: 'd', place });
  await ledger.beginStep(session, { certificate: 'c', step: 's', position: 0 });
  await ledger.finishStep(
    session,
    { certificate: 'c', step: 's', position: 0 },
    { batches: null, rows: null },
  );
  await ledger.closeDeployment(session, 'c');
  expect((await ledger.readLedger(session)).entries).toMatchObject([
    { certificate: 'c', begun: [{ step: 's' }] },
  ]);
  await introspectSteady(session);
  const schema = await introspect(session);
  await introspectAgain(session, schema, null);
  const patience = { waitMs: 0, nowMs: () => 0, sleep: async () => {}, progress: () => {} };
  await takeDatabase(session, patience);
  await findHolder(session);
  await ownsItsSession({ session, connect: async () => session }, () => new Promise(() => {}));
  await readPid(session);
  await leavesHalf(session, STEP);
  await ledger.failStep(session, { certificate: 'c', step: 's', position: 0 }, 'it failed');
  await checkPreconditions(session, [STEP], schema);
  await pageRanges(session, 'public.note', 1);
  await dropInvalidRest(session, STEP);
  await sampleStats(session);
}

/** Where a part of a tree names something: a function, a type, a relation, each as its parts. */
function namesIn(type: string, fields: Node): readonly (readonly string[])[] {
  const called = type === 'FuncCall' ? namesOf(fields['funcname']) : [];
  const typed = namesOf(fieldNode(fields['typeName'])['names']);
  const related = type === 'RangeVar' ? fields : fieldNode(fields['relation']);
  const relation = [textOf(related['schemaname']), textOf(related['relname'])].filter((part) => part !== '');
  return [called, typed, relation];
}

/** Names in a script for which PostgreSQL would look through search_path. */
function unqualifiedIn(sql: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { stmt } of parseSql(sql)) {
    const inner = new Set<string>();
    walk(stmt, (type, fields) => {
      if (type === 'CommonTableExpr') inner.add(textOf(fields['ctename']));
    });
    walk(stmt, (type, fields) => {
      for (const [name = '', ...more] of namesIn(type, fields))
        if (name !== '' && more.length === 0 && !inner.has(name)) found.add(name);
    });
  }
  return found;
}

test('every relation, function and type that we name says its schema', async () => {
  await engine.session.run('create table public.note (id integer primary key, text text)');
  await tellEverything(listening(engine.session));
  expect(heard.size).toBeGreaterThan(40);
  const found = [...heard].flatMap((sql) =>
    [...unqualifiedIn(sql)].map((name) => `${name} in ${sql.trim().slice(0, 200)}`),
  );
  expect(found).toEqual([]);
});

test.each([14, 18])('so do the queries of every kind that a database may hold, on PostgreSQL %i', (major) => {
  const kinds = [...BEFORE_TABLES, ...AFTER_TABLES].map(({ what, query }) => [what, query(major)] as const);
  const about = [owner, grants, comment].flatMap(({ what, query, probe }) => [
    [what, query] as const,
    [what, probe] as const,
  ]);
  expect(kinds.length).toBeGreaterThan(30);
  const found = [...kinds, ...about].flatMap(([what, sql]) =>
    [...unqualifiedIn(sql)].map((name) => `${name} in ${what}`),
  );
  expect(found).toEqual([]);
});

test.each([
  'select * from pg_class',
  'select now()',
  "select '1'::text",
  'lock table step',
  'insert into step values (1)',
])('the scan finds a name without a schema in %s', (sql) => expect(unqualifiedIn(sql).size).toBe(1));
