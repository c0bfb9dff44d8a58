/** @see https://github.com/mickelsamuel/migrationpilot */
export const MIGRATIONPILOT = `
MP001: create-index-blocking
MP002: set-not-null-scan
MP003: add-column-volatile-default | now() rewrites nothing
MP004: missing-lock-timeout
MP005: adding-foreign-key
MP006: vacuum-full
MP007: alter-column-type | only changes that read or rewrite rows
MP008: multi-table-strong-locks statement-after-strong-lock
MP009: drop-index-blocking
MP010: rename-column
MP011: unbatched-update
MP012: enum-value-used-in-transaction | only where the value is used
MP013: - | needs figures of a live database
MP014: - | needs figures of a live database
MP015: add-column-volatile-default
MP016: fk-without-index
MP017: drop-column
MP018: set-not-null-scan
MP019: - | needs figures of a live database
MP020: missing-statement-timeout
MP021: reindex-blocking
MP022: drop-cascade drop-table
MP023: prefer-robust-statements
MP024: create-enum
MP025: concurrently-in-transaction
MP026: drop-table
MP027: add-unique-blocking
MP028: rename-table
MP029: drop-not-null
MP030: adding-check
MP031: add-exclusion
MP032: vacuum-full
MP033: refresh-materialized-view
MP034: drop-database
MP035: drop-schema
MP036: truncate-cascade
MP037: prefer-text
MP038: prefer-bigint
MP039: prefer-identity
MP040: prefer-timestamptz
MP041: char-type
MP042: unnamed-index
MP043: constrained-domain domain-constraint-scan
MP044: type-narrowing
MP045: table-without-primary-key
MP046: detach-partition-blocking
MP047: table-rewrite
MP048: change-default
MP049: will-fail
MP050: - | is about pgvector, an extension
MP051: - | is about PostGIS, an extension
MP052: will-fail drop-cascade
MP053: uncommitted-transaction
MP054: enum-value-used-in-transaction
MP055: drop-constraint replica-identity
MP056: - | which operator class an index needs depends on queries that no migration holds
MP057: rls-without-policy | only tables that are in use
MP058: multi-alter-table
MP059: restart-sequence
MP060: rename-enum-value
MP061: column-order-padding
MP062: add-column-generated-stored
MP063: unknown-statement | the body is read: only what it puts together while it runs is unknown
MP064: disable-trigger
MP065: lock-table
MP066: autovacuum-disabled
MP067: unbatched-update
MP068: integer-primary-key
MP069: adding-foreign-key second-table-lock
MP070: invalid-index-left-behind timeout-kills-concurrent-build
MP071: rename-column
MP072: default-partition-scan
MP073: superuser-role
MP074: - | the opposite is advised: deferrable-constraint
MP075: - | needs figures of a live database
MP076: savepoint-cost
MP077: - | saves space and concerns no lock
MP078: - | whether a version must be named is decided by whoever installs extensions
MP079: rls-without-policy
MP080: data-in-migration
MP081: prefer-not-null-not-valid
MP082: not-enforced-constraint
MP083: - | which collations are nondeterministic is in the catalog of a database
MP084: add-required-column
MP085: grant-to-public
MP086: - | NO ACTION written out is the same statement as none
MP087: volatile-check
MP088: - | needs figures of a live database
MP089: alter-column-type
MP090: create-trigger-lock
MP091: grant-to-public | a REVOKE is not reported
MP092: index-on-partitioned-parent
MP093: default-partition-scan
MP094: attach-partition-scan
MP095: table-rewrite
MP096: refresh-materialized-view
MP097: will-fail
MP098: set-schema
MP099: definer-without-search-path
MP100: redundant-index
MP101: - | needs figures of a live database
MP102: - | needs figures of a live database
MP103: - | needs figures of a live database
MP104: - | needs figures of a live database
MP105: - | is about Citus, TimescaleDB or pg_partman
MP106: - | is about Citus, TimescaleDB or pg_partman
MP107: - | is about Citus, TimescaleDB or pg_partman
MP108: - | is about Citus, TimescaleDB or pg_partman
MP109: - | is about pgvector, an extension
MP110: inherited-tree-lock | from the history, without a database
MP111: - | is about Citus, TimescaleDB or pg_partman
MP112: - | is about pgvector, an extension
`;
