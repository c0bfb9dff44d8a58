import type { Change, ChangeKind } from '../locks/change-kind.ts';
import { type Effects, isAtLeast } from '../locks/effects.ts';
import type { Kinship } from '../replay/relation-facts.ts';
import type { LockMode } from '../sql/lock.ts';
import type { Wording } from './wording.ts';

export type { Change };

/** What PostgreSQL does while it holds the lock: the difference between a blink and an outage. */
type Work = 'catalog only' | 'reads every row' | 'rewrites every row';

/** SQL to prepare the database, then the migration a reader would write. */
export interface Example {
  readonly given: string;
  readonly migration: string;
  /** The SQLSTATE with which PostgreSQL stops it. */
  readonly fails?: string;
  /** The version it is about, where that is not the newest. */
  readonly major?: number;
  /** A `bad` migration that `--fix` leaves as it is, where it mends others of its rule. */
  readonly stays?: true;
}

/** One statement as rules see it: its effects and what it changes, part by part. */
export interface CheckedStatement extends Wording {
  /** The command tag: `ALTER TABLE`. */
  readonly kind: string;
  readonly effects: Effects;
  readonly changes: readonly Change[];
  /** Whether a template or a variable stands in it. */
  readonly templated: boolean;
  /** Names longer than the 63 bytes that PostgreSQL keeps. */
  readonly longNames: readonly string[];
  /** Whether a text constant of exactly this value stands in it. */
  mentions(constant: string): boolean;
}

/** The transaction a statement runs in, before that statement. */
export interface Transaction {
  /** The strongest mode held on each relation, `schema.name`, of those that others can see. */
  readonly held: ReadonlyMap<string, LockMode>;
  /** Whether PostgreSQL began it by itself, around statements that are sent as one string. */
  readonly implicit: boolean;
  /** Everything changed in it so far. */
  readonly changes: readonly Change[];
}

export interface SearchIndex {
  readonly name: string;
  /** In their order; `''` stands for an expression. */
  readonly columns: readonly string[];
  /** Whether nothing but columns in their own order and operator class is searched by. */
  readonly plain: boolean;
}

/** What is known beside the statement itself. */
export interface RuleContext {
  /** PostgreSQL's major version: 14 to 18. */
  readonly major: number;
  /** Made by an earlier statement of the same history: nobody else uses it yet, so its locks harm no one. */
  isNew(relation: string): boolean;
  /** Made by an earlier statement of the same file. */
  isOfThisFile(relation: string): boolean;
  /** Made by an earlier statement of the same file, which has put no row into it. */
  isEmpty(relation: string): boolean;
  /** Whether the history says what the relation is made of, so that what it lacks is not there. */
  isKnown(relation: string): boolean;
  /** Whether anything has this name: for a late rule, at the end of the file. */
  exists(relation: string): boolean;
  /** `table`, `partitioned table`, `index` …; `null` where nothing has this name. */
  kindOf(relation: string): string | null;
  /** How a relation is bound to those that a statement names. */
  kinship(relation: string, named: readonly string[]): Kinship;
  /** Whether a base was read: a name that it lacks is the name of nothing. */
  readonly isDescribed: boolean;
  /** `isNew` of an enum. */
  isNewType(name: string): boolean;
  /** Whether anything in a schema is not new, as far as is known; `true` where nothing is known of it. */
  isSchemaUsed(name: string): boolean;
  /** Indexes that every search may use: valid B-trees over all rows. */
  indexesOn(relation: string): readonly SearchIndex[];
  hasPrimaryKey(relation: string): boolean;
  /** Whether a write leaves the check of one of its foreign keys to the end of the transaction. */
  hasDeferredKey(relation: string): boolean;
  hasPolicy(relation: string): boolean;
  /** Whether a column is known to take nulls. */
  isNullable(relation: string, column: string): boolean;
  /** Keys, and indexes and constraints over other columns too, that are dropped with a column. */
  goneWithColumn(relation: string, column: string): readonly string[];
  /** Constraints that still are NOT VALID. */
  unvalidated(relation: string): readonly { readonly name: string; readonly kind: string }[];
  /** `null` outside a transaction block. */
  readonly transaction: Transaction | null;
  /** Everything changed by the file before this statement; for a late rule, by the whole file. */
  readonly earlier: readonly Change[];
  /** Whether it is the file's only statement. */
  readonly isAlone: boolean;
  /** Whether whoever runs the file puts it into a transaction. */
  readonly fileIsTransaction: boolean;
  /** For a late rule: whether the transaction that this statement began is open at the end of the file. */
  readonly isLeftOpen: boolean;
  /** `lock_timeout` and `statement_timeout` in milliseconds; `null` where nothing sets them, 0 where they are off. */
  readonly lockTimeoutMs: number | null;
  readonly statementTimeoutMs: number | null;
  /** Whether an earlier statement of the file was already reported by this rule. */
  readonly reportedBefore: boolean;
}

/** A stretch of a file's text and what stands there instead. Offsets count UTF-16 code units. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The safe form of one statement, as edits of its text and statements around it, which have no semicolon. */
export interface Rewrite {
  readonly edits?: readonly Edit[];
  /** Nothing of the statement stays where it is. */
  readonly removed?: true;
  /** Settings: they come before the transaction that the statement is in. */
  readonly ahead?: readonly string[];
  /** Each runs in a transaction of its own, before the statement. */
  readonly before?: readonly string[];
  /** Each runs in a transaction of its own, once the statement is committed. */
  readonly after?: readonly string[];
  /** Whether `after` can wait for the end of a transaction that has other statements to come. */
  readonly afterCanWait?: true;
  /** Settings for after the concurrent statements that follow this one. */
  readonly restored?: readonly string[];
  /** The statement itself must run outside a transaction block. */
  readonly alone?: true;
  /** What people should know. */
  readonly note?: string;
  /** What is left for them to do: a comment in the file, behind the statement. */
  readonly task?: string;
}

/** A statement that is about to be mended, and the ways of mending that rules share. A text says why there is none. */
export interface Rewriter {
  /** Puts key words behind the first one of `keywords`. */
  behind(keywords: readonly string[], words: string): Edit;
  atEnd(words: string): Edit;
  without(keyword: string): readonly Edit[];
  /** Makes of a list of names a statement for each: `words` begin all but the first. */
  split(words: string): readonly Edit[];
  /** `SET name = value`. @param value As SQL text; what it is set to already where that is left out. */
  set(name: string, value?: string, local?: boolean): string;
  /** Whether the statement says `IF EXISTS`, `CASCADE` …: key words outside parentheses, in this order. */
  says(words: string): boolean;
  /** Whether each row of a materialized view can be told by a unique index. */
  hasUniqueIndex(relation: string): boolean;
  /** Constraints are added NOT VALID and validated later. */
  validatedLater(kind: 'check' | 'foreign key' | 'not null'): Rewrite | string;
  /** VALIDATE leaves the transaction that added the constraint. */
  validatedApart(): Rewrite | string;
  /** SET NOT NULL of columns that a constraint has proven. */
  provenNotNull(): Rewrite | string;
  /** A key takes over an index that was built concurrently. */
  keyFromIndex(kind: 'unique' | 'primary key'): Rewrite | string;
  /** A new column gets its default after it was added, for new rows only. */
  defaultForNewRows(): Rewrite | string;
  /** A check proves the bound before a partition is attached. */
  provenBound(): Rewrite | string;
  /** A partition is made as a table and attached. */
  attachedPartition(): Rewrite | string;
}

/**
 * One lint rule: the advice, the proof and the check, in one file named after its id.
 *
 * `rules.test.ts` runs every `bad` and `good` example through `check` and through PGlite, so the lock and the work a
 * rule claims are the ones PostgreSQL was seen to do.
 */
export interface Rule {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** Asked only where somebody names it: a matter of taste, or of a team's own policy. */
  readonly optIn?: true;
  /** The strongest lock the last statement of a `bad` example takes on an existing relation; `null` where locks are not the point. */
  readonly lock: LockMode | null;
  /** What PostgreSQL does while holding it. */
  readonly work: Work | null;
  /** One sentence: what the user's traffic feels. */
  readonly why: string;
  /** One imperative sentence: what to write instead. */
  readonly fix: string;
  /** The page of the PostgreSQL manual that says so. */
  readonly source: `https://www.postgresql.org/docs/${string}`;
  /** Asked only of statements that change one of these; of all where it says nothing. */
  readonly about?: readonly ChangeKind[];
  /** The changes it is asked about when the whole file has been read, because a later statement may still mend them. */
  readonly late?: readonly ChangeKind[];
  /** A late rule's finding that a later file of the history may still settle. */
  readonly until?: 'end of history';
  readonly bad: readonly Example[];
  readonly good: readonly Example[];
  /** The message for a statement that breaks the rule, or `null`. */
  check(statement: CheckedStatement, context: RuleContext): string | null;
  /** The safe form of a statement that `check` has reported, or why there is none. */
  rewrite?(rewriter: Rewriter, statement: CheckedStatement, context: RuleContext): Rewrite | string;
}

/** Identity at run time; at compile time it checks the shape and keeps literal types. */
export const defineRule = (rule: Rule): Rule => rule;

/** The parts of a statement that are of one kind and touch a relation others use. */
export const exposed = (
  statement: CheckedStatement,
  context: RuleContext,
  kind: ChangeKind,
): readonly Change[] =>
  statement.changes.filter((change) => change.kind === kind && !context.isNew(change.relation));

/** Relations others use that `effects` holds at least as strongly as `least`. */
export const heldAtLeast = (effects: Effects, context: RuleContext, least: LockMode): readonly string[] =>
  effects.locks
    .filter(({ relation, mode }) => isAtLeast(mode, least) && !context.isNew(relation))
    .map(({ relation }) => relation);

/** Relations that a statement keeps from writers while it runs: a concurrent one lets them go on. */
export const keptFromWriters = (
  { effects, changes }: CheckedStatement,
  context: RuleContext,
): readonly string[] =>
  changes.some(({ concurrently }) => concurrently) ? [] : heldAtLeast(effects, context, 'ShareLock');

/** Tables that a statement makes to last, with columns and keys of their own: no partition, child or copy of a type. */
export const ownTables = ({ changes }: CheckedStatement): readonly Change[] =>
  changes.filter(
    ({ kind, flags }) =>
      kind === 'create table' && !flags.includes('temporary') && !flags.includes('inherits'),
  );

/** Relations others use out of a list. */
export const visibleToOthers = (relations: readonly string[], context: RuleContext): readonly string[] =>
  relations.filter((relation) => !context.isNew(relation));

/** `` `invoice` and `billing.customer` ``: without the schema that nobody writes. */
export function named(relations: readonly string[]): string {
  const names = relations.map((relation) => `\`${relation.replace(/^public\./, '')}\``);
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const OF_MANY = { goes: 'go', is: 'are', refuses: 'refuse', stands: 'stand', stays: 'stay' } as const;

/** `` `invoice` refuses ``, `` `invoice` and `customer` refuse ``. @param verb As it follows one. */
export const subject = (relations: readonly string[], verb: keyof typeof OF_MANY): string =>
  `${named(relations)} ${relations.length < 2 ? verb : OF_MANY[verb]}`;

/** Relations a transaction keeps from writers, or from everybody. */
export const blocking = (transaction: Transaction | null): readonly string[] =>
  [...(transaction?.held ?? [])]
    .filter(([, mode]) => isAtLeast(mode, 'ShareLock'))
    .map(([relation]) => relation);

/** What a finding is told apart by within its file. */
export const placeOf = ({ rule, start }: Pick<Finding, 'rule' | 'start'>): string => `${start} ${rule.id}`;

/** A rule broken at a place. Offsets count UTF-16 code units. */
export interface Finding {
  readonly rule: Rule;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}
