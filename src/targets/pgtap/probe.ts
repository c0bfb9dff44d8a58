import { insertRows } from '../../ir/sample/insert.ts';
import type { Row } from '../../ir/sample/rules.ts';
import {
  allows,
  type Judge,
  judgeOf,
  type Question,
  type Security,
  type Session,
} from '../../ir/sample/security.ts';
import { literal } from '../../ir/sample/value.ts';
import type { TableModel } from '../../ir/tables.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/identifier.ts';
import { type Bench, findRow } from './bench.ts';
import { type Script, says, statement } from './script.ts';

/** One role under one choice of settings, and the table it tries. */
export interface Probe {
  readonly script: Script;
  readonly bench: Bench;
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

/** One assertion: what the statement gives as that role. */
export function expectAs(
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

/** The columns that find a row again. */
export const keyColumns = (model: TableModel): readonly string[] | null =>
  model.primaryKey?.columns ?? model.uniques[0]?.columns ?? null;

export const keyOf = (model: TableModel, row: Row): string =>
  (keyColumns(model) ?? [])
    .map((name) => `${quoteIdentifier(name)} = ${literal(row.get(name) ?? null)}`)
    .join(' and ');
