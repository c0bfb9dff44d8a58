import { insertRows } from '../../ir/sample/insert.ts';
import type { Row } from '../../ir/sample/rules.ts';
import type { Sample } from '../../ir/sample/sample.ts';
import {
  allows,
  type Question,
  refusalsOf,
  type Security,
  type Session,
  securityOf,
} from '../../ir/sample/security.ts';
import { literal, textOf, type Value } from '../../ir/sample/value.ts';
import type { TableModel } from '../../ir/tables.ts';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/identifier.ts';
import { type Bench, benchFor, findRow } from './bench.ts';
import { policyRoles } from './roles.ts';
import { type Script, says, statement } from './script.ts';

/** What each kind of role may see and change under the table's policies, tried with SET ROLE. */
export function writePolicies(script: Script, sample: Sample, model: TableModel, number: string): void {
  const { table } = model;
  const found = sample.tables.find((other) => other.model.table.id === table.id);
  if (!table.rowSecurity) return;
  const security = securityOf(model.policies);
  const reason =
    'unsupported' in security ? security.unsupported : keyColumns(model) ? null : 'it has no key';
  if (reason !== null)
    script.untested(table.id, `what policies of ${table.name} let through, since ${reason}`);
  if (!found || reason !== null || 'unsupported' in security) return;
  const bench = benchFor(sample, found, security);
  // Policies for PUBLIC reach a role without any membership; each role that a policy names is tried by a member of it.
  [null, ...policyRoles(model)].forEach((memberOf, i) => {
    writeForRole(script, { ...bench, number: `${number}_${i + 1}` }, memberOf);
  });
}

interface Probe {
  readonly script: Script;
  readonly bench: Bench;
  readonly security: Security;
  readonly session: Session;
  /** `a member of app_user`. */
  readonly who: string;
}

function writeForRole(
  script: Script,
  bench: Bench & { readonly number: string },
  memberOf: string | null,
): void {
  const { model } = bench.table;
  const user = `wesley_probe_${bench.number}`;
  const target = quoteQualified(model.table.schema, model.table.name);
  script.add(
    '',
    `create role ${user} nologin;`,
    `grant ${user} to current_user;`,
    ...(memberOf === null ? [] : [`grant ${quoteIdentifier(memberOf)} to ${user};`]),
    `grant usage on schema ${quoteIdentifier(model.table.schema)} to ${user};`,
    `grant select, insert, update, delete on ${target} to ${user};`,
  );
  const roles = memberOf === null ? [user] : [user, memberOf];
  const session = { user, roles, settings: settingsFor(bench, user, roles) };
  const probe: Probe = {
    script,
    bench,
    security: bench.security,
    session,
    who: memberOf === null ? 'any role' : `a member of ${memberOf}`,
  };
  writeSelect(probe);
  writeInsert(probe);
  writeUpdate(probe);
  writeUpdated(probe);
  writeDelete(probe);
}

/** Settings under which the policies say yes to the first sample row as often as they can. */
function settingsFor(
  { table, security }: Bench,
  user: string,
  roles: readonly string[],
): ReadonlyMap<string, string> {
  const [row] = table.rows;
  const values = security.columns.map((name) => row?.get(name) ?? null);
  const texts = [...new Set(values.filter((value) => value !== null).map(textOf))];
  let best = new Map<string, string>();
  let bestScore = -1;
  for (const choice of choices(security.settings, texts)) {
    const questions: readonly Question[] = ['select', 'insert', 'update', 'updated', 'delete'];
    const session = { user, roles, settings: choice };
    const yes = questions.filter((question) => row && allows(security, question, row, session)).length;
    const score = yes * 100 + termsThatHold(security, row ?? new Map(), session);
    if (score > bestScore) [best, bestScore] = [choice, score];
  }
  return best;
}

// Where a second term keeps every row out, the settings that a first one asks for are still worth finding.
const termsThatHold = (security: Security, row: Row, session: Session): number =>
  security.terms.filter((term) =>
    allows(
      { ...security, terms: [{ ...term, policy: { ...term.policy, permissive: true } }] },
      'select',
      row,
      session,
    ),
  ).length;

function choices(settings: readonly string[], texts: readonly string[]): readonly Map<string, string>[] {
  let all: Map<string, string>[] = [new Map()];
  for (const setting of settings)
    all = all.flatMap((choice) => texts.map((text) => new Map([...choice, [setting, text]])));
  return all.slice(0, 200);
}

const answerOf = (
  probe: Probe,
  question: Question,
  row: Row,
  session: Session = probe.session,
): boolean | undefined => allows(probe.security, question, row, session);

/** Stands a row in the table, or takes one that stands there; `null` where no such row exists. */
function standing(probe: Probe, wanted: (row: Row) => boolean): Row | null {
  const { bench, script } = probe;
  const known = bench.standing.find(wanted);
  if (known) return known;
  const row = findRow(bench, probe.session.user, wanted);
  if (!row) return null;
  const { table } = bench.table.model;
  script.assert(
    table.id,
    `lives_ok(${statement(insertRows(bench.table.model, [row]))}, ${says(`${table.name} takes a row for its policies`)})`,
  );
  bench.standing.push(row);
  bench.taken.add(bench.table.plan.rules, row);
  return row;
}

function expectAs(
  probe: Probe,
  sql: string,
  outcome: string,
  text: string,
  session: Session = probe.session,
): void {
  const { table } = probe.bench.table.model;
  const settings = [...session.settings].flat().map(quoteLiteral).join(', ');
  const call = `pg_temp.wesley_as(${quoteLiteral(session.user)}, array[${settings}]::text[], ${statement(sql)})`;
  probe.script.assert(
    table.id,
    `is(${call}, ${quoteLiteral(outcome)}, ${says(`${table.name}: ${probe.who} ${text}`)})`,
  );
}

/**
 * Rows that the answer to `question` is no for, made by `make`: one for each way of saying no, alone where a row shows
 * it alone. A tenant's two policies say the same: one row stands for both.
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
  const { model } = probe.bench.table;
  const select = (row: Row): string =>
    `select from ${quoteQualified(model.table.schema, model.table.name)} where ${keyOf(model, row)}`;
  const seen = standing(probe, (row) => answerOf(probe, 'select', row) === true);
  for (const { by, row } of refusedRows(probe, 'select', (wanted) => standing(probe, wanted))) {
    expectAs(probe, select(row), '0', `does not see a row that ${by}`);
  }
  if (!seen) return;
  for (const [session, text] of withoutSettings(probe)) {
    if (answerOf(probe, 'select', seen, session) === false)
      expectAs(probe, select(seen), '0', `sees nothing, and no error, ${text}`, session);
  }
  expectAs(probe, select(seen), '1', 'sees a row that the policies let through');
}

/** The same session with its settings never set, and set to nothing, as a pooler's RESET leaves them. */
function withoutSettings({ session, security }: Probe): readonly (readonly [Session, string])[] {
  if (security.settings.length === 0) return [];
  const names = security.settings.join(', ');
  const empty = new Map(security.settings.map((name) => [name, '']));
  return [
    [{ ...session, settings: new Map() }, `while ${names} is not set`],
    [{ ...session, settings: empty }, `while ${names} is empty`],
  ];
}

function writeInsert(probe: Probe): void {
  const { model } = probe.bench.table;
  const find = (wanted: (row: Row) => boolean): Row | null =>
    findRow(probe.bench, probe.session.user, wanted);
  const mine = find((row) => answerOf(probe, 'insert', row) === true);
  if (mine) expectAs(probe, insertRows(model, [mine]), '1', 'inserts a row that the policies let through');
  for (const { by, row } of refusedRows(probe, 'insert', find)) {
    expectAs(probe, insertRows(model, [row]), '42501', `cannot insert a row that ${by}`);
  }
  for (const [session, text] of withoutSettings(probe)) {
    if (mine && answerOf(probe, 'insert', mine, session) === false)
      expectAs(probe, insertRows(model, [mine]), '42501', `cannot insert ${text}`, session);
  }
}

const updateSql = (model: TableModel, row: Row, changes: ReadonlyMap<string, Value>): string => {
  const set = [...changes].map(([name, value]) => `${quoteIdentifier(name)} = ${literal(value)}`).join(', ');
  return `update ${quoteQualified(model.table.schema, model.table.name)} set ${set} where ${keyOf(model, row)}`;
};

// A WHERE that reads columns asks the SELECT policies too, before and after the change.
const updates = (probe: Probe, row: Row): boolean | undefined =>
  both(answerOf(probe, 'select', row), answerOf(probe, 'update', row));
const both = (a: boolean | undefined, b: boolean | undefined): boolean | undefined =>
  a === false || b === false ? false : a && b;

// A row that the role sees shows best that it is the verb's own policy which keeps it back.
const visibleFirst = (probe: Probe, wanted: (row: Row) => boolean): Row | null =>
  standing(probe, (row) => wanted(row) && answerOf(probe, 'select', row) === true) ?? standing(probe, wanted);

function writeUpdate(probe: Probe): void {
  const { model, plan } = probe.bench.table;
  const column =
    plan.columns.find(
      ({ identity, name }) => identity !== 'always' && probe.security.columns.includes(name),
    ) ?? plan.columns.at(-1);
  if (!column) return;
  const unchanged = (row: Row): string =>
    updateSql(model, row, new Map([[column.name, row.get(column.name) ?? null]]));
  const mine = standing(probe, (row) => both(updates(probe, row), answerOf(probe, 'updated', row)) === true);
  if (mine) expectAs(probe, unchanged(mine), '1', 'updates a row that the policies let through');
  for (const { by, row } of refusedRows(probe, 'update', (wanted) => visibleFirst(probe, wanted))) {
    expectAs(probe, unchanged(row), '0', `does not reach by UPDATE a row that ${by}`);
  }
}

/** An update that would turn a row of theirs into one that the policies refuse. */
function writeUpdated(probe: Probe): void {
  const { model, plan } = probe.bench.table;
  const mine = standing(probe, (row) => updates(probe, row) === true);
  if (!mine) return;
  const changeable = probe.security.columns.filter((name) =>
    plan.columns.some((column) => column.name === name && column.identity !== 'always'),
  );
  const changed = (row: Row): Row =>
    new Map([...mine, ...changeable.map((name) => [name, row.get(name) ?? null] as const)]);
  const refuses = (row: Row): boolean => answerOf(probe, 'updated', changed(row)) === false;
  const other = findRow(probe.bench, probe.session.user, refuses);
  if (!other) return;
  const changes = new Map(
    changeable
      .filter((name) => literal(other.get(name) ?? null) !== literal(mine.get(name) ?? null))
      .map((name) => [name, other.get(name) ?? null]),
  );
  if (changes.size > 0)
    expectAs(
      probe,
      updateSql(model, mine, changes),
      '42501',
      'cannot turn a row into one that the policies keep back',
    );
}

function writeDelete(probe: Probe): void {
  const { model } = probe.bench.table;
  const remove = (row: Row): string =>
    `delete from ${quoteQualified(model.table.schema, model.table.name)} where ${keyOf(model, row)}`;
  const deletes = (row: Row): boolean | undefined =>
    both(answerOf(probe, 'select', row), answerOf(probe, 'delete', row));
  const mine = standing(probe, (row) => deletes(row) === true);
  if (mine) expectAs(probe, remove(mine), '1', 'deletes a row that the policies let through');
  for (const { by, row } of refusedRows(probe, 'delete', (wanted) => visibleFirst(probe, wanted))) {
    expectAs(probe, remove(row), '0', `does not reach by DELETE a row that ${by}`);
  }
}

const keyColumns = (model: TableModel): readonly string[] | null =>
  model.primaryKey?.columns ?? model.uniques[0]?.columns ?? null;

const keyOf = (model: TableModel, row: Row): string =>
  (keyColumns(model) ?? [])
    .map((name) => `${quoteIdentifier(name)} = ${literal(row.get(name) ?? null)}`)
    .join(' and ');
