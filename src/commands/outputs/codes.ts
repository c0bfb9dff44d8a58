import { DEPLOY_CODES } from './deploy-codes.ts';
import { type Explanation, entry, MANUAL } from './explanation.ts';

const GRAPHQL = 'https://spec.graphql.org/September2025';

/** Every code that is no rule and no refusal of a certificate: what it means, what to do, and where that is written. */

export const CODES: Readonly<Record<string, Explanation>> = {
  // What can be wrong with a schema.
  PARSE_FAILED: entry(
    'The text is no GraphQL.',
    'Look at the place and the line above it for a missing brace, quote or colon.',
    `${GRAPHQL}/#sec-Language`,
  ),
  GRAPHQL_INVALID: entry(
    'GraphQL itself rejects the schema; the message is GraphQL’s own.',
    'Do what the message says.',
    `${GRAPHQL}/#sec-Type-System`,
  ),
  INVALID_UTF8: entry('The file is not UTF-8 from the place named on.', 'Save it as UTF-8.'),
  TOO_DEEP: entry(
    'Brackets are nested deeper than any schema needs; a parser would run out of stack.',
    'Keep lists and objects under 100 levels.',
  ),
  TOO_LARGE: entry(
    'The schema is larger than what can be compiled in reasonable memory.',
    'Split it into several schemas.',
  ),
  UNKNOWN_DIRECTIVE: entry(
    'A directive that means nothing here would be lost without a word.',
    'Correct the name, declare the directive, or remove it.',
    `${GRAPHQL}/#sec-Directives-Are-Defined`,
  ),
  MISPLACED_DIRECTIVE: entry(
    'The directive means nothing at this place.',
    'Move it where the message says.',
    `${GRAPHQL}/#sec-Directives-Are-in-Valid-Locations`,
  ),
  DUPLICATE_DIRECTIVE: entry(
    'Two uses at one place would contradict or repeat each other.',
    'Keep one.',
    `${GRAPHQL}/#sec-Directives-Are-Unique-per-Location`,
  ),
  UNKNOWN_ARGUMENT: entry(
    'The directive has no such argument.',
    'Correct the name.',
    `${GRAPHQL}/#sec-Argument-Names`,
  ),
  DUPLICATE_ARGUMENT: entry(
    'An argument is given twice.',
    'Keep one.',
    `${GRAPHQL}/#sec-Argument-Uniqueness`,
  ),
  MISSING_ARGUMENT: entry(
    'The directive can’t do without this argument.',
    'Give it.',
    `${GRAPHQL}/#sec-Required-Arguments`,
  ),
  WRONG_ARGUMENT_TYPE: entry(
    'The value is of another type than the argument.',
    'Write it as the message says.',
    `${GRAPHQL}/#sec-Values-of-Correct-Type`,
  ),
  CONFLICTING_ARGUMENTS: entry('Two arguments exclude each other.', 'Keep one.'),
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
    'Both sides of a foreign key need as many columns, of equal types: PostgreSQL would compare them through a cast that no index serves.',
    'Make them equal.',
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
  // What can be wrong with a call.
  USAGE: entry('The command line is not one the command takes.', 'See wesley COMMAND --help.'),
  INVALID_CONFIG: entry(
    'The configuration can’t be read, or holds something unknown.',
    'See the README for its members.',
  ),
  INVALID_BASELINE: entry(
    'The file of `check --baseline` is no baseline.',
    'Write it with wesley check --write-baseline FILE.',
  ),
  INVALID_STATS: entry(
    'The file of `check --stats` is not what `wesley stats` writes.',
    'Write it anew with wesley stats --dsn URL --out FILE.',
  ),
  INVALID_REALM: entry(
    'A `realm.json` is no rehearsal as `wesley certify` writes it; the message says where it differs.',
    'Certify again: what is certified is not to be edited.',
  ),
  HOOK_TAKEN: entry(
    'Another program or a hook of your own stands where `init --hook` would write.',
    'Add the lines it names to what is there.',
    'https://git-scm.com/docs/githooks#_pre_commit',
  ),
  INVALID_SOURCE: entry(
    'The source of a plan can’t be read.',
    'Name an .graphql or .sql file, a folder, ir.json, git:REV, a database or empty.',
  ),
  UNKNOWN_TARGET: entry('There is no such target.', 'See wesley transform --help.'),
  // What a plan may refuse.
  DROP_NOT_SUPPORTED: entry(
    'A drop destroys data or structure that the running application may still use.',
    'Keep it in the schema until nothing uses it, then drop it by hand.',
  ),
  CHANGE_NOT_SUPPORTED: entry(
    'No recipe makes this change safe, and an unsafe one is never planned.',
    'Add a new object beside the old one.',
  ),
  NAME_TAKEN: entry(
    'The database has something of this name that a schema can’t express: a view, a partitioned table.',
    'Give the new object another name.',
  ),
  REQUIRED_COLUMN_WITHOUT_VALUE: entry(
    'Existing rows would have no value for a NOT NULL column.',
    'Add @wes_backfill or @wes_default, or make it nullable.',
    `${MANUAL}/sql-altertable.html#SQL-ALTERTABLE-NOTES`,
  ),
  // What a step may do that SQL alone does not tell.
  ROWS_MAY_VIOLATE: entry(
    'From this step on new rows must satisfy the constraint; an old row that does not stops its validation.',
    'Look for such rows before you deploy.',
    `${MANUAL}/sql-altertable.html#SQL-ALTERTABLE-NOTES`,
  ),
  DUPLICATES_STOP_THE_BUILD: entry(
    'A unique index is not built over rows with equal values; it stays behind invalid and is dropped by the next attempt.',
    'Look for duplicates before you deploy.',
    `${MANUAL}/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY`,
  ),
  FILLED_WITH_WRITERS_RIGHTS: entry(
    'Until the contract phase a trigger gives rows that leave a new column out the value of its backfill, and reads what that expression reads as the role that writes.',
    'Grant that role what the expression reads, or deploy the application that writes the column first.',
    `${MANUAL}/plpgsql-trigger.html`,
  ),
  WRITES_WITHOUT_COLUMN_FAIL: entry(
    'From this step on an INSERT that leaves the column out is refused.',
    'Deploy the application that writes it first.',
  ),
  ROWS_BECOME_INVISIBLE: entry(
    'From this step on a session sees only rows that a policy allows.',
    'Deploy the application that sets what the policies read first.',
    `${MANUAL}/ddl-rowsecurity.html`,
  ),
  CANNOT_BE_UNDONE: entry(
    'PostgreSQL has no statement that takes this back.',
    'Be sure before you deploy: the rollback leaves it.',
    `${MANUAL}/sql-altertype.html#SQL-ALTERTYPE-NOTES`,
  ),
  ...DEPLOY_CODES,
};
