/** @see https://atlasgo.io/lint/analyzers */
export const ATLAS = `
destructive: drop-column drop-schema drop-table
DS101: drop-schema
DS102: drop-table
DS103: drop-column
incompatible: rename-column rename-table
BC101: rename-table
BC102: rename-column
data_depend: add-required-column add-unique-blocking data-dependent-failure set-not-null-scan
MF101: add-unique-blocking data-dependent-failure
MF102: data-dependent-failure
MF103: add-required-column
MF104: data-dependent-failure set-not-null-scan
concurrent_index: concurrently-in-transaction create-index-blocking drop-index-blocking
PG101: create-index-blocking
PG102: drop-index-blocking
PG103: concurrently-in-transaction
PG104: add-primary-key-blocking
PG105: add-unique-blocking
PG108: index-on-partitioned-parent
PG109: add-exclusion
PG110: column-order-padding
PG301: alter-column-type
PG302: add-column-volatile-default
PG303: set-not-null-scan
PG304: add-primary-key-blocking pk-on-nullable | only where a column may be null, so that rows are read
PG305: adding-check
PG306: adding-foreign-key
PG307: table-rewrite
PG308: create-trigger-lock
PG309: add-column-generated-stored
PG310: add-column-serial-identity
PG311: table-rewrite
PG312: drop-constraint
PG314: drop-constraint replica-identity
PG320: replica-identity
CD101: drop-constraint
CD102: drop-check-constraint
CD103: drop-constraint
NM101: name-needs-quotes | no pattern of a team's own
NM102: name-needs-quotes | no pattern of a team's own
NM103: name-needs-quotes | no pattern of a team's own
NM104: name-needs-quotes unnamed-index | no pattern of a team's own
NM105: name-needs-quotes | no pattern of a team's own
NM106: name-needs-quotes | no pattern of a team's own
SA101: definer-without-search-path grant-to-public rls-without-policy
TX101: concurrently-in-transaction
TX201: transaction-nesting
nestedtx: transaction-nesting
LT101: - | is about SQLite
`;
