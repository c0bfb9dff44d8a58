/** What a PostgreSQL server, embedded or real, answered instead of a result. */
export class SqlError extends Error {
  /** Five characters, `42P01`. https://www.postgresql.org/docs/18/errcodes-appendix.html */
  readonly sqlState: string;
  readonly detail: string | null;
  readonly hint: string | null;
  /** The statement that failed. */
  readonly sql: string;

  constructor(message: string, fields: { sqlState: string; detail?: string; hint?: string; sql: string }) {
    super(message);
    this.name = 'SqlError';
    this.sqlState = fields.sqlState;
    this.detail = fields.detail ?? null;
    this.hint = fields.hint ?? null;
    this.sql = fields.sql;
  }
}
