import { InputRefused } from '../../base/diagnostic.ts';

/** A command line that says what cannot be done. To be thrown. */
export const misuse = (message: string, hint: string | null): InputRefused =>
  new InputRefused([{ code: 'USAGE', message, span: null, hint }]);
