import { parseInstant } from '../base/instant.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/**
 * `Friday 2026-11-20 16:58:00 UTC`: whoever is on call wants the day of the week.
 *
 * @throws {TypeError} for a text that the schema of certificates refuses.
 */
export function instant(text: string): string {
  const ms = parseInstant(text);
  if (ms === null) throw new TypeError(`${text} is no instant`);
  const day = WEEKDAYS[new Date(ms).getUTCDay()];
  return `${day} ${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
}

/** `2 steps`, `1 step`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Rounded down: 999 of 1,000 must not read as all of them. */
export const share = (ratio: number): string => `${Math.floor(ratio * 100)} %`;

/**
 * Foreign text as a code span: the only place where Markdown and HTML are not interpreted. A backtick would end the
 * span and a bar a table's cell, so look-alikes are drawn for both; the signed block has the true text.
 */
export const code = (text: string): string => `\`${text.replaceAll('`', 'ˋ').replaceAll('|', '¦')}\``;

export const list = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map(code).join(', ');

/** A list item; nothing for `null`: the section about what was not measured gives the reason. */
export function item<T>(label: string, value: T | null, show: (value: T) => string): readonly string[] {
  return value === null ? [] : [`- ${label}: ${show(value)}`];
}

export const section = (title: string, lines: readonly string[]): readonly string[] => [
  `## ${title}`,
  '',
  ...lines,
  ...(lines.length === 0 ? [] : ['']),
];

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
