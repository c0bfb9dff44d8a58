/** @see https://github.com/fixed-width/pgsafe */
export const PGSAFE = `
add-check-without-not-valid: adding-check
add-column-generated-stored: add-column-generated-stored
add-column-identity: add-column-serial-identity
add-column-not-null-no-default: add-required-column
add-column-serial: add-column-serial-identity
add-column-volatile-default: add-column-volatile-default
add-domain-check: domain-constraint-scan
add-domain-constraint: domain-constraint-scan
add-domain-not-null: domain-constraint-scan
add-exclusion-constraint: add-exclusion
add-fk-without-not-valid: adding-foreign-key
add-index-non-concurrent: create-index-blocking index-on-partitioned-parent
add-primary-key-without-index: add-primary-key-blocking
add-trigger: create-trigger-lock | left alone under a lock_timeout
add-unique-constraint: add-unique-blocking
alter-column-type: alter-column-type | only changes that read or rewrite rows
attach-partition: attach-partition-scan default-partition-scan
concurrently-in-transaction: concurrently-in-transaction
detach-partition-non-concurrent: detach-partition-blocking
drop-column: drop-column
drop-constraint: drop-constraint drop-check-constraint
drop-database: drop-database
drop-index-non-concurrent: drop-index-blocking
drop-schema: drop-schema
drop-table: drop-table
enum-value-used-in-transaction: enum-value-used-in-transaction
fk-without-covering-index: fk-without-index
forbid-nullable-fk: nullable-foreign-key
identifier-too-long: identifier-too-long
naming-convention: name-needs-quotes | no pattern of a team's own
prefer-bigint-primary-key: integer-primary-key
prefer-jsonb: prefer-jsonb
refresh-matview-non-concurrent: refresh-materialized-view
reindex-non-concurrent: reindex-blocking
rename: rename-table rename-column rename-schema rename-enum-value rename-object
require-not-null: nullable-column
require-primary-key: table-without-primary-key
require-timeout: missing-lock-timeout | a statement_timeout alone is not taken for one
set-access-method: table-rewrite
set-logged-unlogged: table-rewrite | left alone where the table is so already
set-not-null: set-not-null-scan
suppression-missing-reason: suppression-without-reason
suppression-unknown-rule: unused-suppression
suppression-unused: unused-suppression
truncate: truncate truncate-cascade
vacuum-full-cluster: vacuum-full
`;
