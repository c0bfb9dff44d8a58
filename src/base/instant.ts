/** `2026-11-20T09:08:00Z`: UTC to the second, the only spelling of a time that we sign. */
export type Instant = string;

const SHAPE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/;

/** Milliseconds rounded down to the second. @throws {RangeError} outside the years 0 to 9999. */
export function formatInstant(ms: number): Instant {
  const text = new Date(Math.floor(ms / 1000) * 1000).toISOString();
  if (!/^[0-9]{4}-/.test(text)) throw new RangeError(`${ms} is outside the years 0 to 9999`);
  return `${text.slice(0, 19)}Z`;
}

/**
 * Unix time in milliseconds, or `null` for every other spelling. The round trip refuses what `Date.parse` bends into
 * another day: 30 February, 24:00:00, leap seconds.
 */
export function parseInstant(text: string): number | null {
  if (!SHAPE.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isFinite(ms) && formatInstant(ms) === text ? ms : null;
}
