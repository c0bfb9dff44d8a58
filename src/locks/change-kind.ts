import type { Constraint } from '../replay/catalog.ts';
import type { ChangeFlag } from './change-flags.ts';
import type { Effects } from './effects.ts';

export type ChangeKind =
  | 'add column'
  | 'add enum value'
  | 'add check'
  | 'add exclude'
  | 'add foreign key'
  | 'add not null'
  | 'add primary key'
  | 'add unique'
  | 'alter column type'
  | 'attach partition'
  | 'begin transaction'
  | 'cluster'
  | 'comment'
  | 'create domain'
  | 'create function'
  | 'create index'
  | 'create role'
  | 'create table'
  | 'create trigger'
  | 'create type'
  /** A constraint in the definition of a new table. */
  | 'declare constraint'
  | 'detach partition'
  | 'disable trigger'
  | 'drop column'
  | 'drop constraint'
  | 'drop index'
  | 'drop not null'
  | 'drop schema'
  | 'drop table'
  | 'drop trigger'
  | 'drop view'
  | 'enable row security'
  | 'grant to public'
  | 'insert rows'
  | 'lock table'
  | 'reindex'
  | 'refresh materialized view'
  | 'rename column'
  | 'rename enum value'
  | 'rename object'
  | 'rename schema'
  | 'rename table'
  | 'replica identity'
  | 'restart sequence'
  | 'set constraints'
  | 'set default'
  | 'set expression'
  | 'set local'
  | 'set not null'
  | 'set options'
  | 'set schema'
  | 'truncate'
  | 'vacuum full'
  | 'validate constraint'
  | 'write every row'
  | 'write rows'
  | 'other';

/** One thing that a statement does to one relation. ALTER TABLE does one for each of its subcommands. */
export interface Change {
  readonly kind: ChangeKind;
  /** `schema.name` of the relation or enum that is named; `''` when none is. */
  readonly relation: string;
  /** The name of the column, constraint, index, schema, setting or value that is changed; `''` when it has none. */
  readonly name: string;
  /** The columns of a new index or foreign key in order; `''` for an expression. */
  readonly columns: readonly string[];
  /** The kind of constraint that is dropped; `null` when it isn't known. */
  readonly constraint: Constraint['kind'] | null;
  /** What this part of the statement does by itself. */
  readonly effects: Effects;
  readonly concurrently: boolean;
  /** Whether existing rows are left unchecked: NOT VALID, NOT ENFORCED. */
  readonly notValid: boolean;
  /** Whether the constraint takes over an existing index (USING INDEX). */
  readonly usesIndex: boolean;
  /** Whether a new column is NOT NULL and nothing gives existing rows a value. */
  readonly required: boolean;
  readonly flags: readonly ChangeFlag[];
}

/** A change before its effects are predicted. */
export type ChangeDraft = Omit<Change, 'effects'>;

/** The values of a draft that its statement does not set. */
export const NO_DETAILS = {
  name: '',
  columns: [],
  constraint: null,
  concurrently: false,
  notValid: false,
  usesIndex: false,
  required: false,
  flags: [],
} as const satisfies Partial<ChangeDraft>;
