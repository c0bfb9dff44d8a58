import { counterparts, isTool } from '../src/locks/foreign-rules.ts';
import type { Difference } from './peer-cases.ts';

interface Explanation {
  readonly rule: string;
  /** Words of the example that the reason is about. */
  readonly about: RegExp;
  readonly why: string;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    rule: 'prefer-robust-stmts',
    about: /row level security|set not null|set default|drop default|drop not null/i,
    why: 'the statement may be run twice: it asks for a state, and PostgreSQL raises no error where that is reached.',
  },
  {
    rule: 'require-timeout-settings',
    about: /^\s*vacuum/i,
    why: 'VACUUM without FULL takes SHARE UPDATE EXCLUSIVE: neither reads nor writes queue up behind it.',
  },
  {
    rule: 'E15',
    about: /create table/i,
    why: 'the key is made with its table: nobody has a row in it yet, and the index may come with any later file.',
  },
  {
    rule: 'adding-not-nullable-field',
    about: /validate constraint/i,
    why: 'since PostgreSQL 12 a valid CHECK spares the scan; 11 is no supported version.',
  },
];

/** Why we differ from a peer's example, or `null` where nobody has looked yet. */
export function explanationOf(difference: Difference): string | null {
  const { tool, rule, sql, got, isWanted } = difference;
  const known = EXPLANATIONS.find((one) => one.rule === rule && one.about.test(sql));
  if (known) return known.why;
  if (isWanted || !isTool(tool)) return null;
  const others = [...counterparts(tool)].filter(([name]) => name !== rule);
  const shared = others.find(([, { rules }]) =>
    rules.some((id) => got.includes(id) && sharedWith(difference, id)),
  );
  return shared ? `our rule stands for its \`${shared[0]}\` too, which this breaks.` : null;
}

function sharedWith({ tool, rule }: Difference, id: string): boolean {
  return isTool(tool) && (counterparts(tool).get(rule)?.rules.includes(id) ?? false);
}
