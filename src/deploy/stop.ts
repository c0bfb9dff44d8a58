import { SqlError } from '../sql/error.ts';

export type StopCode = 'E_LOCK_TIMEOUT' | 'E_STEP_FAILED' | 'E_EXPIRED';

/** Why a step ended the run. */
export class Stop extends Error {
  readonly code: StopCode;
  /** Whether something half done may be left, so that the next attempt has to look. */
  readonly leftHalf: boolean;
  /** The message as it may be kept: without what rows hold, or others ran. */
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

/** What a person is told of an error of the server. Its detail may quote a row. */
export const serverSaid = (error: SqlError): string =>
  `${serverNoted(error)}${error.detail === null ? '' : ` ${error.detail}`}`;

/** The same for the ledger, which everybody reads who may read it. */
export const serverNoted = ({ message, sqlState }: SqlError): string => `${message} (${sqlState}).`;

/** @throws what is neither a `Stop` nor the server's answer. */
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
