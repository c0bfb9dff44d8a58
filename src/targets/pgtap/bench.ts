import { type CheckRule, type Row, TakenKeys } from '../../ir/sample/rules.ts';
import { type Sample, solveRow, type TableSample } from '../../ir/sample/sample.ts';
import type { Security } from '../../ir/sample/security.ts';
import type { Parents } from '../../ir/sample/table-plan.ts';
import type { Value } from '../../ir/sample/value.ts';

/** Where rows for policies are made: what stands in the table, and what its keys leave free. */
export interface Bench {
  readonly table: TableSample;
  readonly security: Security;
  readonly parents: Parents;
  readonly taken: TakenKeys;
  /** Rows that the script has inserted. */
  readonly standing: Row[];
  readonly counter: { next: number };
}

// Beyond the numbers that refused rows use, so that no key is given out twice.
const FIRST = 10_000;

export function benchFor(sample: Sample, table: TableSample, security: Security): Bench {
  const rows = new Map(sample.tables.map(({ model, rows: made }) => [model.table.id, made]));
  const taken = new TakenKeys();
  for (const row of table.rows) taken.add(table.plan.rules, row);
  return {
    table,
    security,
    parents: (id) => rows.get(id) ?? [],
    taken,
    standing: [...table.rows],
    counter: { next: sample.numbers.first + FIRST },
  };
}

/** A valid row that isn't in the table and is as wanted; `null` where none was found. */
export function findRow(bench: Bench, user: string, wanted: (row: Row) => boolean): Row | null {
  const { table, security, parents, taken, counter } = bench;
  const [constraint] = [table.model.primaryKey, ...table.model.uniques].filter((key) => key !== null);
  if (!constraint) return null;
  const rule: CheckRule = {
    kind: 'check',
    constraint,
    columns: security.columns,
    expression: {
      columns: security.columns,
      constants: [],
      patterns: [],
      settings: [],
      clock: false,
      evaluate: (scope) => wanted(new Map(security.columns.map((name) => [name, scope.column(name)]))),
    },
  };
  for (const fixed of variants(bench, user)) {
    const rules = security.columns.length > 0 ? [...table.plan.rules, rule] : table.plan.rules;
    const found = solveRow(table.plan, counter.next++, parents, taken, { fixed, rules });
    if ('row' in found && wanted(found.row)) return found.row;
  }
  return null;
}

/** Values that policies compare with what no constraint mentions: the user's name, the first row's tenant. */
function variants({ table, security }: Bench, user: string): readonly Row[] {
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
