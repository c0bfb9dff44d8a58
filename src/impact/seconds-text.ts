import type { Seconds } from './throughput.ts';

const UNITS: readonly (readonly [name: string, seconds: number])[] = [
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** `20 to 35 s`, `50 s to 4 min`, `less than 1 s`, `3 min or longer`: rounded outward, to two figures. */
export function toSeconds([least, most]: Seconds): string {
  const [from, fromUnit] = inUnit(least, Math.floor);
  if (most === null) return from === 0 ? 'a time that is not known' : `${from} ${fromUnit} or longer`;
  if (most <= 1) return 'less than 1 s';
  const [to, unit] = inUnit(most, Math.ceil);
  if (from === 0) return `up to ${to} ${unit}`;
  if (fromUnit !== unit) return `${from} ${fromUnit} to ${to} ${unit}`;
  return from === to ? `about ${to} ${unit}` : `${from} to ${to} ${unit}`;
}

function inUnit(seconds: number, round: (value: number) => number): readonly [number, string] {
  const [unit, size] = UNITS.find(([, least]) => seconds >= 2 * least) ?? ['s', 1];
  const value = seconds / size;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(value, 1))) - 1);
  return [round(value / step) * step, unit];
}
