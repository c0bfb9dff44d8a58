import { type Explanation, entry, MANUAL } from './codes.ts';

/** What the world may deny us. */
export const FAILURE_CODES = {
  'file-unreadable': entry(
    'A file can’t be read: it is missing, a folder, a link where none is followed, or nobody lets this user read it.',
    'Look at the path and the reason in the message.',
  ),
  'file-unwritable': entry(
    'A file can’t be written, or stands there already and is never overwritten.',
    'Look at the reason in the message: rights, a full disk, a read-only file system, a file of that name.',
  ),
  'database-unreachable': entry(
    'No connection to the database came about, or it broke.',
    'Check the URL, the password, and that the server takes connections from this machine.',
    `${MANUAL}/libpq-connect.html#LIBPQ-CONNSTRING-URIS`,
  ),
  'database-missing': entry(
    'There is no embedded database in the folder, and none is made by naming the wrong one.',
    'Check --dsn; `wesley certify --dsn pglite:FOLDER` makes one.',
  ),
  'database-busy': entry(
    'Another process has the embedded database open; two would damage it.',
    'Wait for that process, or end it: the message names it.',
  ),
  'database-changing': entry(
    'Somebody changes the schema of the database while it is read, and what is read at different moments does not fit together.',
    'Wait until no migration runs there, and try again.',
  ),
  'database-encoding': entry(
    'A database in SQL_ASCII holds text that is not UTF-8, and nobody knows in which encoding it is.',
    'Dump it with pg_dump --encoding, naming the encoding that the text is in, and name the dump as the source.',
    `${MANUAL}/multibyte.html`,
  ),
  'database-failed': entry(
    'The server refused a statement that no command expects to fail.',
    'Do what the message says; it is the server’s own.',
    `${MANUAL}/errcodes-appendix.html`,
  ),
  'database-pooled': entry(
    'A connection pooler gives one server connection to several clients, so that settings and locks of one would reach others.',
    'Connect to the server itself, or through a pool in session mode.',
  ),
  'session-unsafe': entry(
    'The role or the database sets something that would change what Wesley’s statements mean, and this role may not set it back.',
    'Take the setting back where the message says that it was made, or connect as a role without it.',
    `${MANUAL}/config-setting.html`,
  ),
  'key-unreadable': entry(
    'A private key can’t be used: it is missing, open to others, of another kind, or its passphrase is not there or wrong.',
    'Do what the message says.',
  ),
  'git-failed': entry(
    'There is a git work tree, and git can’t say what it holds.',
    'Install git, check a commit out, or look at the reason in the message.',
  ),
  'git-without-file': entry(
    'Git has no such file in that revision, or there is no work tree or commit yet.',
    'Name another source: --from old.graphql.',
  ),
} as const satisfies Readonly<Record<string, Explanation>>;

/** What can be wrong with any file. */
export const FILE_CODES = {
  INVALID_UTF8: entry('The file is not UTF-8 from the place named on.', 'Save it as UTF-8.'),
} as const satisfies Readonly<Record<string, Explanation>>;

declare module './codes.ts' {
  interface Codes extends Record<keyof typeof FAILURE_CODES | keyof typeof FILE_CODES, true> {}
}
