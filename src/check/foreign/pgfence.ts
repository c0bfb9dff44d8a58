/** @see https://github.com/flvmnt/pgfence */
export const PGFENCE = `
add-column-constant-default: - | writes nothing to the rows
add-column-default-pre-pg11: - | is about PostgreSQL 10 and older
add-column-json: prefer-jsonb
add-column-non-constant-default: add-column-volatile-default | now() is stable and rewrites nothing
add-column-not-null-no-default: add-required-column
add-column-serial: prefer-identity add-column-serial-identity
add-column-stored-generated: add-column-generated-stored
add-constraint-check-no-not-valid: adding-check
add-constraint-exclude: add-exclusion
add-constraint-fk-no-not-valid: adding-foreign-key
add-constraint-unique: add-unique-blocking
add-constraint-unique-using-index: - | reads no row; the lock of every statement is in the report
add-constraint-unknown-type: unknown-statement
add-pk-using-index: add-primary-key-blocking pk-on-nullable | only where a column may be null, so that rows are read
add-pk-without-using-index: add-primary-key-blocking
alter-column-set-not-null: set-not-null-scan
alter-column-type: alter-column-type type-narrowing
alter-enum-add-value: enum-value-used-in-transaction | only where the value is used
alter-enum-no-ordering: enum-value-order
attach-partition: attach-partition-scan default-partition-scan
ban-alter-domain-with-add-constraint: domain-constraint-scan
ban-char-field: char-type
ban-create-domain-with-constraint: constrained-domain
cluster: vacuum-full
concurrent-in-transaction: concurrently-in-transaction
create-enum-type: create-enum
create-index-not-concurrent: create-index-blocking
create-policy: - | changes nothing until row security is on; the lock of every statement is in the report
create-trigger: create-trigger-lock
delete-without-where: unbatched-update
detach-partition: detach-partition-blocking
detach-partition-concurrent: - | lets reads and writes go on: waits-for-readers says for whom it waits
disable-rls: - | who may see which rows is decided by the policies of a team
drop-column: drop-column
drop-constraint: drop-constraint drop-check-constraint
drop-database: drop-database
drop-index-not-concurrent: drop-index-blocking
drop-schema: drop-schema | without CASCADE only an empty schema is dropped
drop-schema-cascade: drop-schema
drop-table: drop-table
drop-trigger: create-trigger-lock
enable-disable-trigger: disable-trigger
enable-rls: rls-without-policy
fk-missing-index: fk-without-index
inherit: - | reads no row: columns and constraints are compared in the catalog
lock-timeout-after-dangerous-statement: missing-lock-timeout
lock-timeout-too-long: timeout-too-long
lock-timeout-zero: missing-lock-timeout
missing-lock-timeout: missing-lock-timeout
missing-statement-timeout: missing-statement-timeout
no-inherit: - | reads no row; the lock of every statement is in the report
not-valid-validate-same-tx: validate-in-same-transaction
prefer-bigint-over-int: prefer-bigint prefer-bigint-over-smallint
prefer-robust-create-index: prefer-robust-statements
prefer-robust-create-table: prefer-robust-statements
prefer-robust-drop-index: prefer-robust-statements
prefer-robust-drop-table: prefer-robust-statements
prefer-text-field: prefer-text
prefer-timestamptz: prefer-timestamptz
refresh-matview-blocking: refresh-materialized-view
refresh-matview-concurrent: - | EXCLUSIVE lets readers go on; the lock of every statement is in the report
reindex-non-concurrent: reindex-blocking
rename-column: rename-column
rename-table: rename-table
replica-identity-full: replica-identity
set-logged-unlogged: table-rewrite
statement-after-access-exclusive: statement-after-strong-lock
statement-timeout-too-long: timeout-too-long | the lock timeout alone is judged
truncate: truncate truncate-cascade
truncate-cascade: truncate-cascade
unclosed-transaction: uncommitted-transaction
update-in-migration: unbatched-update
vacuum-full: vacuum-full
validate-constraint: - | lets reads and writes go on; the lock of every statement is in the report
wide-lock-window: multi-table-strong-locks statement-after-strong-lock
`;
