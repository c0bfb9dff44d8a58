import type { Config } from '../inputs/config-schema.ts';
import { misuse } from './misuse.ts';

/** `--pg`, or the config's. @throws {InputRefused} for anything but 14 to 18. */
export function majorOf(flag: string | null, config: Config): number {
  if (flag === null) return config.postgres;
  if (/^1[4-8]$/.test(flag)) return Number(flag);
  throw misuse(`--pg takes a major version from 14 to 18, not "${flag}".`, 'Write --pg 17.');
}
