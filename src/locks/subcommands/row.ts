import type { Catalog, Column, Relation } from '../../replay/catalog.ts';
import type { LockMode } from '../../sql/lock.ts';
import type { Fields } from '../../sql/node.ts';
import type { ChangeFlag } from '../change-flags.ts';
import type { ChangeDraft, ChangeKind } from '../change-kind.ts';
import type { Command, Context } from '../context.ts';
import type { Kind } from '../relation-kinds.ts';

type Written = Fields<'AlterTableCmd'>;

/** All that is known of one subcommand of ALTER TABLE. What a row leaves out, the subcommand does not do. */
export interface Row {
  /** What it may be said of, as ATPrepCmd() of tablecmds.c has it. */
  readonly of: readonly Kind[] | typeof UNCHECKED;
  /** The SQLSTATE of what it is refused on for another reason than `of`, or with another state; it is asked first. */
  readonly refusedKind?: (relation: Relation, major: number) => string | null;

  /** As AlterTableGetLockLevel() decides. */
  readonly mode: LockMode | ((command: Command, relation: Relation) => LockMode);
  /** Whether children are locked in the mode of the statement, and get `on` as well. */
  readonly recurses?: boolean | ((context: Context, command: Command, relation: Relation) => boolean);
  /** Whether ONLY does not keep it from its children. */
  readonly passesOnly?: true;
  /** What else it does, called for every table it reaches, the named one first. */
  readonly on?: (context: Context, relation: Relation, command: Command, named: Relation) => void;
  /** The first major that reads it. */
  readonly since?: number;
  /** Forms of it that came later than it did. */
  readonly newer?: readonly (readonly [since: number, isUsed: (command: Written) => boolean])[];

  /** What rules read; a function fills in the draft. */
  readonly change: ChangeKind | ((draft: ChangeDraft, command: Written) => ChangeDraft);
  readonly flags?: (catalog: Catalog, command: Written, column: Column | null) => readonly ChangeFlag[];
  /** Whether what it asks for is there already, or is already gone. */
  readonly changesNothing?: (
    relation: Relation,
    column: Column | null,
    command: Written,
    catalog: Catalog,
  ) => boolean;
  /** It drops what it names: another subcommand of the statement may add it anew, wherever it stands. */
  readonly drops?: true;
  /** The columns that it adds. */
  readonly adds?: (command: Written) => readonly string[];
  /** What else the statement does may be possible only after it. */
  readonly makesWay?: true;

  /** The SQLSTATE of a refusal that changes no lock. `added`: the columns that the statement adds. */
  readonly refused?: (
    catalog: Catalog,
    relation: Relation,
    command: Written,
    added: readonly string[],
  ) => string | null;
  /** Whether it is refused under ONLY where there are children: what they have from it must change in all of them. */
  readonly refusesOnly?: (relation: Relation, command: Written) => boolean;
}

/** What it may be said of is not looked at: nothing is refused for it. */
export const UNCHECKED = 'unchecked';

export const STRONG: LockMode = 'AccessExclusiveLock';
/** For what nobody has looked up: the strongest mode, on the named relation alone. */
export const PRESUMED: LockMode = 'AccessExclusiveLock';
export const WEAK: LockMode = 'ShareUpdateExclusiveLock';

/** A subcommand of which nothing is known. */
export const NOTHING_KNOWN: Row = { of: UNCHECKED, mode: PRESUMED, change: 'other' };
