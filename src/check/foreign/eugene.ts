/** @see https://kaveland.no/eugene/hints/ */
export const EUGENE = `
E1: adding-check adding-foreign-key
E2: set-not-null-scan
E3: prefer-jsonb
E4: statement-after-strong-lock multi-table-strong-locks | only where the later statement works through rows, or locks another table
E5: alter-column-type
E6: create-index-blocking index-on-partitioned-parent
E7: add-primary-key-blocking add-unique-blocking
E8: add-exclusion
E9: missing-lock-timeout
E10: statement-after-strong-lock table-rewrite alter-column-type add-column-generated-stored add-column-serial-identity add-column-volatile-default vacuum-full
E11: add-column-serial-identity add-column-generated-stored
E15: fk-without-index | told when the key is added, not at every later statement
W12: multi-alter-table
W13: create-enum
W14: add-primary-key-blocking pk-on-nullable | only where a column may be null, so that rows are read
`;
