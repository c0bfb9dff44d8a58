import { type Explanation, entry, MANUAL } from '../base/codes.ts';

/** Why a plan may be refused, and hazards of its steps that the SQL alone does not show. */
export const PLAN_CODES = {
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
} as const satisfies Readonly<Record<string, Explanation>>;

declare module '../base/codes.ts' {
  interface Codes extends Record<keyof typeof PLAN_CODES, true> {}
}
