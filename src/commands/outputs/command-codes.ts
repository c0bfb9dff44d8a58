import { type Explanation, entry } from '../../base/codes.ts';

/** What can be wrong with a call. */
export const COMMAND_CODES = {
  USAGE: entry('The command line is not one the command takes.', 'See wesley COMMAND --help.'),
  INVALID_CONFIG: entry(
    'The configuration can’t be read, or holds something unknown.',
    'See the README for its members.',
  ),
  INVALID_BASELINE: entry(
    'The file of `check --baseline` is no baseline.',
    'Write it with wesley check --write-baseline FILE.',
  ),
  INVALID_STATS: entry(
    'The file of `check --stats` is not what `wesley stats` writes.',
    'Write it anew with wesley stats --dsn URL --out FILE.',
  ),
  INVALID_REALM: entry(
    'A `realm.json` is no rehearsal as `wesley certify` writes it; the message says where it differs.',
    'Certify again: what is certified is not to be edited.',
  ),
  HOOK_TAKEN: entry(
    'Another program or a hook of your own stands where `init --hook` would write.',
    'Add the lines it names to what is there.',
    'https://git-scm.com/docs/githooks#_pre_commit',
  ),
  INVALID_SOURCE: entry(
    'The source of a plan can’t be read.',
    'Name an .graphql or .sql file, a folder, ir.json, git:REV, a database or empty.',
  ),
  UNKNOWN_TARGET: entry('There is no such target.', 'See wesley transform --help.'),
} as const satisfies Readonly<Record<string, Explanation>>;

declare module '../../base/codes.ts' {
  interface Codes extends Record<keyof typeof COMMAND_CODES, true> {}
}
