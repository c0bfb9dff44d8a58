/**
 * Named by the numbers in its table of operations.
 *
 * @see https://github.com/tbicr/django-pg-zero-downtime-migrations
 */
export const DJANGO_PG_ZERO_DOWNTIME = `
5: rename-table
6: table-rewrite
10: add-unique-blocking
11: add-primary-key-blocking
12: alter-column-type
13: set-not-null-scan
17: drop-column
18: rename-column
19: adding-check
21: adding-foreign-key
23: add-primary-key-blocking
25: add-unique-blocking
27: add-exclusion
29: create-index-blocking
`;
