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
  /** A constraint of a table that the same statement makes. */
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

/** One thing a statement does to one relation; ALTER TABLE does as many as it has subcommands. */
export interface Change {
  readonly kind: ChangeKind;
  /** `schema.name` of the relation or enum named, `''` where none is. */
  readonly relation: string;
  /** The column, constraint, index, schema, setting or value at hand, if it has a name. */
  readonly name: string;
  /** The columns of a new index or foreign key in their order, `''` for an expression. */
  readonly columns: readonly string[];
  /** What a constraint that is dropped is; `null` where that is not known. */
  readonly constraint: Constraint['kind'] | null;
  /** What this part does by itself. */
  readonly effects: Effects;
  readonly concurrently: boolean;
  /** `true` where rows are left unchecked: NOT VALID, NOT ENFORCED. */
  readonly notValid: boolean;
  /** A constraint that takes over an index. */
  readonly usesIndex: boolean;
  /** A new column that is NOT NULL with nothing to fill it. */
  readonly required: boolean;
  readonly flags: readonly ChangeFlag[];
}

/** A change before its effects are predicted. */
export type ChangeDraft = Omit<Change, 'effects'>;

/** What a draft says where its statement says nothing. */
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
