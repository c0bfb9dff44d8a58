/** @see https://github.com/flvmnt/pgfence */
export const PGFENCE = `
add-column-constant-default: - | writes nothing to the rows
add-column-generated-stored: add-column-generated-stored
add-column-json: prefer-jsonb
add-column-non-constant-default: add-column-volatile-default | now() is stable and rewrites nothing
add-column-not-null-no-default: add-required-column
add-column-serial: add-column-serial-identity
add-constraint-check: adding-check
add-constraint-exclude: add-exclusion
add-constraint-fk-no-not-valid: adding-foreign-key
add-constraint-unique: add-unique-blocking
add-pk-using-index: add-primary-key-blocking pk-on-nullable | only where a column may be null, so that rows are read
add-pk-without-using-index: add-primary-key-blocking
alter-column-set-not-null: set-not-null-scan
alter-column-type: alter-column-type type-narrowing
alter-enum-add-value: enum-value-used-in-transaction | only where the value is used
alter-enum-no-ordering: enum-value-order
attach-partition: attach-partition-scan default-partition-scan
ban-alter-domain: domain-constraint-scan
ban-char-field: char-type
ban-create-domain: constrained-domain
concurrent-in-transaction: concurrently-in-transaction
create-index-not-concurrent: create-index-blocking
create-trigger: create-trigger-lock
delete-without-where: unbatched-update
detach-partition: detach-partition-blocking
drop-column: drop-column
drop-index-not-concurrent: drop-index-blocking
drop-table: drop-table
drop-trigger: create-trigger-lock
enable-disable-trigger: disable-trigger
fk-missing-index: fk-without-index
lock-timeout-after-dangerous-statement: missing-lock-timeout
lock-timeout-too-long: timeout-too-long
lock-timeout-zero: missing-lock-timeout
missing-lock-timeout: missing-lock-timeout
missing-statement-timeout: missing-statement-timeout
not-valid-validate-same-tx: validate-in-same-transaction
prefer-bigint-over-int: prefer-bigint
prefer-robust-create-index: prefer-robust-statements
prefer-robust-create-table: prefer-robust-statements
prefer-robust-drop: prefer-robust-statements
prefer-text-field: prefer-text
prefer-timestamptz: prefer-timestamptz
refresh-matview-blocking: refresh-materialized-view
refresh-matview-concurrent: - | EXCLUSIVE lets readers go on; the lock of every statement is in the report
reindex-not-concurrent: reindex-blocking
rename-column: rename-column
rename-table: rename-table
statement-after-access-exclusive: statement-after-strong-lock
statement-timeout-too-long: timeout-too-long | the lock timeout alone is judged
truncate: truncate truncate-cascade
truncate-cascade: truncate-cascade
unclosed-transaction: uncommitted-transaction
update-in-migration: unbatched-update
vacuum-full: vacuum-full
wide-lock-window: multi-table-strong-locks statement-after-strong-lock
`;
