import { type Explanation, entry, MANUAL } from '../base/codes.ts';

/** What can be wrong with what a schema says. */
export const IR_CODES = {
  CONFLICTING_ARGUMENTS: entry('Two arguments exclude each other.', 'Keep one.'),
  CONFLICTING_DIRECTIVES: entry('Two directives at one place exclude each other.', 'Keep one.'),
  NO_TABLE: entry('No type has @wes_table, so there is nothing to make.', 'Mark the types that are tables.'),
  NOT_A_TABLE: entry(
    'A type without @wes_table has a directive that only a table can have.',
    'Add @wes_table or remove the directive.',
  ),
  NOT_A_COLUMN_TYPE: entry(
    'An interface, a union, an input or a type without @wes_table can’t be stored in a column.',
    'Relate a table with @wes_fk, or store JSON.',
  ),
  UNMAPPED_SCALAR: entry(
    'Nothing says which PostgreSQL type the scalar is.',
    'Map it under "scalars" in wesley.config.ts.',
  ),
  UNKNOWN_TYPE: entry(
    'PostgreSQL has no built-in type of this name.',
    'Correct it, or write the schema of a type of your own too.',
    `${MANUAL}/datatype.html`,
  ),
  INVALID_TYPE: entry(
    'The type, or its length, precision or scale, is not one PostgreSQL takes.',
    'Correct it.',
    `${MANUAL}/datatype.html`,
  ),
  NESTED_LIST: entry(
    'A PostgreSQL array does not record its dimensions, so a list of lists would lose its shape.',
    'Use one list, or JSON.',
    `${MANUAL}/arrays.html`,
  ),
  COLUMN_WITH_ARGUMENTS: entry('A column takes no arguments; only a resolver does.', 'Remove them.'),
  RELATION_WITHOUT_KEY: entry(
    'A field is of a table’s type and does not say how the two are related.',
    'Use @wes_fk for a column, @wes_hasMany, @wes_hasOne or @wes_belongsTo for none.',
  ),
  UNKNOWN_REFERENCE: entry(
    'The referenced type or field is not there, or is no table.',
    'Correct the name.',
    `${MANUAL}/ddl-constraints.html#DDL-CONSTRAINTS-FK`,
  ),
  FOREIGN_KEY_MISMATCH: entry(
    'Both sides of a foreign key need as many columns, of types that PostgreSQL compares through the index of the key.',
    'Give both sides one type.',
    `${MANUAL}/ddl-constraints.html#DDL-CONSTRAINTS-FK`,
  ),
  FOREIGN_KEY_WITHOUT_KEY: entry(
    'A foreign key can only reference columns that are unique.',
    'Add @wes_pk or @wes_unique to the referenced type.',
    `${MANUAL}/ddl-constraints.html#DDL-CONSTRAINTS-FK`,
  ),
  UNKNOWN_COLUMN: entry(
    'An argument or an expression names a column that the table does not have.',
    'Arguments take SDL names, expressions take database names.',
  ),
  DUPLICATE_COLUMN: entry('A key or an index names a column twice.', 'Name it once.'),
  SEVERAL_PRIMARY_KEYS: entry(
    'A table has one primary key.',
    'For a composite one write @wes_pk(fields: […]) on the type.',
    `${MANUAL}/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS`,
  ),
  NULLABLE_PRIMARY_KEY: entry(
    'A primary key is never NULL.',
    'Make the field non-null.',
    `${MANUAL}/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS`,
  ),
  INVALID_DEFAULT: entry(
    'The default is not a literal of the column’s type, or it is given twice.',
    'Use "value" for a literal, "expr" for SQL.',
    `${MANUAL}/ddl-default.html`,
  ),
  INVALID_EXPRESSION: entry(
    'Raw SQL is taken only where it is exactly one expression: anything more could do anything.',
    'Write one expression, without semicolon or comment.',
    `${MANUAL}/sql-expressions.html`,
  ),
  SUBQUERY_NOT_ALLOWED: entry(
    'PostgreSQL takes no subquery here: it could not tell when the answer changes.',
    'Use a trigger, a foreign key or a policy.',
    `${MANUAL}/sql-createtable.html`,
  ),
  INVALID_POLICY: entry(
    'The policy is not one PostgreSQL takes, or says nothing.',
    'SELECT and DELETE take "using", INSERT takes "check", ALL and UPDATE take both.',
    `${MANUAL}/sql-createpolicy.html`,
  ),
  INVALID_SETTING: entry(
    'A setting of your own needs a dot in its name; without one PostgreSQL takes it for its own.',
    'Write "app.tenant_id".',
    `${MANUAL}/runtime-config-custom.html`,
  ),
  INVALID_SEQUENCE: entry(
    'PostgreSQL takes no such sequence, or no sequence for this column.',
    'Number a column of Int! or BigInt!, and keep start within min and max.',
    `${MANUAL}/sql-createsequence.html`,
  ),
  INVALID_INDEX_KEY: entry(
    'The text is not exactly one key of an index.',
    'Write a column or an expression, then its operator class and its order.',
    `${MANUAL}/sql-createindex.html`,
  ),
  UNKNOWN_INDEX_METHOD: entry(
    'PostgreSQL has no such index access method.',
    'Use btree, hash, gist, spgist, gin or brin.',
    `${MANUAL}/indexes-types.html`,
  ),
  NAME_TOO_LONG: entry(
    'PostgreSQL cuts names at 63 bytes; two long names could become one.',
    'Give a shorter one with "name".',
    `${MANUAL}/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS`,
  ),
  NAME_COLLISION: entry(
    'Two objects would have one name. Tables and indexes share a namespace, tables and enums another.',
    'Rename one with "name".',
  ),
  INVALID_NAME: entry(
    'The name is empty or holds a NUL byte.',
    'Give another.',
    `${MANUAL}/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS`,
  ),
  RESERVED_NAME: entry(
    'PostgreSQL or Wesley keeps this name for itself.',
    'Choose another.',
    `${MANUAL}/ddl-system-columns.html`,
  ),
  REFUSED_BY_POSTGRES: entry(
    'The schema reads well, and PostgreSQL itself refuses the object; the message is PostgreSQL’s.',
    'Do what the message says.',
    `${MANUAL}/errcodes-appendix.html`,
  ),
} as const satisfies Readonly<Record<string, Explanation>>;

declare module '../base/codes.ts' {
  interface Codes extends Record<keyof typeof IR_CODES, true> {}
}
