/** @see https://squawkhq.com/docs/rules */
export const SQUAWK = `
adding-field-with-default: add-column-volatile-default add-column-generated-stored | a stable function such as now() rewrites nothing and is left alone
adding-foreign-key-constraint: adding-foreign-key
adding-not-nullable-field: set-not-null-scan | left alone where a valid CHECK spares the scan
adding-required-field: add-required-column
adding-serial-primary-key-field: add-primary-key-blocking
ban-alter-domain-with-add-constraint: domain-constraint-scan | left alone with NOT VALID
ban-char-field: char-type
ban-concurrent-index-creation-in-transaction: concurrently-in-transaction | every statement that refuses a transaction, not only indexes
ban-create-domain-with-constraint: constrained-domain
ban-drop-column: drop-column
ban-drop-database: drop-database
ban-drop-not-null: drop-not-null
ban-drop-table: drop-table
ban-duplicate-column-assignments: duplicate-column-assignment
ban-truncate-cascade: truncate-cascade
ban-uncommitted-transaction: uncommitted-transaction
changing-column-type: alter-column-type type-narrowing | only changes that read or rewrite rows: varchar(10) to varchar(20) does neither
constraint-missing-not-valid: adding-check adding-foreign-key validate-in-same-transaction
disallowed-unique-constraint: add-unique-blocking
identifier-too-long: identifier-too-long
prefer-bigint-over-int: prefer-bigint
prefer-bigint-over-smallint: prefer-bigint-over-smallint
prefer-identity: prefer-identity
prefer-repack: vacuum-full | for every version: REPACK itself needs PostgreSQL 19
prefer-robust-stmts: prefer-robust-statements | what may be run twice, such as SET NOT NULL, is left alone
prefer-text-field: prefer-text
prefer-timestamp-tz: prefer-timestamptz
renaming-column: rename-column
renaming-table: rename-table | left alone where a view takes over the old name
require-concurrent-index-creation: create-index-blocking index-on-partitioned-parent
require-concurrent-index-deletion: drop-index-blocking
require-concurrent-partition-detach: detach-partition-blocking
require-concurrent-reindex: reindex-blocking
require-enum-value-ordering: enum-value-order
require-lock-timeout: missing-lock-timeout | only statements that block somebody, once for each file
require-statement-timeout: missing-statement-timeout | only statements that block somebody, once for each file
require-table-schema: require-table-schema
require-timeout-settings: missing-lock-timeout missing-statement-timeout
syntax-error: - | every run reports what cannot be read, with an exit code of its own
transaction-nesting: transaction-nesting
unused-ignore: unused-suppression
`;
