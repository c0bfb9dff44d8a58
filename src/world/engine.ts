import type { EngineName } from '../base/engines.ts';

/**
 * One connection to a PostgreSQL server, embedded or real. `shell/postgres/pglite.ts` and
 * `shell/postgres/postgres.ts` implement it.
 */
export interface Session extends AsyncDisposable {
  /**
   * Runs one statement; values come back as JavaScript's (int8 as string, json parsed, arrays as arrays).
   * @throws {SqlError} what the server answered.
   */
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /**
   * Runs a script of any number of statements and gives back how many rows its last one touched.
   * @throws {SqlError} what the server answered.
   */
  run(script: string): Promise<number>;
  /**
   * Runs a script and gives back the rows of each of its statements.
   * @throws {SqlError} what the server answered.
   */
  results(script: string): Promise<readonly (readonly object[])[]>;
}

/** A database and the ways into it. */
export interface Engine extends AsyncDisposable {
  readonly kind: EngineName;
  /** `version()`, up to the first comma or ` on `. */
  readonly server: string;
  /** The major version: 14 to 18. */
  readonly major: number;
  readonly session: Session;
  /** A second connection to the same database, or `null` where the engine has only one. */
  readonly connect: (() => Promise<Session>) | null;
  /**
   * Why it could not be found out whether a pooler lends this session's server process to others; absent or `null`
   * when it was found out. See `sql/own-session.ts`.
   */
  readonly unsure?: string | null;
}
