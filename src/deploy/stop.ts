import { SqlError } from '../sql/error.ts';

export type StopCode = 'E_LOCK_TIMEOUT' | 'E_STEP_FAILED' | 'E_EXPIRED';

/** Why a step ended the run. */
export class Stop extends Error {
  readonly code: StopCode;
  /** Whether something half done may be left, so that the next attempt has to look. */
  readonly leftHalf: boolean;
  constructor(code: StopCode, message: string, { leftHalf = false }: { readonly leftHalf?: boolean } = {}) {
    super(message);
    this.code = code;
    this.leftHalf = leftHalf;
  }
}

/** What a person is told of an error of the server. */
export const serverSaid = ({ message, sqlState, detail }: SqlError): string =>
  `${message} (${sqlState}).${detail === null ? '' : ` ${detail}`}`;

/** @throws what is neither a `Stop` nor the server's answer. */
export function stopOf(error: unknown): Pick<Stop, 'code' | 'message' | 'leftHalf'> {
  if (error instanceof Stop) return error;
  if (error instanceof SqlError)
    return { code: 'E_STEP_FAILED', message: serverSaid(error), leftHalf: false };
  throw error;
}
