import { ATLAS } from './atlas.ts';
import { DJANGO_PG_ZERO_DOWNTIME } from './django-pg-zero-downtime.ts';
import { EUGENE } from './eugene.ts';
import { MIGRATIONPILOT } from './migrationpilot.ts';
import { PGFENCE } from './pgfence.ts';
import { PGSAFE } from './pgsafe.ts';
import { SQUAWK } from './squawk.ts';
import { STRONG_MIGRATIONS } from './strong-migrations.ts';

// A text for each tool, with lines `its rule: ours ours | how they differ`; `-` means none of ours. It is text
// because that costs nothing until somebody asks for it.
const LISTS = {
  atlas: ATLAS,
  'django-pg-zero-downtime': DJANGO_PG_ZERO_DOWNTIME,
  eugene: EUGENE,
  migrationpilot: MIGRATIONPILOT,
  pgfence: PGFENCE,
  pgsafe: PGSAFE,
  squawk: SQUAWK,
  strong_migrations: STRONG_MIGRATIONS,
} as const satisfies Readonly<Record<string, string>>;

/** A tool whose rules are compared with ours. */
export type Tool = keyof typeof LISTS;

export const isTool = (name: string): name is Tool => Object.hasOwn(LISTS, name);
export const TOOLS: readonly string[] = Object.keys(LISTS);

/** Our counterpart of another tool's rule. */
export interface Counterpart {
  /** The ids of our rules; empty when none covers it. */
  readonly rules: readonly string[];
  /** How ours differ from it, or why there is none; `''` when they say the same. */
  readonly note: string;
}

/** Our counterparts of a tool's rules, by the tool's names. */
export function counterparts(tool: Tool): ReadonlyMap<string, Counterpart> {
  const known = read.get(tool) ?? new Map(LISTS[tool].trim().split('\n').map(counterpart));
  read.set(tool, known);
  return known;
}

const read = new Map<Tool, ReadonlyMap<string, Counterpart>>();

function counterpart(line: string): readonly [string, Counterpart] {
  const colon = line.indexOf(': ');
  const [ids = '', note = ''] = line.slice(colon + 2).split(' | ');
  return [line.slice(0, colon), { rules: ids === '-' ? [] : ids.split(' '), note }];
}

/** The ids of our rules for another tool's rule; the given name itself when the tool's rule isn't known. */
export const ownRules = (tool: Tool, name: string): readonly string[] =>
  counterparts(tool).get(name)?.rules ?? [name];
