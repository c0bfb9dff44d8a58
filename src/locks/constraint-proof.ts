import type { Relation } from '../replay/catalog.ts';
import { type Condition, compareLiterals, conditionsOf, constantOf } from '../replay/conditions.ts';
import { as, type Fields, listOf, namesOf, textOf } from '../sql/node.ts';

/**
 * Whether a valid CHECK proves that a column holds no null. PostgreSQL finds `IS NOT NULL` only where it stands alone
 * or is joined by AND.
 */
export function proves(relation: Relation, column: string): boolean {
  return [...relation.constraints.values()].some(
    ({ kind, valid, enforced, expression }) =>
      kind === 'check' && valid && enforced && conjuncts(expression).some((part) => isNotNull(part, column)),
  );
}

function conjuncts(expression: unknown): readonly unknown[] {
  const both = as(expression, 'BoolExpr');
  if (both?.['boolop'] !== 'AND_EXPR') return [expression];
  return listOf(both['args']).flatMap(conjuncts);
}

function isNotNull(part: unknown, column: string): boolean {
  const test = as(part, 'NullTest');
  if (test?.['nulltesttype'] !== 'IS_NOT_NULL') return false;
  return namesOf(as(test['arg'], 'ColumnRef')?.['fields']).at(-1) === column;
}

/** Whether valid checks and NOT NULL prove that every row of `relation` fits the bound of a partition. */
export function fitsBound(
  relation: Relation,
  keys: readonly (string | null)[],
  bound: Fields<'PartitionBoundSpec'>,
): boolean {
  const [key] = keys;
  if (keys.length !== 1 || !key || bound['is_default']) return false;
  const known = relation.columns.get(key);
  if (!known?.notNull && !proves(relation, key)) return false;
  const facts = checkedConditions(relation).filter(
    ({ column, values }) => column === key && values.length > 0,
  );
  if (bound['strategy'] === 'l') return listFits(facts, listOf(bound['listdatums']).map(constantOf));
  const low = listOf(bound['lowerdatums'])[0];
  const high = listOf(bound['upperdatums'])[0];
  return bound['strategy'] === 'r' && aboveLow(facts, low) && belowHigh(facts, high);
}

function checkedConditions(relation: Relation): readonly Condition[] {
  return [...relation.constraints.values()].flatMap(({ kind, valid, enforced, expression }) =>
    kind === 'check' && valid && enforced ? conditionsOf(expression) : [],
  );
}

function listFits(facts: readonly Condition[], wanted: readonly (string | null)[]): boolean {
  return facts.some(
    ({ operator, values }) =>
      (operator === '=' || operator === 'in') && values.every((value) => wanted.includes(value)),
  );
}

function aboveLow(facts: readonly Condition[], low: unknown): boolean {
  if (namesOf(as(low, 'ColumnRef')?.['fields'])[0] === 'minvalue') return true;
  const least = constantOf(low);
  if (least === null) return false;
  return facts.some(
    ({ operator, values }) =>
      /^(?:>=?|=|in)$/.test(operator) && values.every((value) => compareLiterals(value, least) >= 0),
  );
}

function belowHigh(facts: readonly Condition[], high: unknown): boolean {
  if (namesOf(as(high, 'ColumnRef')?.['fields'])[0] === 'maxvalue') return true;
  const most = constantOf(high);
  if (most === null) return false;
  return facts.some(({ operator, values }) =>
    values.every((value) => {
      const order = compareLiterals(value, most);
      if (operator === '<') return order <= 0;
      return /^(?:<=|=|in)$/.test(operator) && order < 0;
    }),
  );
}

/** Whether it is proven that a default partition holds no row that a new partition's bound covers. */
export function excludesBound(
  relation: Relation,
  keys: readonly (string | null)[],
  bound: Fields<'PartitionBoundSpec'>,
): boolean {
  const [key] = keys;
  if (keys.length !== 1 || !key) return false;
  const facts = checkedConditions(relation).filter(
    ({ column, values }) => column === key && values.length > 0,
  );
  if (textOf(bound['strategy']) !== 'r') return false;
  const low = constantOf(listOf(bound['lowerdatums'])[0]);
  const high = constantOf(listOf(bound['upperdatums'])[0]);
  return facts.some(({ operator, values: [value = ''] }) => {
    if (high !== null && (operator === '>=' || operator === '>')) return compareLiterals(value, high) >= 0;
    return (
      low !== null &&
      (operator === '<' || operator === '<=') &&
      compareLiterals(value, low) <= (operator === '<' ? 0 : -1)
    );
  });
}
