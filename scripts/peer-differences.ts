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
    about: /alter table (?!.*\b(?:add|drop|attach|detach|rename) (?!default|not null|identity|expression))/is,
    why: 'the statement may be run twice: it asks for a state, and PostgreSQL raises no error where that is reached.',
  },
  {
    rule: 'require-timeout-settings',
    about: /^\s*(?:vacuum|analyze|comment)/i,
    why: 'it takes SHARE UPDATE EXCLUSIVE at most: neither reads nor writes queue up behind it.',
  },
  {
    rule: 'E15',
    about: /create table/i,
    why: 'the key is made with its table: nobody has a row in it yet, and the index may come with any later file.',
  },
  {
    rule: 'fk-without-covering-index',
    about: /create table/i,
    why: 'the key is made with its table: nobody has a row in it yet, and the index may come with any later file.',
  },
  {
    rule: 'adding-not-nullable-field',
    about: /validate constraint/i,
    why: 'since PostgreSQL 12 a valid CHECK spares the scan; 11 is no supported version.',
  },
  {
    rule: 'adding-foreign-key-constraint',
    about: /add column/i,
    why: 'a key at a new column without a default reads no row (measured): second-table-lock reports its lock.',
  },
  {
    rule: 'ban-alter-domain-with-add-constraint',
    about: /not valid/i,
    why: 'NOT VALID reads no row (measured).',
  },
  {
    rule: 'changing-column-type',
    about: /create table/i,
    why: 'the old type is known from the file: the change is of the catalog only, or of a table that nobody uses yet.',
  },
  {
    rule: 'alter-column-type',
    about: /create table/i,
    why: 'the old type is known from the file: the change is of the catalog only, or of a table that nobody uses yet.',
  },
  {
    rule: 'ban-char-field',
    about: /"char"/i,
    why: '"char" in quotes is a type of one byte, which is not padded.',
  },
  {
    rule: 'set-access-method',
    about: /access method (?:heap|default)/i,
    why: 'a table is of that access method unless something says another: nothing is rewritten.',
  },
  {
    rule: 'add-column-volatile-default',
    about: /now\(\)|current_/i,
    why: 'a stable function is called once for all rows (measured): nothing is rewritten.',
  },
  {
    rule: 'drop-schema',
    about: /drop schema(?!.*cascade)/is,
    why: 'without CASCADE only an empty schema is dropped: nothing is lost.',
  },
  {
    rule: 'naming-convention',
    about: /./,
    why: 'a pattern of a team is not asked for.',
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
