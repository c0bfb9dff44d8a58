import type { SequenceOptions } from './schema.ts';

// Lowest and highest value of the types that a sequence can have.
const RANGES: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807'],
};

export const isSequenceType = (type: string): boolean => RANGES[type] !== undefined;

export type GivenOptions = {
  readonly [Option in keyof SequenceOptions]?: SequenceOptions[Option] | undefined;
};

/** The options of a sequence, with those that nobody gave as PostgreSQL fills them in. */
export function sequenceOptions(type: string, given: GivenOptions): SequenceOptions {
  const [low, high] = RANGES[type] ?? ['', ''];
  const increment = given.increment ?? '1';
  const rises = !increment.startsWith('-');
  const min = given.min ?? (rises ? '1' : low);
  const max = given.max ?? (rises ? high : '-1');
  return {
    start: given.start ?? (rises ? min : max),
    increment,
    min,
    max,
    cache: given.cache ?? '1',
    cycle: given.cycle ?? false,
  };
}

/** The options that differ from those that PostgreSQL would fill in, given the rest. */
export function unusualOptions(type: string, options: SequenceOptions): GivenOptions {
  const usual = sequenceOptions(type, { increment: options.increment });
  const { min, max } = options;
  const { start } = sequenceOptions(type, { increment: options.increment, min, max });
  return {
    ...(options.start === start ? {} : { start: options.start }),
    ...(options.increment === '1' ? {} : { increment: options.increment }),
    ...(min === usual.min ? {} : { min }),
    ...(max === usual.max ? {} : { max }),
    ...(options.cache === '1' ? {} : { cache: options.cache }),
    ...(options.cycle ? { cycle: true } : {}),
  };
}

/** Why PostgreSQL takes no such sequence, in a sentence; `null` where it does. */
export function wrongOptions(type: string, options: SequenceOptions): string | null {
  const [low, high] = (RANGES[type] ?? ['', '']).map(BigInt);
  const [start, min, max] = [options.start, options.min, options.max].map(BigInt);
  if (
    low === undefined ||
    high === undefined ||
    start === undefined ||
    min === undefined ||
    max === undefined
  )
    return null;
  if (BigInt(options.increment) === 0n) return 'its increment is zero';
  if (min < low || max > high) return `its limits do not fit the type ${type}`;
  if (min >= max) return `its min ${min} is not below its max ${max}`;
  if (start < min || start > max) return `its start ${start} lies outside of ${min} to ${max}`;
  return BigInt(options.cache) < 1n ? 'its cache is below 1' : null;
}
