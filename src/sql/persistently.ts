import { SqlError } from './error.ts';

const MAX_ATTEMPTS = 5;
/** SQLSTATE query_canceled. */
const CANCELED = '57014';

/** Tries again when it is cancelled: a statement_timeout of a millisecond may end the statement that lifts it. */
export async function persistently<T>(trip: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await trip();
    } catch (error) {
      if (!(error instanceof SqlError) || error.sqlState !== CANCELED || attempt === MAX_ATTEMPTS)
        throw error;
    }
  }
}
