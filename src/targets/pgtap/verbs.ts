import type { TableModel } from '../../ir/tables.ts';
import { insertRows } from '../../rows/insert.ts';
import type { Row } from '../../rows/rules.ts';
import { mayRaise, type Question, refusalsOf, type Session } from '../../rows/security.ts';
import { literal, type Value } from '../../rows/value.ts';
import { quoteIdentifier, quoteQualified } from '../../sql/identifier.ts';
import { findRow } from './policy-fixture.ts';
import { answerOf, type Denied, expectAs, expectDenied, keyOf, type Probe, standing } from './probe.ts';

/** Tests every verb on rows that the policies accept and on rows that they keep back. */
export function writeVerbs(probe: Probe): void {
  writeSelect(probe);
  writeInsert(probe);
  writeUpdate(probe);
  writeUpdated(probe);
  writeDelete(probe);
}

/**
 * Rows that the policies refuse for `question`, found by `make`: one for each reason to refuse, with that reason
 * alone if possible. When a reason never occurs alone (the two policies of a tenant say the same), a row that shows
 * it together with others is enough.
 */
function refusedRows(
  probe: Probe,
  question: Question,
  make: (wanted: (row: Row) => boolean) => Row | null,
): readonly { readonly by: string; readonly row: Row }[] {
  const rows: { by: string; row: Row }[] = [];
  for (const { by, alone, atAll } of refusalsOf(probe.security, question, probe.session)) {
    const single = make(alone);
    if (!single && rows.some(({ row }) => atAll(row))) continue;
    const row = single ?? make(atAll);
    if (row) rows.push({ by, row });
  }
  return rows;
}

function writeSelect(probe: Probe): void {
  const { model } = probe.fixture.table;
  const select = (row: Row): string =>
    `select from ${quoteQualified(model.table.schema, model.table.name)} where ${keyOf(model, row)}`;
  const seen = standing(probe, (row) => answerOf(probe, 'select', row) === true);
  for (const { by, row } of refusedRows(probe, 'select', (wanted) => standing(probe, wanted))) {
    expectDenied(probe, hidden(select(row), ['select'], row), `does not see a row that ${by}`);
  }
  if (!seen) {
    unproven(probe, 'SELECT', ['select']);
    return;
  }
  for (const { session, also, text } of withoutSettings(probe)) {
    if ([session, ...also].every((one) => answerOf(probe, 'select', seen, one) === false))
      expectDenied(
        probe,
        hidden(select(seen), ['select'], seen),
        (raises) => `sees nothing, ${raises ? 'or an error' : 'and no error'}, ${text}`,
        session,
      );
  }
  expectAs(probe, select(seen), '1', 'sees a row that the policies let through');
}

/** A statement that should find no row. */
const hidden = (sql: string, questions: readonly Question[], row: Row): Denied => ({
  sql,
  outcome: '0',
  questions,
  row,
});

/** A statement that should fail WITH CHECK. */
const kept = (sql: string, questions: readonly Question[], row: Row): Denied => ({
  sql,
  outcome: '42501',
  questions,
  row,
});

interface Unset {
  readonly session: Session;
  /**
   * Other states that the session may really be in: a setting that was once set and then undone is empty, not unset,
   * until the session ends.
   */
  readonly also: readonly Session[];
  readonly text: string;
}

/**
 * Reports that a verb is unproven when no row was found that the policies accept: then denials prove nothing if the
 * policies raise errors for every row.
 */
function unproven(probe: Probe, verb: string, questions: readonly Question[]): void {
  const { script, fixture, security, session, who } = probe;
  const { table } = fixture.table.model;
  if (mayRaise(security, questions, new Map(), session))
    script.untested(
      table.id,
      `that ${who} may ${verb} in ${table.name}, since no row was found that its policies let through; they may raise`,
    );
}

/** The same session with its settings never set, and with empty ones, as a pooler's RESET leaves them. */
function withoutSettings({ session, security }: Probe): readonly Unset[] {
  if (security.settings.length === 0) return [];
  const names = security.settings.join(', ');
  const unset = { ...session, settings: new Map() };
  const empty = { ...session, settings: new Map(security.settings.map((name) => [name, ''])) };
  return [
    { session: unset, also: [empty], text: `while ${names} is not set` },
    { session: empty, also: [], text: `while ${names} is empty` },
  ];
}

function writeInsert(probe: Probe): void {
  const { model } = probe.fixture.table;
  const find = (wanted: (row: Row) => boolean): Row | null =>
    findRow(probe.fixture, probe.session.user, wanted);
  const mine = find((row) => answerOf(probe, 'insert', row) === true);
  if (mine) expectAs(probe, insertRows(model, [mine]), '1', 'inserts a row that the policies let through');
  for (const { by, row } of refusedRows(probe, 'insert', find)) {
    expectDenied(probe, kept(insertRows(model, [row]), ['insert'], row), `cannot insert a row that ${by}`);
  }
  if (!mine) {
    unproven(probe, 'INSERT', ['insert']);
    return;
  }
  for (const { session, also, text } of withoutSettings(probe)) {
    if ([session, ...also].every((one) => answerOf(probe, 'insert', mine, one) === false))
      expectDenied(
        probe,
        kept(insertRows(model, [mine]), ['insert'], mine),
        `cannot insert ${text}`,
        session,
      );
  }
}

const updateSql = (model: TableModel, row: Row, changes: ReadonlyMap<string, Value>): string => {
  const set = [...changes].map(([name, value]) => `${quoteIdentifier(name)} = ${literal(value)}`).join(', ');
  return `update ${quoteQualified(model.table.schema, model.table.name)} set ${set} where ${keyOf(model, row)}`;
};

const UPDATE: readonly Question[] = ['select', 'update', 'updated'];

// An UPDATE whose WHERE reads columns asks the SELECT policies too, about the old row and the new one.
const updates = (probe: Probe, row: Row): boolean | undefined =>
  both(answerOf(probe, 'select', row), answerOf(probe, 'update', row));
const both = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
  a === false || b === false ? false : a && b;

// Prefers a row that the role sees: then the policy of the verb itself keeps it back, and not that of SELECT.
const visibleFirst = (probe: Probe, wanted: (row: Row) => boolean): Row | null =>
  standing(probe, (row) => wanted(row) && answerOf(probe, 'select', row) === true) ?? standing(probe, wanted);

function writeUpdate(probe: Probe): void {
  const { model, plan } = probe.fixture.table;
  const column =
    plan.columns.find(
      ({ identity, name }) => identity !== 'always' && probe.security.columns.includes(name),
    ) ?? plan.columns.at(-1);
  if (!column) return;
  const unchanged = (row: Row): string =>
    updateSql(model, row, new Map([[column.name, row.get(column.name) ?? null]]));
  const mine = standing(probe, (row) => both(updates(probe, row), answerOf(probe, 'updated', row)) === true);
  if (mine) expectAs(probe, unchanged(mine), '1', 'updates a row that the policies let through');
  else unproven(probe, 'UPDATE', UPDATE);
  for (const { by, row } of refusedRows(probe, 'update', (wanted) => visibleFirst(probe, wanted))) {
    expectDenied(probe, hidden(unchanged(row), UPDATE, row), `does not reach by UPDATE a row that ${by}`);
  }
}

/** Tests an UPDATE that turns a row of the role into one that the policies refuse. */
function writeUpdated(probe: Probe): void {
  const { model, plan } = probe.fixture.table;
  const mine = standing(probe, (row) => updates(probe, row) === true);
  if (!mine) return;
  const settable = plan.columns.filter(({ identity }) => identity !== 'always').map(({ name }) => name);
  const columns = probe.security.columns.filter((name) => settable.includes(name));
  const refused = (row: Row): boolean => answerOf(probe, 'updated', row) === false;
  // Preferred: a new row that the role could still see and update. Then only WITH CHECK refuses it.
  const checked = (row: Row): boolean => refused(row) && updates(probe, row) === true;
  const changes = [
    ...columns.map((name) => changesTo(probe, mine, [name], checked)),
    changesTo(probe, mine, columns, checked),
    changesTo(probe, mine, columns, refused),
  ].find((found) => found !== null);
  if (changes)
    expectDenied(
      probe,
      kept(updateSql(model, mine, changes), UPDATE, new Map([...mine, ...changes])),
      'cannot turn a row into one that the policies keep back',
    );
}

/** New values for some columns of a row so that `wanted` accepts the result; `null` when none were found. */
function changesTo(
  { fixture, session }: Probe,
  mine: Row,
  columns: readonly string[],
  wanted: (row: Row) => boolean,
): ReadonlyMap<string, Value> | null {
  const valuesOf = (row: Row): ReadonlyMap<string, Value> =>
    new Map(columns.map((name) => [name, row.get(name) ?? null]));
  const changed = (row: Row): Row => new Map([...mine, ...valuesOf(row)]);
  const other = findRow(fixture, session.user, (row) => wanted(changed(row)));
  if (!other) return null;
  const differs = (name: string): boolean =>
    literal(other.get(name) ?? null) !== literal(mine.get(name) ?? null);
  const changes = new Map([...valuesOf(other)].filter(([name]) => differs(name)));
  return changes.size > 0 ? changes : null;
}

function writeDelete(probe: Probe): void {
  const { model } = probe.fixture.table;
  const remove = (row: Row): string =>
    `delete from ${quoteQualified(model.table.schema, model.table.name)} where ${keyOf(model, row)}`;
  const deletes = (row: Row): boolean | undefined =>
    both(answerOf(probe, 'select', row), answerOf(probe, 'delete', row));
  const mine = standing(probe, (row) => deletes(row) === true);
  if (mine) expectAs(probe, remove(mine), '1', 'deletes a row that the policies let through');
  else unproven(probe, 'DELETE', ['select', 'delete']);
  for (const { by, row } of refusedRows(probe, 'delete', (wanted) => visibleFirst(probe, wanted))) {
    expectDenied(
      probe,
      hidden(remove(row), ['select', 'delete'], row),
      `does not reach by DELETE a row that ${by}`,
    );
  }
}
