import type { Expression } from '../../rows/expression.ts';
import { type CheckRule, type Row, type Rule, TakenKeys } from '../../rows/rules.ts';
import { parentsIn, type Sample, solveRow, type TableSample } from '../../rows/sample.ts';
import type { Security } from '../../rows/security.ts';
import type { Parents } from '../../rows/table-plan.ts';
import { keyOf, type Value } from '../../rows/value.ts';

/** Where rows for the tests of policies are made: the rows in the table, and the keys that are taken. */
export interface PolicyFixture {
  readonly table: TableSample;
  readonly security: Security;
  readonly parents: Parents;
  readonly taken: TakenKeys;
  /** Rows that the script has inserted. */
  readonly standing: Row[];
  readonly counter: { next: number };
  readonly question: Question;
}

/**
 * What a row must satisfy at the moment, as one more rule. It is always the same object, so that the layout of the
 * search is computed only once.
 */
interface Question {
  wanted: (row: Row) => boolean;
  readonly rules: readonly Rule[];
}

// Row numbers beyond those of refused rows, so that no key is used twice.
const FIRST = 10_000;

export function policyFixture(sample: Sample, table: TableSample, security: Security): PolicyFixture {
  const taken = new TakenKeys();
  for (const row of table.rows) taken.add(table.plan.rules, row);
  return {
    table,
    security,
    parents: parentsIn(sample.byTable),
    taken,
    standing: [...table.rows],
    counter: { next: sample.numbers.first + FIRST },
    question: questionOf(table, security),
  };
}

function questionOf({ model, plan }: TableSample, { columns }: Security): Question {
  const [constraint] = [model.primaryKey, ...model.uniques].filter((key) => key !== null);
  if (!constraint || columns.length === 0) return { wanted: () => true, rules: plan.rules };
  const evaluate: Expression['evaluate'] = (scope) =>
    question.wanted(new Map(columns.map((name) => [name, scope.column(name)])));
  const expression = {
    columns,
    constants: [],
    patterns: [],
    settings: [],
    clock: false,
    mayRaise: false,
    evaluate,
  };
  const rule: CheckRule = { kind: 'check', constraint, columns, expression };
  const question: Question = { wanted: () => true, rules: [...plan.rules, rule] };
  return question;
}

/** A valid row that isn't in the table and that `wanted` accepts; `null` when none was found. */
export function findRow(fixture: PolicyFixture, user: string, wanted: (row: Row) => boolean): Row | null {
  const { table, security, parents, taken, counter, question } = fixture;
  if (!table.model.primaryKey && table.model.uniques.length === 0) return null;
  question.wanted = remembering(security.columns, wanted);
  for (const fixed of variants(fixture, user)) {
    const n = counter.next++;
    // `wanted` depends on these columns only. When all of them are given, its answer is known before the search.
    if (security.columns.every((name) => fixed.has(name)) && !question.wanted(fixed)) continue;
    const found = solveRow(table.plan, n, parents, taken, { fixed, rules: question.rules });
    if ('row' in found && wanted(found.row)) return found.row;
  }
  return null;
}

/**
 * Remembers the answer for each combination of values in these columns: a search meets the same three tenants again
 * and again.
 */
function remembering(columns: readonly string[], wanted: (row: Row) => boolean): (row: Row) => boolean {
  const answers = new Map<string, boolean>();
  return (row) => {
    const key = JSON.stringify(columns.map((name) => keyOf(row.get(name) ?? null)));
    const answer = answers.get(key) ?? wanted(row);
    answers.set(key, answer);
    return answer;
  };
}

/** Values that policies compare with and no constraint mentions: the user's name, the tenant of the first row. */
function variants({ table, security }: PolicyFixture, user: string): readonly Row[] {
  const [first] = table.rows;
  const texts = security.columns.filter((name) =>
    table.plan.columns.some((column) => column.name === name && column.type === 'text'),
  );
  const keys = new Set([...(table.model.primaryKey?.columns ?? [])]);
  const tenant = security.columns.filter((name) => !keys.has(name) && first?.has(name));
  const owned: readonly [string, Value][] = texts.map((name) => [name, user]);
  const same: readonly [string, Value][] = tenant.map((name) => [name, first?.get(name) ?? null]);
  const one = same.map((pair) => new Map([pair]));
  const oneOwned = same.map((pair) => new Map([...owned, pair]));
  return [new Map(), new Map(same), new Map(owned), new Map([...same, ...owned]), ...one, ...oneOwned];
}
