import type { Span } from '../base/span.ts';

export type ObjectKind =
  | 'schema'
  | 'enum'
  | 'table'
  | 'column'
  | 'constraint'
  | 'index'
  | 'policy'
  | 'sequence'
  | 'carried';

/** `table:public.invoice`, `column:public.invoice.total`, `index:public.invoice_total_idx`. Never an OID. */
export type ObjectId = `${ObjectKind}:${string}`;

/**
 * What the author of the SDL said about an object. It is no part of its meaning in the database, and not in the
 * digest.
 */
export interface Declared {
  readonly origin: Span;
  /** The name in the SDL: `Invoice`, `Invoice.dueDate`. */
  readonly sdlName: string;
  readonly uid: string | null;
  /** Earlier names, newest first. */
  readonly was: readonly string[];
  /** Directives under their canonical `@wes_*` names, in source order. */
  readonly directives: readonly DirectiveUse[];
}

interface DirectiveUse {
  /** With the `@`: `@wes_table`. */
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

interface Common {
  readonly id: ObjectId;
  /** `COMMENT ON`, from the SDL's description. */
  readonly comment: string | null;
  /** `null` for an object that was read from a catalog. */
  readonly declared: Declared | null;
}

export interface NamespaceObject extends Common {
  readonly kind: 'schema';
  readonly name: string;
}

export interface EnumObject extends Common {
  readonly kind: 'enum';
  readonly schema: string;
  readonly name: string;
  /** In sort order: PostgreSQL compares enum values by it. */
  readonly values: readonly string[];
}

export interface TableObject extends Common {
  readonly kind: 'table';
  readonly schema: string;
  readonly name: string;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
  readonly carried?: CarriedOfTable;
}

/**
 * What the SDL can't say of a table and a database keeps: left as it is. A member is absent where the table is as
 * CREATE TABLE makes it, and so is the whole where all of them are.
 */
export interface CarriedOfTable {
  readonly unlogged?: true | undefined;
  /** `fillfactor=70`, `toast.autovacuum_enabled=false`; sorted. */
  readonly options?: readonly string[] | undefined;
  /** `RANGE (created_at)`, as `pg_get_partkeydef` prints it. */
  readonly partitionKey?: string | undefined;
  readonly partitionOf?: { readonly table: ObjectId; readonly bound: string } | undefined;
  /** Parents, in order. */
  readonly inherits?: readonly ObjectId[] | undefined;
  /** `FULL`, `NOTHING`, `USING INDEX name`. */
  readonly replicaIdentity?: string | undefined;
  readonly accessMethod?: string | undefined;
  readonly tablespace?: string | undefined;
  /** The composite type that it was made `OF`. */
  readonly ofType?: string | undefined;
}

export interface ColumnObject extends Common {
  readonly kind: 'column';
  readonly table: ObjectId;
  readonly name: string;
  /** As `format_type` prints it under an empty search_path: `timestamp with time zone`, `numeric(12,2)`, `public.status[]`. */
  readonly type: string;
  /** The enum, if the type or the type of its elements is one; else `null`. */
  readonly enumType: ObjectId | null;
  readonly notNull: boolean;
  /** SQL expression. */
  readonly default: string | null;
  readonly collation: string | null;
  /** Of `collation`, where it is not pg_catalog. */
  readonly collationSchema?: string;
  readonly identity: 'always' | 'by default' | null;
  /** The sequence behind `identity`, where it is not as PostgreSQL makes it. */
  readonly identitySequence?: IdentitySequence;
  readonly generated: { readonly expression: string; readonly stored: boolean } | null;
  /** Place of the column in the table. Kept for people who read the output; no part of the meaning. */
  readonly position: number;
  /** SQL expression over the row, written by the author, that fills existing rows. Not in the digest. */
  readonly backfill: string | null;
  readonly carried?: CarriedOfColumn;
}

/** As `CarriedOfTable`, of a column. */
export interface CarriedOfColumn {
  /** `EXTERNAL`, `MAIN` …, where it is not the type's own. */
  readonly storage?: string | undefined;
  readonly compression?: string | undefined;
  readonly statistics?: number | undefined;
  /** `n_distinct=0.1`; sorted. */
  readonly options?: readonly string[] | undefined;
  /** It comes from the parents alone. */
  readonly inherited?: true | undefined;
  /** Of its own, where PostgreSQL would choose another for a NOT NULL constraint (from 18). */
  readonly notNullName?: string | undefined;
}

/** Numbers are texts: a bigint does not fit a JavaScript number. */
export interface SequenceOptions {
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}

/** Members are absent where they are as PostgreSQL makes them. */
export type IdentitySequence = {
  readonly [Option in keyof SequenceOptions]?: SequenceOptions[Option] | undefined;
} & {
  /** Where it is not `<table>_<column>_seq`. */
  readonly name?: string | undefined;
};

/** CREATE SEQUENCE. That of an identity column belongs to the column, and is none of these. */
export interface SequenceObject extends Common, SequenceOptions {
  readonly kind: 'sequence';
  readonly schema: string;
  readonly name: string;
  /** `integer`, `bigint`, `smallint`. */
  readonly type: string;
  /** The column that it goes with, as `serial` makes it; else `null`. */
  readonly ownedBy: ObjectId | null;
  /** `unlogged`: from PostgreSQL 15 on a sequence is so by itself. */
  readonly carried?: Pick<CarriedOfTable, 'unlogged'>;
}

export type ReferentialAction = 'NO ACTION' | 'RESTRICT' | 'CASCADE' | 'SET NULL' | 'SET DEFAULT';

interface ConstraintCommon extends Common {
  readonly kind: 'constraint';
  readonly table: ObjectId;
  readonly name: string;
  readonly deferrable: 'no' | 'initially immediate' | 'initially deferred';
  readonly validated: boolean;
}

export interface KeyConstraint extends ConstraintCommon {
  readonly type: 'primary key' | 'unique';
  /** Column names in key order. */
  readonly columns: readonly string[];
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  /** Of the index behind it. */
  readonly carried?: CarriedOfIndex;
}

export interface CheckConstraint extends ConstraintCommon {
  readonly type: 'check';
  readonly expression: string;
}

export interface ForeignKey extends ConstraintCommon {
  readonly type: 'foreign key';
  readonly columns: readonly string[];
  readonly refTable: ObjectId;
  readonly refColumns: readonly string[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
}

/**
 * A constraint that the SDL can't express, EXCLUDE for one: the text that `pg_get_constraintdef` gives. Only from a
 * catalog.
 */
export interface OtherConstraint extends ConstraintCommon {
  readonly type: 'other';
  readonly definition: string;
}

export type ConstraintObject = KeyConstraint | CheckConstraint | ForeignKey | OtherConstraint;

export interface IndexObject extends Common {
  readonly kind: 'index';
  readonly table: ObjectId;
  readonly schema: string;
  readonly name: string;
  readonly method: string;
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  /** Key elements as SQL: `total`, `lower(email)`, `created_at DESC`. */
  readonly keys: readonly string[];
  /** The column names in `keys`, in order; `null` when one of them is an expression. */
  readonly columns: readonly string[] | null;
  readonly include: readonly string[];
  readonly where: string | null;
  /** `false` for an index that a failed CREATE INDEX CONCURRENTLY left behind. */
  readonly valid: boolean;
  readonly carried?: CarriedOfIndex;
}

/** As `CarriedOfTable`, of an index. */
export interface CarriedOfIndex {
  readonly options?: readonly string[] | undefined;
  readonly tablespace?: string | undefined;
  readonly clustered?: true | undefined;
  /** Statistics targets of expressions: `[key, target]`. */
  readonly statistics?: readonly (readonly [number, number])[] | undefined;
}

export type PolicyCommand = 'ALL' | 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

export interface PolicyObject extends Common {
  readonly kind: 'policy';
  readonly table: ObjectId;
  readonly name: string;
  readonly command: PolicyCommand;
  readonly permissive: boolean;
  /** Role names, sorted; empty means PUBLIC. */
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

/**
 * Something that the SDL can't express: a view, a function, a trigger. It is read from a catalog with what it needs, made
 * again in the baseline of a rehearsal, and left alone.
 */
export interface CarriedObject extends Common {
  readonly kind: 'carried';
  /** `view`, `function`, `trigger`, `domain` … */
  readonly what: string;
  /** The SQL that makes it, whole; a comment on why not where PostgreSQL can't print that. */
  readonly definition: string;
  /** Objects that must be there before it. Follows from the definition, so it is no part of the meaning. */
  readonly needs: readonly ObjectId[];
  /** Roles that the definition names, sorted. */
  readonly roles: readonly string[];
  /** Of an extension that the embedded engine lacks: SQL that makes stand-ins for its members. */
  readonly standIn?: string;
}

/** Any object in a database that has an id. */
export type SchemaObject =
  | NamespaceObject
  | EnumObject
  | TableObject
  | ColumnObject
  | ConstraintObject
  | IndexObject
  | PolicyObject
  | SequenceObject
  | CarriedObject;

/** A whole database schema. Objects are sorted by `id`, so that equal schemas are equal bytes. */
export interface Schema {
  readonly objects: readonly SchemaObject[];
}
