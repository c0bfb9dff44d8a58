import { SqlError } from '../sql/error.ts';

export type StopCode = 'E_LOCK_TIMEOUT' | 'E_STEP_FAILED' | 'E_EXPIRED';

/** Why a step ended the run. */
export class Stop extends Error {
  readonly code: StopCode;
  /** Whether something half done may be left behind, so that the next attempt has to look. */
  readonly leftHalf: boolean;
  /** The message for the ledger: without contents of rows and without other people's statements. */
  readonly noted: string;
  constructor(
    code: StopCode,
    message: string,
    { leftHalf = false, noted = message }: { readonly leftHalf?: boolean; readonly noted?: string } = {},
  ) {
    super(message);
    this.code = code;
    this.leftHalf = leftHalf;
    this.noted = noted;
  }
}

/** An error of the server for the person who deploys. Its detail may quote a row. */
export const serverSaid = (error: SqlError): string =>
  `${serverNoted(error)}${error.detail === null ? '' : ` ${error.detail}`}`;

/** An error of the server for the ledger, without its detail: other people may read the ledger. */
export const serverNoted = ({ message, sqlState }: SqlError): string => `${message} (${sqlState}).`;

/** @throws the error itself when it is neither a `Stop` nor an answer of the server. */
export function stopOf(error: unknown): Pick<Stop, 'code' | 'message' | 'leftHalf' | 'noted'> {
  if (error instanceof Stop) return error;
  if (error instanceof SqlError)
    return {
      code: 'E_STEP_FAILED',
      message: serverSaid(error),
      leftHalf: false,
      noted: serverNoted(error),
    };
  throw error;
}
