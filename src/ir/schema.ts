import type { Span } from '../base/span.ts';

export type ObjectKind =
  | 'schema'
  | 'enum'
  | 'table'
  | 'column'
  | 'constraint'
  | 'index'
  | 'policy'
  | 'unmanaged';

/** `table:public.invoice`, `column:public.invoice.total`, `index:public.invoice_total_idx`. Never an OID. */
export type ObjectId = `${ObjectKind}:${string}`;

/** What the author of the SDL said about an object. No part of its meaning in the database, nor of its digest. */
export interface Declared {
  readonly origin: Span;
  /** The name in the SDL: `Invoice`, `Invoice.dueDate`. */
  readonly sdlName: string;
  readonly uid: string | null;
  /** Former names, newest first. */
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
  /** `null` for what was read from a catalog. */
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
  /** In sort order: it is part of the meaning. */
  readonly values: readonly string[];
}

export interface TableObject extends Common {
  readonly kind: 'table';
  readonly schema: string;
  readonly name: string;
  readonly rowSecurity: boolean;
  readonly forceRowSecurity: boolean;
}

export interface ColumnObject extends Common {
  readonly kind: 'column';
  readonly table: ObjectId;
  readonly name: string;
  /** As `format_type` prints it under an empty search_path: `timestamp with time zone`, `numeric(12,2)`, `public.status[]`. */
  readonly type: string;
  /** The enum the type (or its element) is, else `null`. */
  readonly enumType: ObjectId | null;
  readonly notNull: boolean;
  /** SQL expression. */
  readonly default: string | null;
  readonly collation: string | null;
  readonly identity: 'always' | 'by default' | null;
  readonly generated: { readonly expression: string; readonly stored: boolean } | null;
  /** Order in the table: kept for reading, no part of the meaning. */
  readonly position: number;
  /** SQL expression over the row that fills existing rows; the author's, no part of the digest. */
  readonly backfill: string | null;
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

/** A constraint the SDL has no word for, EXCLUDE for one: `pg_get_constraintdef`'s text. Only from a catalog. */
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
  /** The plain columns among `keys`, in order; `null` where a key is an expression. */
  readonly columns: readonly string[] | null;
  readonly include: readonly string[];
  readonly where: string | null;
  /** `false` for what a failed CREATE INDEX CONCURRENTLY left behind. */
  readonly valid: boolean;
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

/** Something in a catalog that the SDL can't express: a view, a function, a trigger. Known by name and digest. */
export interface UnmanagedObject extends Common {
  readonly kind: 'unmanaged';
  /** `view`, `function`, `trigger`, `sequence`, `domain` … */
  readonly what: string;
  readonly definition: string;
}

/** One addressable thing in the database, whatever it was read from. */
export type SchemaObject =
  | NamespaceObject
  | EnumObject
  | TableObject
  | ColumnObject
  | ConstraintObject
  | IndexObject
  | PolicyObject
  | UnmanagedObject;

/** A whole database shape: objects sorted by `id`, so equal schemas are equal bytes. */
export interface Schema {
  readonly objects: readonly SchemaObject[];
}
