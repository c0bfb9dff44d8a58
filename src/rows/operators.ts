import { patternToRegExp } from './pattern.ts';
import { Raised, Undecided } from './undecided.ts';
import { compare, DAY, type Interval, type Moment, textOf, type Value } from './value.ts';

type Present = Exclude<Value, null>;

/** `left operator right`; NULL if either is NULL. A prefix operator has 0 on its left. */
export function operate(operator: string, left: Value, right: Value): Value {
  if (left === null || right === null) return null;
  switch (operator) {
    case '=':
      return order(left, right) === 0;
    case '<>':
    case '!=':
      return order(left, right) !== 0;
    case '<':
      return order(left, right) < 0;
    case '<=':
      return order(left, right) <= 0;
    case '>':
      return order(left, right) > 0;
    case '>=':
      return order(left, right) >= 0;
    case '||':
      return concatenate(left, right);
    case '->':
    case '->>':
    case '?':
      return jsonMember(operator, left, right);
    case '@>':
      return contains(left, right);
    case '<@':
      return contains(right, left);
    default:
      return operator.includes('~') ? matches(operator, left, right) : arithmetic(operator, left, right);
  }
}

const KNOWN = new Set('= <> != < <= > >= || -> ->> ? @> <@ + - * / % ~ ~* !~ !~* ~~ ~~* !~~ !~~*'.split(' '));

/**
 * Throws when `operate` has no answer for the operator at all. Asked when an expression is read, before any row is
 * tried.
 */
export function assertKnownOperator(operator: string): void {
  if (!KNOWN.has(operator)) throw new Undecided(`the operator ${operator} has no evaluator`);
}

function order(left: Present, right: Present): number {
  const answer = compare(left, right);
  if (answer === undefined) throw new Undecided('values of two types are compared');
  return answer;
}

/** `~`, `~*`, `~~` (LIKE), `~~*` (ILIKE) and their negations. */
export function matches(operator: string, left: Value, right: Value): Value {
  if (left === null || right === null) return null;
  const kind = operator.includes('~~') ? 'like' : 'regex';
  if (typeof left !== 'string' || typeof right !== 'string') throw new Undecided('a pattern wants text');
  const found = patternToRegExp(kind, right, operator.endsWith('*')).test(left);
  return found !== operator.startsWith('!');
}

function arithmetic(operator: string, left: Present, right: Present): Value {
  if (isTemporal(left) || isTemporal(right)) return shift(operator, left, right);
  const [a, b] = [Number(left), Number(right)];
  if (typeof left === 'object' || typeof right === 'object' || Number.isNaN(a) || Number.isNaN(b)) {
    throw new Undecided(`the operator ${operator} has no evaluator for these types`);
  }
  switch (operator) {
    case '+':
      return tidy(a + b);
    case '-':
      return tidy(a - b);
    case '*':
      return tidy(a * b);
    case '%':
      if (b === 0) throw new Raised('division by zero');
      return tidy(a % b);
    case '/':
      if (b === 0) throw new Raised('division by zero');
      // Integers divide to integers in PostgreSQL, numerics don't. The type isn't known here, so only a division
      // without a rest has an answer.
      if (Number.isInteger(a / b)) return a / b;
      break;
  }
  throw new Undecided(`the operator ${operator} has no evaluator`);
}

// PostgreSQL's decimals are exact, 0.1 + 0.2 is 0.3: rounds away the error of JavaScript's numbers.
function tidy(value: number): number {
  // Beyond 32 bits an integer column would raise an error and a wider one would not.
  if (Math.abs(value) >= 2 ** 31) throw new Undecided('the result may overflow');
  return Number(value.toPrecision(15));
}

const isTemporal = (value: Present): value is Moment | Interval => typeof value === 'object' && 'us' in value;

function shift(operator: string, left: Present, right: Present): Value {
  if (operator !== '+' && operator !== '-')
    throw new Undecided(`the operator ${operator} has no evaluator for times`);
  const sign = operator === '-' ? -1 : 1;
  if (isTemporal(left)) return shifted(left, sign, right);
  if (left === 0 && isTemporal(right)) return { ...right, us: sign * right.us };
  return sign === 1 && isTemporal(right) ? shifted(right, 1, left) : undecidedTimes();
}

function shifted(left: Moment | Interval, sign: 1 | -1, right: Present): Value {
  if (typeof right === 'number' && left.kind === 'date')
    return { kind: 'date', us: left.us + sign * right * DAY };
  if (!isTemporal(right)) return undecidedTimes();
  if (right.kind === 'interval') {
    return { kind: left.kind === 'date' ? 'timestamp' : left.kind, us: left.us + sign * right.us };
  }
  return sign === 1 || left.kind === 'interval' ? undecidedTimes() : difference(left, right);
}

const difference = (left: Moment, right: Moment): Value =>
  left.kind === 'date' && right.kind === 'date'
    ? (left.us - right.us) / DAY
    : { kind: 'interval', us: left.us - right.us };

function undecidedTimes(): never {
  throw new Undecided('these times have no sum here');
}

function concatenate(left: Present, right: Present): Value {
  if (typeof left === 'object' && left.kind === 'list') {
    const items = typeof right === 'object' && right.kind === 'list' ? right.items : [right];
    return { kind: 'list', items: [...left.items, ...items] };
  }
  if (typeof left === 'object' || typeof right === 'object')
    throw new Undecided('|| of these has no evaluator');
  return `${textOf(left)}${textOf(right)}`;
}

function jsonMember(operator: string, left: Present, right: Present): Value {
  if (typeof left !== 'object' || left.kind !== 'json') throw new Undecided(`${operator} wants JSON`);
  const holder = left.json as Readonly<Record<string, unknown>> | null;
  const key = String(right);
  const present = typeof holder === 'object' && holder !== null && Object.hasOwn(holder, key);
  if (operator === '?') return Array.isArray(holder) ? holder.includes(key) : present;
  if (!present) return null;
  const json = holder[key];
  if (operator === '->') return { kind: 'json', json };
  return json === null ? null : typeof json === 'string' ? json : JSON.stringify(json);
}

function contains(outer: Present, inner: Present): Value {
  if (typeof outer !== 'object' || typeof inner !== 'object')
    throw new Undecided('@> of these has no evaluator');
  if (outer.kind !== 'list' || inner.kind !== 'list') throw new Undecided('@> of these has no evaluator');
  return inner.items.every((item) => outer.items.some((other) => operate('=', other, item) === true));
}
