import { Undecided } from './undecided.ts';

/**
 * A LIKE pattern or a POSIX regular expression as a JavaScript one.
 *
 * @throws {Undecided} where the two languages differ.
 */
export function patternToRegExp(kind: 'regex' | 'like', text: string, ignoreCase: boolean): RegExp {
  const regex = readPattern(kind, text, ignoreCase);
  if (!regex) throw new Undecided(`the pattern ${text} has no evaluator`);
  return regex;
}

// Patterns that were read already. A schema has few, and each is asked for every row. JavaScriptCore, unlike V8, does
// not cache regular expressions.
const READ = new Map<string, RegExp | null>();

/** As `patternToRegExp`, but gives `null` where the two languages differ. */
export function readPattern(kind: 'regex' | 'like', text: string, ignoreCase: boolean): RegExp | null {
  const key = `${kind} ${ignoreCase} ${text}`;
  const known = READ.get(key);
  if (known !== undefined) return known;
  const regex = translated(kind, text, ignoreCase);
  READ.set(key, regex);
  return regex;
}

function translated(kind: 'regex' | 'like', text: string, ignoreCase: boolean): RegExp | null {
  const source = kind === 'like' ? likeSource(text) : regexSource(text);
  if (source === null) return null;
  try {
    return new RegExp(source, ignoreCase ? 'isu' : 'su');
  } catch {
    return null;
  }
}

function likeSource(text: string): string {
  let source = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '%') source += '.*';
    else if (c === '_') source += '.';
    else source += escapeLiteral(c === '\\' ? (text[++i] ?? '') : c);
  }
  return `^${source}$`;
}

const escapeLiteral = (c: string): string => (/[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c);

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: ' \\t\\n\\r\\f\\v',
  xdigit: '0-9A-Fa-f',
};

// Some escapes of PostgreSQL (\m, \y, \A, back references, (?…) options) mean something else in JavaScript: patterns
// with them are not read.
function regexSource(text: string): string | null {
  if (/\\[^dwsDWS.^$*+?()[\]{}|\\/@_:,;&#%~"'<>=! -]|\(\?(?![:=!])|\*\*|^\*\*\*/.test(text)) return null;
  return text
    .replace(/\[:(\w+):\]/g, (whole, name: string) => CLASSES[name] ?? whole)
    .replace(/\\([@_:,;&#%~"'<>=! -])/g, (whole, c: string) => (c === '-' ? whole : c));
}

/**
 * A text that the pattern matches, another one for each `n` as far as the pattern allows; `null` for a pattern that
 * can't be read here.
 *
 * @param fromEnd Makes each choice starting at the last one. Texts for filled rows start at the first, so the two
 *   kinds meet as late as possible.
 */
export function textMatching(
  kind: 'regex' | 'like',
  pattern: string,
  n: number,
  fromEnd: boolean,
): string | null {
  if (kind === 'like') return likeText(pattern, `${fromEnd ? 'z' : 'a'}${n.toString(36)}`);
  const numbers = { left: n, fromEnd };
  const reader = { text: pattern, at: 0 };
  const text = alternatives(reader, numbers);
  return reader.at === pattern.length ? text : null;
}

function likeText(pattern: string, filling: string): string {
  let first = true;
  let text = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? '';
    if (c === '%' && first) {
      text += filling;
      first = false;
    } else if (c === '_') text += 'a';
    else if (c !== '%') text += c === '\\' ? (pattern[++i] ?? '') : c;
  }
  return text;
}

interface Reader {
  readonly text: string;
  at: number;
}

/** The part of the row number that is left: each choice uses up some of it. */
interface Numbers {
  left: number;
  readonly fromEnd: boolean;
}

function choose(numbers: Numbers, choices: number): number {
  const choice = numbers.left % choices;
  numbers.left = Math.floor(numbers.left / choices);
  return numbers.fromEnd ? choices - 1 - choice : choice;
}

// Takes the first alternative. The others are read too, only to find where they end.
function alternatives(reader: Reader, numbers: Numbers): string | null {
  const first = sequence(reader, numbers);
  while (reader.text[reader.at] === '|') {
    reader.at++;
    sequence(reader, { ...numbers, left: 0 });
  }
  return first;
}

function sequence(reader: Reader, numbers: Numbers): string | null {
  let text = '';
  while (reader.at < reader.text.length && !/[|)]/.test(reader.text[reader.at] ?? '')) {
    const start = reader.at;
    if (atom(reader, { ...numbers, left: 0 }) === null) return null;
    const [least, most] = quantifier(reader);
    // Each repetition is read again with what is left of the number, so that its choices differ. With `fromEnd` there
    // are a few more repetitions than needed, because short texts are the ones that filled rows begin with.
    const wanted = (count: number): boolean => numbers.left > 0 || (numbers.fromEnd && count < 6);
    for (let count = 0; count < least || (count < most && wanted(count)); count++) {
      text += atom({ text: reader.text, at: start }, numbers) ?? '';
    }
  }
  return text;
}

function quantifier(reader: Reader): readonly [least: number, most: number] {
  const [whole, , least, comma, most] = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(
    reader.text.slice(reader.at),
  ) ?? [''];
  if (whole === undefined || whole === '') return [1, 1];
  reader.at += whole.length;
  if (whole.startsWith('*')) return [0, 20];
  if (whole.startsWith('+')) return [1, 20];
  if (whole.startsWith('?')) return [0, 1];
  const low = Number(least);
  return [low, comma === '' ? low : most === '' ? low + 20 : Number(most)];
}

function atom(reader: Reader, numbers: Numbers): string | null {
  const c = reader.text[reader.at++] ?? '';
  if (c === '^' || c === '$') return '';
  if (c === '.') return pick('abcdefghijklmnopqrstuvwxyz', numbers);
  if (c === '[') return bracket(reader, numbers);
  if (c === '\\') return escaped(reader.text[reader.at++] ?? '', numbers);
  if (c !== '(') return c;
  if (reader.text.startsWith('?:', reader.at)) reader.at += 2;
  const inside = alternatives(reader, numbers);
  return reader.text[reader.at++] === ')' ? inside : null;
}

const pick = (letters: string, numbers: Numbers): string => letters[choose(numbers, letters.length)] ?? '';

const DIGITS = '0123456789';
const LOWER = 'abcdefghijklmnopqrstuvwxyz';

function escaped(c: string, numbers: Numbers): string | null {
  if (c === 'd') return pick(DIGITS, numbers);
  if (c === 'w') return pick(LOWER, numbers);
  if (c === 's') return ' ';
  return /[A-Za-z0-9]/.test(c) ? null : c;
}

function bracket(reader: Reader, numbers: Numbers): string | null {
  const body = /^\^?\]?(?:\[:\w+:\]|\\.|[^\]])*\]/.exec(reader.text.slice(reader.at))?.[0];
  if (body === undefined) return null;
  reader.at += body.length;
  const letters = lettersOf(body);
  return letters === '' ? null : pick(letters, numbers);
}

const LETTERS = new Map<string, string>();

/** The letters and digits of samples that a bracket expression allows; empty when it can't be read. */
function lettersOf(body: string): string {
  const known = LETTERS.get(body);
  if (known !== undefined) return known;
  const set = readPattern('regex', `^[${body}$`, false);
  const all = [...`${LOWER}${LOWER.toUpperCase()}${DIGITS}_-. @#/+:`];
  const letters = set ? all.filter((letter) => set.test(letter)).join('') : '';
  LETTERS.set(body, letters);
  return letters;
}
