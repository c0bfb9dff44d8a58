import { CLOCK_US } from './functions.ts';
import { type Facts, laneOf, type Present } from './lane.ts';
import { DAY, MINUTE, parseAs, SECOND } from './value.ts';

const START_2001 = Date.UTC(2001, 0, 1, 12) * 1000;
const START_1971 = Date.UTC(1971, 0, 1, 12) * 1000;
const YEAR_2999 = Date.UTC(2999, 0, 1, 12) * 1000;

/** Candidates for dates, times and intervals. */
export function times(facts: Facts, n: number): readonly Present[] {
  if (facts.family === 'interval') return intervals(facts, n);
  return facts.family === 'time' ? daytimes(facts, n) : moments(facts, n);
}

function intervals(facts: Facts, n: number): readonly Present[] {
  const { index, probe } = laneOf(n);
  const base = (probe ? 1000 * DAY : 0) + (index + 1) * MINUTE;
  if (facts.free) return [{ kind: 'interval', us: base }];
  const around = timesIn(facts).flatMap((c) => [c, c + SECOND, c - SECOND]);
  return [base, ...around, 0, base + MINUTE, -MINUTE].map((at) => ({ kind: 'interval', us: at }));
}

function daytimes(facts: Facts, n: number): readonly Present[] {
  const { index, probe } = laneOf(n);
  const base = (probe ? 12 * 3600 * SECOND : 0) + (index % 40_000) * SECOND;
  if (facts.free) return [{ kind: 'time', us: base }];
  const around = timesIn(facts).flatMap((c) => [c, c + SECOND, c - SECOND]);
  return [base, ...around, base + SECOND, 0]
    .filter((at) => at >= 0 && at < DAY)
    .map((at) => ({ kind: 'time', us: at }));
}

function moments(facts: Facts, n: number): readonly Present[] {
  const { index, probe } = laneOf(n);
  const kind = facts.family === 'date' ? 'date' : 'timestamp';
  const step = kind === 'date' ? DAY : MINUTE;
  const start = probe ? START_1971 : START_2001;
  // Timestamps are near noon, so that their date is the same in almost every time zone.
  const base =
    start +
    (kind === 'date' ? index % 8000 : index % 300) * step +
    (kind === 'date' ? 0 : Math.floor(index / 300) * DAY);
  if (facts.free) return [{ kind, us: kind === 'date' ? Math.floor(base / DAY) * DAY : base }];
  const all = [
    base,
    base + step,
    base - step,
    ...timesIn(facts).flatMap((c) => [c, c + DAY, c - DAY]),
    Date.UTC(probe ? 1971 : 2001, index, 1) * 1000,
    YEAR_2999 + index * DAY,
    START_1971 - DAY,
  ];
  // Leaves out what lies between the two: there the comparison with the real clock would change some day.
  const timeless = facts.clock ? all.filter((at) => at < CLOCK_US - DAY || at >= YEAR_2999) : all;
  return [...new Set(timeless)].map((at) => ({
    kind,
    us: kind === 'date' ? Math.floor(at / DAY) * DAY : at,
  }));
}

const timesIn = (facts: Facts): readonly number[] =>
  facts.constants.flatMap((c) => (typeof c === 'object' && 'us' in c ? [c.us] : textTimes(facts, c)));

// A constant in quotes has the column's type.
function textTimes(facts: Facts, constant: Present): readonly number[] {
  const { family } = facts;
  if (typeof constant !== 'string') return [];
  if (family !== 'date' && family !== 'timestamp' && family !== 'time' && family !== 'interval') return [];
  const value = parseAs(family, constant);
  return value !== null && typeof value === 'object' && 'us' in value ? [value.us] : [];
}
