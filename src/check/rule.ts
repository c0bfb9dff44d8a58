import type { Change, ChangeKind } from '../locks/change-kind.ts';
import { type Effects, isAtLeast } from '../locks/effects.ts';
import type { Kinship } from '../replay/relation-facts.ts';
import type { LockMode } from '../sql/lock.ts';
import type { Wording } from './wording.ts';

export type { Change };

/** What PostgreSQL does while it holds the lock. It decides whether the lock is held for a moment or for hours. */
type Work = 'catalog only' | 'reads every row' | 'rewrites every row';

/** SQL that prepares the database, and then the migration. */
export interface Example {
  readonly given: string;
  readonly migration: string;
  /** The SQLSTATE with which PostgreSQL stops it. */
  readonly fails?: string;
  /** The major version that the example needs, if it is not the newest. */
  readonly major?: number;
  /** For a `bad` migration that `--fix` can't mend, although it mends others of the rule. */
  readonly stays?: true;
}

/** A statement in the form in which rules see it: its effects, and what each part of it changes. */
export interface CheckedStatement extends Wording {
  /** The command tag: `ALTER TABLE`. */
  readonly kind: string;
  readonly effects: Effects;
  readonly changes: readonly Change[];
  /** Whether the statement contains a template or a variable. */
  readonly templated: boolean;
  /** Names longer than the 63 bytes that PostgreSQL keeps. */
  readonly longNames: readonly string[];
  /** Whether the statement contains a text constant of exactly this value. */
  mentions(constant: string): boolean;
}

/** The transaction that a statement runs in, as it is before the statement. */
export interface Transaction {
  /** The strongest mode that is held on each relation (`schema.name`) that others can see. */
  readonly held: ReadonlyMap<string, LockMode>;
  /** Whether PostgreSQL began the transaction itself, around statements that were sent as one string. */
  readonly implicit: boolean;
  /** Everything that the transaction has changed so far. */
  readonly changes: readonly Change[];
}

export interface SearchIndex {
  readonly name: string;
  /** The columns in order; `''` for an expression. */
  readonly columns: readonly string[];
  /** Whether every key is a plain column in default order with the default operator class. */
  readonly plain: boolean;
}

/** What a rule may ask besides the statement itself. */
export interface RuleContext {
  /** PostgreSQL's major version: 14 to 18. */
  readonly major: number;
  /**
   * Whether an earlier statement of the history created the relation. Then nobody else uses it yet, and locks on it
   * harm no one.
   */
  isNew(relation: string): boolean;
  /** Whether an earlier statement of the same file created the relation. */
  isOfThisFile(relation: string): boolean;
  /** Whether an earlier statement of the same file created the relation, and none has put a row into it. */
  isEmpty(relation: string): boolean;
  /** Whether the history says what columns and indexes the relation has, so that others do not exist. */
  isKnown(relation: string): boolean;
  /** Whether anything has this name. For a late rule: at the end of the file. */
  exists(relation: string): boolean;
  /** `table`, `partitioned table`, `index` …; `null` when nothing has this name. */
  kindOf(relation: string): string | null;
  /** How a relation is related to the relations that a statement names. */
  kinship(relation: string, named: readonly string[]): Kinship;
  /** Whether a base was read. Then a name that it lacks does not exist. */
  readonly isDescribed: boolean;
  /** Like `isNew`, for an enum. */
  isNewType(name: string): boolean;
  /** Whether a schema holds anything that is not new; `true` when the schema isn't known. */
  isSchemaUsed(name: string): boolean;
  /** Indexes that every search may use: valid B-trees that cover all rows. */
  indexesOn(relation: string): readonly SearchIndex[];
  hasPrimaryKey(relation: string): boolean;
  /** Whether writes to the relation have a foreign key checked only at the end of the transaction. */
  hasDeferredKey(relation: string): boolean;
  hasPolicy(relation: string): boolean;
  /** Whether a column is known to take nulls. */
  isNullable(relation: string, column: string): boolean;
  /** What PostgreSQL drops along with a column: keys, and indexes and constraints that concern other columns too. */
  goneWithColumn(relation: string, column: string): readonly string[];
  /** Constraints that still are NOT VALID. */
  unvalidated(relation: string): readonly { readonly name: string; readonly kind: string }[];
  /** `null` outside a transaction block. */
  readonly transaction: Transaction | null;
  /** Everything that the file changed before this statement; for a late rule, everything that the file changed. */
  readonly earlier: readonly Change[];
  /** Whether it is the file's only statement. */
  readonly isAlone: boolean;
  /** Whether the runner puts the file into a transaction. */
  readonly fileIsTransaction: boolean;
  /** For a late rule: whether the transaction that this statement began is open at the end of the file. */
  readonly isLeftOpen: boolean;
  /** `lock_timeout` and `statement_timeout` in milliseconds; `null` when nothing sets them, 0 when they are off. */
  readonly lockTimeoutMs: number | null;
  readonly statementTimeoutMs: number | null;
  /** Whether this rule has reported an earlier statement of the file. */
  readonly reportedBefore: boolean;
}

/** A range of a file's text and its replacement. Offsets count UTF-16 code units. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The safe form of one statement: edits of its text, and statements to insert around it, without semicolons. */
export interface Rewrite {
  readonly edits?: readonly Edit[];
  /** The statement is removed from its place. */
  readonly removed?: true;
  /** Settings, inserted before the transaction that the statement is in. */
  readonly ahead?: readonly string[];
  /** Statements to run before it, each in a transaction of its own. */
  readonly before?: readonly string[];
  /** Statements to run after it is committed, each in a transaction of its own. */
  readonly after?: readonly string[];
  /** Whether `after` may come after further statements of the same transaction. */
  readonly afterCanWait?: true;
  /** Settings to restore after the concurrent statements that follow this one. */
  readonly restored?: readonly string[];
  /** The statement itself must run outside a transaction. */
  readonly alone?: true;
  /** Something that people should know. */
  readonly note?: string;
  /** What is left for people to do: becomes a comment in the file, after the statement. */
  readonly task?: string;
}

/** The rewrites that rules share, for a statement that was reported. A text says why a rewrite is not possible. */
export interface Rewriter {
  /** Inserts key words after the first of `keywords` that the statement has. */
  behind(keywords: readonly string[], words: string): Edit;
  atEnd(words: string): Edit;
  without(keyword: string): readonly Edit[];
  /** Divides a list of names into one statement for each. `words` begin all statements but the first. */
  split(words: string): readonly Edit[];
  /** `SET name = value`. @param value As SQL text; without it, the value that the setting has now. */
  set(name: string, value?: string, local?: boolean): string;
  /** Whether the statement has these key words, in this order and outside parentheses: `IF EXISTS`, `CASCADE` … */
  says(words: string): boolean;
  /** Whether a materialized view has the unique index that REFRESH … CONCURRENTLY needs. */
  hasUniqueIndex(relation: string): boolean;
  /** Adds constraints as NOT VALID; VALIDATE comes later. */
  validatedLater(kind: 'check' | 'foreign key' | 'not null'): Rewrite | string;
  /** Moves VALIDATE out of the transaction that adds the constraint. */
  validatedApart(): Rewrite | string;
  /** SET NOT NULL after a constraint has proven the columns. */
  provenNotNull(): Rewrite | string;
  /** Builds an index concurrently, from which the key is then made. */
  keyFromIndex(kind: 'unique' | 'primary key'): Rewrite | string;
  /** Gives a new column its default after the column was added, so that the default is for new rows only. */
  defaultForNewRows(): Rewrite | string;
  /** Has a check prove the bound before a partition is attached. */
  provenBound(): Rewrite | string;
  /** Creates a partition as a table of its own, and attaches it. */
  attachedPartition(): Rewrite | string;
}

/**
 * One lint rule, in a file named after its id: what it reports, why, and examples that prove it.
 *
 * `rules.test.ts` runs every `bad` and `good` example through `check` and through PGlite. So the lock and the work
 * that a rule claims are the ones that PostgreSQL was seen to take and do.
 */
export interface Rule {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** Asked only when somebody names it: it is a matter of taste, or of a team's own policy. */
  readonly optIn?: true;
  /**
   * The strongest lock that the last statement of a `bad` example takes on an existing relation; `null` when the rule
   * is not about locks.
   */
  readonly lock: LockMode | null;
  /** What PostgreSQL does while it holds that lock. */
  readonly work: Work | null;
  /** One sentence: the consequence for the user's traffic. */
  readonly why: string;
  /** One imperative sentence: what to write instead. */
  readonly fix: string;
  /** The page of the PostgreSQL manual that says so. */
  readonly source: `https://www.postgresql.org/docs/${string}`;
  /** Ask the rule only about statements with one of these changes; without it, about all statements. */
  readonly about?: readonly ChangeKind[];
  /**
   * Changes about which the rule is asked only at the end of the file, because a later statement may still mend them.
   */
  readonly late?: readonly ChangeKind[];
  /** Whether a later file of the history may settle a late rule's finding. */
  readonly until?: 'end of history';
  readonly bad: readonly Example[];
  readonly good: readonly Example[];
  /** The message for a statement that breaks the rule, or `null`. */
  check(statement: CheckedStatement, context: RuleContext): string | null;
  /** The safe form of a statement that `check` has reported, or a text that says why there is none. */
  rewrite?(rewriter: Rewriter, statement: CheckedStatement, context: RuleContext): Rewrite | string;
}

/** Returns the rule itself. The call makes TypeScript check its shape and keep literal types. */
export const defineRule = (rule: Rule): Rule => rule;

/** The changes of one kind in a statement that touch a relation which others use. */
export const exposed = (
  statement: CheckedStatement,
  context: RuleContext,
  kind: ChangeKind,
): readonly Change[] =>
  statement.changes.filter((change) => change.kind === kind && !context.isNew(change.relation));

/** Relations that others use and that `effects` locks at least as strongly as `least`. */
export const heldAtLeast = (effects: Effects, context: RuleContext, least: LockMode): readonly string[] =>
  effects.locks
    .filter(({ relation, mode }) => isAtLeast(mode, least) && !context.isNew(relation))
    .map(({ relation }) => relation);

/** Relations that a statement blocks for writers while it runs. A concurrent statement blocks none. */
export const keptFromWriters = (
  { effects, changes }: CheckedStatement,
  context: RuleContext,
): readonly string[] =>
  changes.some(({ concurrently }) => concurrently) ? [] : heldAtLeast(effects, context, 'ShareLock');

/**
 * Permanent tables that a statement creates with columns and keys of their own: no partition, no child, no table of a
 * type.
 */
export const ownTables = ({ changes }: CheckedStatement): readonly Change[] =>
  changes.filter(
    ({ kind, flags }) =>
      kind === 'create table' && !flags.includes('temporary') && !flags.includes('inherits'),
  );

/** Those of the relations that others use. */
export const visibleToOthers = (relations: readonly string[], context: RuleContext): readonly string[] =>
  relations.filter((relation) => !context.isNew(relation));

/** Names for a sentence, without the schema `public`: `` `invoice` and `billing.customer` ``. */
export function named(relations: readonly string[]): string {
  const names = relations.map((relation) => `\`${relation.replace(/^public\./, '')}\``);
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const OF_MANY = { goes: 'go', is: 'are', refuses: 'refuse', stands: 'stand', stays: 'stay' } as const;

/**
 * Names with their verb: `` `invoice` refuses ``, `` `invoice` and `customer` refuse ``. @param verb The form for one
 * name.
 */
export const subject = (relations: readonly string[], verb: keyof typeof OF_MANY): string =>
  `${named(relations)} ${relations.length < 2 ? verb : OF_MANY[verb]}`;

/** Relations that a transaction blocks for writers, or for everybody. */
export const blocking = (transaction: Transaction | null): readonly string[] =>
  [...(transaction?.held ?? [])]
    .filter(([, mode]) => isAtLeast(mode, 'ShareLock'))
    .map(([relation]) => relation);

/** Identifies a finding within its file. */
export const placeOf = ({ rule, start }: Pick<Finding, 'rule' | 'start'>): string => `${start} ${rule.id}`;

/** A rule that is broken at a place. Offsets count UTF-16 code units. */
export interface Finding {
  readonly rule: Rule;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}
