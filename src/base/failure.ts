import type { FAILURE_CODES } from './failure-codes.ts';

/** The codes of `failure-codes.ts`, and two of `deploy/codes.ts`: with these the ledger refuses a database. */
export type FailureCode = keyof typeof FAILURE_CODES | 'E_LEDGER_FOREIGN' | 'E_DATABASE_COPY';

/** The world let us down: a file is missing, a server is gone. The user can act on it; we cannot. Exit 3. */
export class Failure extends Error {
  readonly code: FailureCode;
  /** What the user can try next, or `null` when the message says it all. */
  readonly hint: string | null;

  constructor(code: FailureCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.code = code;
    this.hint = options.hint ?? null;
  }
}
