import { type Explanation, entry } from '../base/codes.ts';

const GRAPHQL = 'https://spec.graphql.org/September2025';

/** What can be wrong with the text of a schema. */
export const SDL_CODES = {
  PARSE_FAILED: entry(
    'The text is no GraphQL.',
    'Look at the place and the line above it for a missing brace, quote or colon.',
    `${GRAPHQL}/#sec-Language`,
  ),
  GRAPHQL_INVALID: entry(
    'GraphQL itself rejects the schema; the message is GraphQL’s own.',
    'Do what the message says.',
    `${GRAPHQL}/#sec-Type-System`,
  ),
  TOO_DEEP: entry(
    'Brackets are nested deeper than any schema needs; a parser would run out of stack.',
    'Keep lists and objects under 100 levels.',
  ),
  TOO_LARGE: entry(
    'The schema is larger than what can be compiled in reasonable memory.',
    'Split it into several schemas.',
  ),
  UNKNOWN_DIRECTIVE: entry(
    'A directive that means nothing here would be lost without a word.',
    'Correct the name, declare the directive, or remove it.',
    `${GRAPHQL}/#sec-Directives-Are-Defined`,
  ),
  MISPLACED_DIRECTIVE: entry(
    'The directive means nothing at this place.',
    'Move it where the message says.',
    `${GRAPHQL}/#sec-Directives-Are-in-Valid-Locations`,
  ),
  DUPLICATE_DIRECTIVE: entry(
    'Two uses at one place would contradict or repeat each other.',
    'Keep one.',
    `${GRAPHQL}/#sec-Directives-Are-Unique-per-Location`,
  ),
  UNKNOWN_ARGUMENT: entry(
    'The directive has no such argument.',
    'Correct the name.',
    `${GRAPHQL}/#sec-Argument-Names`,
  ),
  DUPLICATE_ARGUMENT: entry(
    'An argument is given twice.',
    'Keep one.',
    `${GRAPHQL}/#sec-Argument-Uniqueness`,
  ),
  MISSING_ARGUMENT: entry(
    'The directive can’t do without this argument.',
    'Give it.',
    `${GRAPHQL}/#sec-Required-Arguments`,
  ),
  WRONG_ARGUMENT_TYPE: entry(
    'The value is of another type than the argument.',
    'Write it as the message says.',
    `${GRAPHQL}/#sec-Values-of-Correct-Type`,
  ),
} as const satisfies Readonly<Record<string, Explanation>>;

declare module '../base/codes.ts' {
  interface Codes extends Record<keyof typeof SDL_CODES, true> {}
}
