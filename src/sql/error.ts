/** What a PostgreSQL server, embedded or real, answered instead of a result. */
export class SqlError extends Error {
  /** Five characters, `42P01`. https://www.postgresql.org/docs/18/errcodes-appendix.html */
  readonly sqlState: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** Offset in `sql` of the character that the error is about, from 0; `null` when the server names none. */
  readonly position: number | null;
  /** The statement that failed. */
  readonly sql: string;

  constructor(
    message: string,
    fields: { sqlState: string; detail?: string; hint?: string; position?: string; sql: string },
  ) {
    super(message);
    this.name = 'SqlError';
    this.sqlState = fields.sqlState;
    this.detail = fields.detail ?? null;
    this.hint = fields.hint ?? null;
    this.position = fields.position ? Number(fields.position) - 1 : null;
    this.sql = fields.sql;
  }
}
