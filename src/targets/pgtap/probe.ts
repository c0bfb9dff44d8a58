import type { TableModel } from '../../ir/tables.ts';
import { insertRows } from '../../rows/insert.ts';
import type { Row } from '../../rows/rules.ts';
import {
  allows,
  type Judge,
  judgeOf,
  mayRaise,
  type Question,
  type Security,
  type Session,
} from '../../rows/security.ts';
import { literal } from '../../rows/value.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/identifier.ts';
import { findRow, type PolicyFixture } from './policy-fixture.ts';
import { type Script, says, statement } from './script.ts';

/** One role under one choice of settings, and the table it tries. */
export interface Probe {
  readonly script: Script;
  readonly fixture: PolicyFixture;
  readonly security: Security;
  readonly session: Session;
  /** What row security answers to that session, as far as it is known here. */
  readonly judges: Readonly<Record<Question, Judge>>;
  /** `a member of app_user`. */
  readonly who: string;
}

export const judgesOf = (security: Security, session: Session): Probe['judges'] => ({
  select: judgeOf(security, 'select', session),
  insert: judgeOf(security, 'insert', session),
  update: judgeOf(security, 'update', session),
  updated: judgeOf(security, 'updated', session),
  delete: judgeOf(security, 'delete', session),
});

/** The same answers; another session than the probe's is asked anew. */
export const answerOf = (
  { judges, security, session }: Probe,
  question: Question,
  row: Row,
  other: Session = session,
): boolean | undefined =>
  other === session ? judges[question](row) : allows(security, question, row, other);

/** Stands a row in the table, or takes one that stands there; `null` where no such row exists. */
export function standing(probe: Probe, wanted: (row: Row) => boolean): Row | null {
  const { fixture, script } = probe;
  const known = fixture.standing.find(wanted);
  if (known) return known;
  const row = findRow(fixture, probe.session.user, wanted);
  if (!row) return null;
  const { table } = fixture.table.model;
  script.assert(
    table.id,
    `lives_ok(${statement(insertRows(fixture.table.model, [row]))}, ${says(`${table.name} takes a row for its policies`)})`,
  );
  fixture.standing.push(row);
  fixture.taken.add(fixture.table.plan.rules, row);
  return row;
}

/** A statement that row security is to refuse. */
export interface Denied {
  readonly sql: string;
  /** What it gives: no row, or the SQLSTATE of a check that failed. */
  readonly outcome: '0' | '42501';
  /** What it asks the policies, and of which row. */
  readonly questions: readonly Question[];
  readonly row: Row;
}

/**
 * One assertion: the statement is refused. Where the policies that are asked may raise, an error is denial as well: that
 * the row stays out of reach is promised, in which way is not.
 */
export function expectDenied(
  probe: Probe,
  denied: Denied,
  text: Wording,
  session: Session = probe.session,
): void {
  const { sql, outcome, questions, row } = denied;
  const raises = mayRaise(probe.security, questions, row, session);
  const call = callAs(sql, session);
  assertOutcome(
    probe,
    raises ? `pg_temp.wesley_denial(${call}, ${quoteLiteral(outcome)})` : call,
    outcome,
    typeof text === 'string' ? text : text(raises),
  );
}

/** What an assertion says, or what it says where an error is denial. */
type Wording = string | ((raises: boolean) => string);

/** One assertion: how many rows the statement gives as that role. */
export function expectAs(
  probe: Probe,
  sql: string,
  outcome: string,
  text: string,
  session: Session = probe.session,
): void {
  assertOutcome(probe, callAs(sql, session), outcome, text);
}

function callAs(sql: string, session: Session): string {
  const settings = [...session.settings].flat().map(quoteLiteral).join(', ');
  return `pg_temp.wesley_as(${quoteLiteral(session.user)}, array[${settings}]::text[], ${statement(sql)})`;
}

function assertOutcome(probe: Probe, call: string, outcome: string, text: string): void {
  const { table } = probe.fixture.table.model;
  probe.script.assert(
    table.id,
    `is(${call}, ${quoteLiteral(outcome)}, ${says(`${table.name}: ${probe.who} ${text}`)})`,
  );
}

/** The columns that find a row again. */
export const keyColumns = (model: TableModel): readonly string[] | null =>
  model.primaryKey?.columns ?? model.uniques[0]?.columns ?? null;

export const keyOf = (model: TableModel, row: Row): string =>
  (keyColumns(model) ?? [])
    .map((name) => `${quoteIdentifier(name)} = ${literal(row.get(name) ?? null)}`)
    .join(' and ');
