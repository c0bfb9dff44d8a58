/** What JSON can hold. `readonly` so that every record of ours fits. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const MAX_DEPTH = 64;

/**
 * The one text of a JSON value: keys sorted by UTF-16 units, no white space, ECMAScript numbers.
 *
 * @throws {TypeError} for what JSON cannot hold: `undefined`, functions, BigInt, NaN, infinities, class instances,
 *   lone surrogates, nesting beyond 64.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: Json): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new TypeError(`nested deeper than ${MAX_DEPTH}`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is no JSON number`);
    return JSON.stringify(value);
  }
  // Array.from visits holes, which `map` skips: a hole is `undefined` and refused.
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is no JSON value`);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('only plain objects are JSON');
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  // Without a comparison function `sort` compares UTF-16 units.
  for (const key of Object.keys(members).sort())
    text += `${text === '' ? '' : ','}${writeString(key)}:${write(members[key], depth + 1)}`;
  return `{${text}}`;
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no UTF-8 form');
  return JSON.stringify(text);
}
