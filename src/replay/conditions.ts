import { as, type Fields, fieldNode, isNode, listOf, literalOf, namesOf } from '../sql/node.ts';
import type { Relation } from './catalog.ts';
import { holdsHash } from './hash-partition.ts';

/**
 * One `column op value` of the conditions that a WHERE clause joins by AND. `values` is empty unless they are
 * constants.
 */
export interface Condition {
  readonly column: string;
  /** Name or alias before the column, if any. */
  readonly qualifier: string | null;
  readonly operator: string;
  readonly values: readonly string[];
  /**
   * For a value that is computed from other columns: the qualifier of each of them, `null` for a column without one.
   */
  readonly outer: readonly (string | null)[];
  /** The name of the first of those columns, without its qualifier. */
  readonly outerColumn: string | null;
}

/** The conditions that must all hold. What is not of the form `column op value` is left out. */
export function conditionsOf(where: unknown): readonly Condition[] {
  const found: Condition[] = [];
  const open: unknown[] = [where];
  while (open.length > 0) {
    const node = open.pop();
    const both = as(node, 'BoolExpr');
    if (both?.['boolop'] === 'AND_EXPR') open.push(...listOf(both['args']));
    if (both?.['boolop'] === 'OR_EXPR') found.push(...alternatives(listOf(both['args'])));
    const comparison = as(node, 'A_Expr');
    if (comparison) found.push(...comparisons(comparison));
  }
  return found;
}

// `k = 1 or k = 2` means `k in (1, 2)`.
function alternatives(args: readonly unknown[]): readonly Condition[] {
  const arms = args.map((arg) => conditionsOf(arg));
  const [first] = arms[0] ?? [];
  const same = arms.every(
    ([arm, ...more]) =>
      arm?.column === first?.column &&
      /^(?:=|in)$/.test(arm?.operator ?? '') &&
      arm?.values.length !== 0 &&
      more.length === 0,
  );
  if (!first || !same) return [];
  return [{ ...first, operator: 'in', values: arms.flatMap(([arm]) => arm?.values ?? []) }];
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=', '=': '=' };

function comparisons(node: Fields<'A_Expr'>): readonly Condition[] {
  const operator = namesOf(node['name']).at(-1) ?? '';
  const { lexpr, rexpr, kind } = node;
  if (kind === 'AEXPR_IN' && operator === '=')
    return one(lexpr, 'in', listOf(as(rexpr, 'List')?.['items'] ?? rexpr));
  const elements = as(rexpr, 'A_ArrayExpr')?.['elements'];
  if (kind === 'AEXPR_OP_ANY' && operator === '=' && elements) return one(lexpr, 'in', listOf(elements));
  if (kind === 'AEXPR_BETWEEN') {
    const [low, high] = listOf(as(rexpr, 'List')?.['items'] ?? rexpr);
    return [...one(lexpr, '>=', [low]), ...one(lexpr, '<=', [high])];
  }
  if (kind !== 'AEXPR_OP') return [];
  return [...one(lexpr, operator, [rexpr]), ...one(rexpr, MIRRORED[operator] ?? '', [lexpr])];
}

function one(left: unknown, operator: string, right: readonly unknown[]): readonly Condition[] {
  const reference = as(left, 'ColumnRef');
  if (!reference || operator === '') return [];
  const parts = namesOf(reference['fields']);
  const values = right.map(constantOf);
  const outer = right.flatMap((value) => {
    const other = as(value, 'ColumnRef');
    return other ? [namesOf(other['fields']).at(-2) ?? null] : [];
  });
  const known = values.every((value) => value !== null);
  return [
    {
      column: parts.at(-1) ?? '',
      qualifier: parts.at(-2) ?? null,
      operator,
      values: known ? (values as string[]) : [],
      outer,
      outerColumn: namesOf(as(right[0], 'ColumnRef')?.['fields']).at(-1) ?? null,
    },
  ];
}

/** A literal's text, through casts and a minus sign; `null` for anything computed. */
export function constantOf(node: unknown): string | null {
  const cast = as(node, 'TypeCast');
  if (cast) return constantOf(cast['arg']);
  const negated = as(node, 'A_Expr');
  if (negated && !negated['lexpr'] && namesOf(negated['name'])[0] === '-')
    return `-${constantOf(negated['rexpr'])}`;
  return as(node, 'A_Const') ? literalOf(node) : null;
}

/** Compares two literals. Numbers compare by value, everything else by text, which is right for ISO dates. */
export function compareLiterals(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (a.trim() !== '' && b.trim() !== '' && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Whether a partition can hold rows that satisfy all conditions. List and range bounds are compared by the first key
 * only; `true` when it isn't known.
 */
export function mayHold(
  partition: Relation,
  keys: readonly (string | null)[],
  conditions: readonly Condition[],
): boolean {
  const { bound } = partition;
  const [key] = keys;
  if (!bound || !key) return true;
  if (bound['strategy'] === 'h') return mayHash(partition, bound, keys, conditions);
  const on = conditions.filter(({ column, values }) => column === key && values.length > 0);
  if (bound['is_default']) return mayFallThrough(partition, keys, on);
  return on.every((condition) =>
    condition.values.some((value) => boundMeets(bound, condition.operator, value, keys.length)),
  );
}

// A hash partition is found by the hash of all keys together, so a condition must give every key a value.
function mayHash(
  partition: Relation,
  bound: Fields<'PartitionBoundSpec'>,
  keys: readonly (string | null)[],
  conditions: readonly Condition[],
): boolean {
  const pinned = keys.map((key) => conditions.find((one) => one.column === key && isPinned(one))?.values);
  const [first = [], ...more] = pinned;
  if (pinned.includes(undefined) || more.some((values) => values?.length !== 1)) return true;
  const types = keys.map((key) => partition.columns.get(key ?? '')?.type.name ?? '');
  const rest = more.flatMap((values) => values ?? []);
  return first.some((value) => holdsHash(bound, types, [value, ...rest]));
}

const isPinned = ({ operator, values }: Condition): boolean =>
  (operator === '=' || operator === 'in') && values.length > 0;

// The default partition holds no such row when its siblings take every value that is asked for.
function mayFallThrough(
  partition: Relation,
  keys: readonly (string | null)[],
  on: readonly Condition[],
): boolean {
  const equal = on.filter(({ operator }) => operator === '=' || operator === 'in');
  if (equal.length === 0 || keys.length > 1) return true;
  const siblings = [...partition.parents]
    .flatMap((parent) => [...parent.children])
    .filter((other) => other !== partition);
  const isCovered = (condition: Condition, value: string): boolean =>
    siblings.some((other) => mayHold(other, keys, [{ ...condition, operator: '=', values: [value] }]));
  return !equal.some((condition) => condition.values.every((value) => isCovered(condition, value)));
}

function boundMeets(
  bound: Fields<'PartitionBoundSpec'>,
  operator: string,
  value: string,
  keyCount: number,
): boolean {
  if (bound['strategy'] === 'l') {
    if (operator !== '=' && operator !== 'in') return true;
    return listOf(bound['listdatums']).some((datum) => constantOf(datum) === value);
  }
  if (bound['strategy'] !== 'r') return true;
  const low = edge(listOf(bound['lowerdatums'])[0], 'minvalue');
  const high = edge(listOf(bound['upperdatums'])[0], 'maxvalue');
  const overLow = low === null ? 1 : low === undefined ? 1 : compareLiterals(value, low);
  const underHigh = high === null ? -1 : high === undefined ? -1 : compareLiterals(value, high);
  // With several key columns a row may equal the upper bound in the first of them and still be below it in the next.
  const below = keyCount > 1 ? underHigh <= 0 : underHigh < 0;
  switch (operator) {
    case '=':
    case 'in':
      return overLow >= 0 && below;
    case '<':
      return overLow > 0;
    case '<=':
      return overLow >= 0;
    case '>':
    case '>=':
      return below;
    default:
      return true;
  }
}

// `null`: unbounded. `undefined`: not a literal, so nothing is known.
function edge(datum: unknown, unbounded: string): string | null | undefined {
  const reference = as(datum, 'ColumnRef');
  if (reference) return namesOf(reference['fields'])[0] === unbounded ? null : undefined;
  return constantOf(datum) ?? undefined;
}

/**
 * Whether some condition sets the first column of an index to few values (or, with `ranges`, to a range), so that the
 * index is used. `ctid` needs no index; a range of `ctid` counts as a scan.
 */
export function seeksIndex(relation: Relation, conditions: readonly Condition[], ranges: boolean): boolean {
  return conditions.some(({ column, operator }) => {
    const pins = operator === '=' || operator === 'in';
    if (column === 'ctid') return pins;
    return (pins || (ranges && /^[<>]=?$/.test(operator))) && leadsIndex(relation, column);
  });
}

/** Whether some index without a predicate begins with the column. */
const leadsIndex = (relation: Relation, column: string): boolean =>
  [...relation.indexes].some(({ index }) => index?.columns[0] === column && !index.predicate);

/** Whether a condition is false for every row: `WHERE false`. */
export const isNever = (where: unknown): boolean =>
  isNode(where) &&
  fieldNode(as(where, 'A_Const')?.['boolval'])['boolval'] !== true &&
  as(where, 'A_Const')?.['boolval'] !== undefined;
