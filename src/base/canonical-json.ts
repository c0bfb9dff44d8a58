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
  // `Array.from` visits the holes of a sparse array, `map` skips them. A hole is `undefined`, which JSON can't hold.
  if (Array.isArray(value)) return `[${Array.from(value, (item) => write(item, depth + 1)).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is no JSON value`);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    throw new TypeError('only plain objects are JSON');
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of sortedKeys(members))
    text += `${text === '' ? '' : ','}${writeString(key)}:${write(members[key], depth + 1)}`;
  return `{${text}}`;
}

/** Keys sorted by UTF-16 units. Most objects have them in that order already, and checking costs less than sorting. */
function sortedKeys(members: object): readonly string[] {
  const keys = Object.keys(members);
  for (let i = 1; i < keys.length; i++) if ((keys[i - 1] ?? '') > (keys[i] ?? '')) return keys.sort();
  return keys;
}

// JSON needs no escapes for a text without quotes, backslashes and control characters.
const AS_IT_IS = /^[ !#-[\]-~]*$/;

function writeString(text: string): string {
  if (AS_IT_IS.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no UTF-8 form');
  return JSON.stringify(text);
}
