/** An example on which we say something else than its author. */
export interface Difference {
  readonly tool: string;
  readonly rule: string;
  /** Where the peer has the example. */
  readonly source: string;
  readonly sql: string;
  readonly isWanted: boolean;
  readonly got: readonly string[];
}

interface Explanation {
  readonly rule: string;
  /** Words of the example that the reason is about. */
  readonly about: RegExp;
  readonly why: string;
}

// Only of examples that somebody has looked at: a reason that fits what nobody has seen would hide a mistake of ours.
const EXPLANATIONS: readonly Explanation[] = [
  {
    rule: 'prefer-robust-stmts',
    about: /enable row level security|set not null/i,
    why: 'the statement may be run twice: it asks for a state, and PostgreSQL raises no error where that is reached.',
  },
  {
    rule: 'require-timeout-settings',
    about: /^\s*vacuum \(full false\)/i,
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
    why: 'the example is about PostgreSQL 11: since 12 a valid CHECK spares the scan, and 14 is the oldest we know.',
  },
];

/** Why we differ from a peer's example, or `null` where nobody has looked yet. */
export const explanationOf = ({ rule, sql, isWanted }: Difference): string | null =>
  EXPLANATIONS.find((one) => isWanted && one.rule === rule && one.about.test(sql))?.why ?? null;
