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

/** A role under one choice of settings, and the table on which it is tested. */
export interface Probe {
  readonly script: Script;
  readonly fixture: PolicyFixture;
  readonly security: Security;
  readonly session: Session;
  /** What row security answers in that session, as far as it is known here. */
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

/** What row security answers for a row, in the probe's session or in another one. */
export const answerOf = (
  { judges, security, session }: Probe,
  question: Question,
  row: Row,
  other: Session = session,
): boolean | undefined =>
  other === session ? judges[question](row) : allows(security, question, row, other);

/** A row in the table that `wanted` accepts; inserts one when there is none. `null` when no such row exists. */
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

/** A statement that row security should refuse. */
export interface Denied {
  readonly sql: string;
  /** The expected result: no row, or the SQLSTATE of a failed WITH CHECK. */
  readonly outcome: '0' | '42501';
  /** The questions that PostgreSQL puts to the policies for it. They are about `row`. */
  readonly questions: readonly Question[];
  readonly row: Row;
}

/**
 * One assertion: the statement is refused. If one of these policies may raise an error, an error counts as denial
 * too: what is promised is that the row stays out of reach, not how.
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

/** The text of an assertion; it may depend on whether an error counts as denial. */
type Wording = string | ((raises: boolean) => string);

/** One assertion: the number of rows that the statement gives as that role. */
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

/** The columns by which a row is found again. */
export const keyColumns = (model: TableModel): readonly string[] | null =>
  model.primaryKey?.columns ?? model.uniques[0]?.columns ?? null;

export const keyOf = (model: TableModel, row: Row): string =>
  (keyColumns(model) ?? [])
    .map((name) => `${quoteIdentifier(name)} = ${literal(row.get(name) ?? null)}`)
    .join(' and ');
