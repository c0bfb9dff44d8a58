import { type Explanation, entry } from '../base/codes.ts';

/** What can be wrong with a policy. */
export const GATE_CODES = {
  POLICY_INVALID: entry(
    'The policy file is no policy.',
    'Mend what the message names in .wesley/policy.json.',
  ),
  E_POLICY: entry('The policy file can’t be read.', 'Mend .wesley/policy.json.'),
} as const satisfies Readonly<Record<string, Explanation>>;

declare module '../base/codes.ts' {
  interface Codes extends Record<keyof typeof GATE_CODES, true> {}
}
