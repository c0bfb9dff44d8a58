import { misuse } from './misuse.ts';

const UNITS_MS: Readonly<Record<string, number>> = { '': 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a flag that takes `500ms`, `30s`, `5m`, `1h`; a bare number is seconds. @throws {InputRefused} */
export function durationMs(text: string, flag: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,6})(ms|s|m|h|)$/.exec(text) ?? [];
  const factor = UNITS_MS[unit];
  if (amount === '' || factor === undefined)
    throw misuse(`--${flag} takes a duration like 30s, 5m or 0, not "${text}".`, `Write --${flag} 30s.`);
  return Number(amount) * factor;
}
