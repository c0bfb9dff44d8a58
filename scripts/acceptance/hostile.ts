/** Hostile text from every source, and commands that show it. */

/** Sets a title, clears the screen (seven and eight bits), hides text, overwrites the line, reorders it. */
export const EVIL =
  '\u001B]0;owned\u0007\u001B[2J\u009B2J\u001B[8m\u0008\u007F\u202Eb\u2066c\u200Bd\u2028e\rVALID';
/** The same for names that git or a file system has rules for. */
export const EVIL_NAME = 'n\u001B[31m\u009B2J\u202Ez';
export const EVIL_BRANCH = 'b\u009B2J\u202Ez';

export interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Formats with bytes of their own: only a terminal gets them made safe. */
  readonly isDocument?: true;
  /** Ends with 70. */
  readonly isBug?: true;
  /** Where what is hostile is refused without being repeated. */
  readonly isSilent?: true;
}

const HOSTILE_SDL = `# ${EVIL.replace(/[\r\u2028]/g, '')}
type A @wes_table(name: ${JSON.stringify(EVIL_NAME)}) {
  id: ID! @wes_pk
  """ ${EVIL.replaceAll('\r', '')} """
  b: String @wes_default(value: "${EVIL_NAME.replaceAll('\u001B', '\\u001B')}")
  c: Int @wes_column(name: ${JSON.stringify(EVIL_NAME)}) @wes_backfill(expr: "1") @wes_check(expr: "b <> '${JSON.stringify(EVIL_NAME).slice(1, -1)}'")
}
`;

const HOSTILE_SQL = `-- ${EVIL}
ALTER TABLE "${EVIL_NAME}" ADD COLUMN "${EVIL}" int NOT NULL /* ${EVIL} */;
CREATE INDEX "${EVIL}" ON "${EVIL_NAME}" ("${EVIL}");
`;

export const FILES: Readonly<Record<string, string>> = {
  'schema.graphql': HOSTILE_SDL,
  'honest.graphql': 'type A @wes_table { id: ID! @wes_pk }\n',
  'other.graphql': `${HOSTILE_SDL}type B @wes_table { id: ID! @wes_pk }\n`,
  'fault.graphql': `${HOSTILE_SDL}type B @wes_table(name: "${EVIL_NAME.replaceAll('\u001B', '\\u001B')}") { id: ID! @wes_pk  b: Strin /* ${EVIL_NAME} */ }\n`,
  'unknown.graphql':
    'type A @wes_table { id: ID! @wes_pk b: Int @wes_check(expr: "nothere\\u202E = \'\\u009B2J\'") }\n',
  'raw.graphql': `type A { ${EVIL} }\n`,
  'm.sql': HOSTILE_SQL,
  'base.sql': `CREATE TABLE "${EVIL_NAME}" (a int);\n`,
  'fix.sql': `CREATE INDEX ON "${EVIL_NAME}" (a); -- ${EVIL.replaceAll('\r', '')}\n`,
  'broken.sql': `SELECT 1;\nSELEC "${EVIL}";\n`,
  [`${EVIL_NAME}.sql`]: HOSTILE_SQL,
  'broken.config.json': `{ ${EVIL_NAME.slice(1)} }`,
  'odd.config.json': JSON.stringify({ [EVIL]: 1, check: { rules: { [EVIL]: 'off' } } }),
  'rule.config.json': JSON.stringify({ check: { rules: { [EVIL]: 'off' } } }),
  'throws.config.ts': `throw new Error(${JSON.stringify(EVIL)});\n`,
  'rejects.config.ts': `Promise.reject(new Error(${JSON.stringify(EVIL)}));\nexport default {};\n`,
  'later.config.ts': `setTimeout(() => { throw new Error(${JSON.stringify(EVIL)}); }, 0);\nexport default {};\n`,
  'policy.json': JSON.stringify({ kind: 'wesley.policy/1', environments: {}, [EVIL]: 1 }),
  'baseline.json': JSON.stringify({ [EVIL]: 1 }),
  'stats.json': `{"${EVIL}"`,
  'trust-evil.json': JSON.stringify({ [EVIL]: 1 }),
  'odd.pub': `HOLMES ${EVIL} ${EVIL}\n`,
  'odd.pem': `-----BEGIN PRIVATE KEY-----\n${EVIL}\n-----END PRIVATE KEY-----\n`,
  'odd.md': `# SHIPME ${EVIL}\n`,
  'facts.json': `{"${EVIL}": 1, "certificate": {"id": "${EVIL}"}}`,
};

const signer = JSON.stringify(['sh', '-c', `printf '${EVIL.replaceAll('\r', '\\r')}' >&2; exit 3`]);
const signedBy = (program: string): readonly string[] => [
  ...['cert', 'sign', '--signer', 'HOLMES', '--key', 'holmes.pem.pub', '--signer-cmd', program],
  ...['--in', 'unsigned.md'],
];
export const dsnOf = (name: string): string => `pglite:${name}`;

export const CASES: readonly Case[] = [
  { name: 'an unknown command', args: [EVIL] },
  { name: 'an unknown flag', args: ['plan', `--${EVIL}`] },
  { name: 'a flag before the command', args: [`--${EVIL}`, 'plan'] },
  { name: 'an extra argument', args: ['plan', EVIL] },
  { name: 'an environment', args: ['certify', '--env', EVIL] },
  { name: 'a number', args: ['rehearse', '--rows', EVIL] },
  { name: 'a format', args: ['check', 'm.sql', '--format', EVIL] },
  { name: 'a major', args: ['check', 'm.sql', '--pg', EVIL] },
  { name: 'a rule', args: ['check', 'm.sql', '--rule', EVIL] },
  { name: 'a code', args: ['explain', EVIL] },
  { name: 'a schema name', args: ['schema', EVIL] },
  { name: 'a working folder', args: ['--cwd', EVIL, 'plan'] },
  { name: 'a file that is not there', args: ['plan', '--schema', EVIL] },
  { name: 'a target', args: ['transform', '--schema', 'honest.graphql', '--target', EVIL] },
  { name: 'a source', args: ['plan', '--schema', 'honest.graphql', '--from', EVIL] },
  { name: 'a revision', args: ['plan', '--schema', 'honest.graphql', '--from', `git:${EVIL}`] },
  { name: 'a database URL', args: ['status', '--dsn', EVIL], isSilent: true },
  { name: 'a host', args: ['status', '--dsn', `postgres://${EVIL_NAME}.invalid/x`], isSilent: true },
  { name: 'an embedded database', args: ['status', '--dsn', dsnOf(EVIL)] },
  { name: 'a configuration that is not there', args: ['plan', '--config', EVIL] },
  { name: 'a configuration that is no JSON', args: ['plan', '--config', 'broken.config.json'] },
  { name: 'a configuration with odd members', args: ['plan', '--config', 'odd.config.json'] },
  { name: 'a configuration with an odd rule', args: ['check', 'm.sql', '--config', 'rule.config.json'] },
  {
    name: 'an error that nobody waits for',
    args: ['rehearse', '--schema', 'honest.graphql', '--from', 'empty', '--config', 'rejects.config.ts'],
    isBug: true,
  },
  {
    name: 'an error in a timer',
    args: ['rehearse', '--schema', 'honest.graphql', '--from', 'empty', '--config', 'later.config.ts'],
    isBug: true,
  },
  { name: 'a configuration that throws', args: ['plan', '--config', 'throws.config.ts'] },
  {
    name: 'a policy',
    args: ['certify', '--env', 'dev', '--schema', 'honest.graphql', '--policy', 'policy.json'],
  },
  { name: 'SDL', args: ['plan', '--schema', 'schema.graphql', '--from', 'empty'] },
  { name: 'SDL, in full', args: ['plan', '--schema', 'schema.graphql', '--from', 'empty', '--explain'] },
  { name: 'SDL, as JSON', args: ['plan', '--schema', 'schema.graphql', '--from', 'empty', '--json'] },
  { name: 'SDL with a fault', args: ['plan', '--schema', 'fault.graphql', '--from', 'empty'] },
  {
    name: 'SDL with a fault, as JSON',
    args: ['plan', '--schema', 'fault.graphql', '--from', 'empty', '--json'],
  },
  { name: 'SDL with an unknown column', args: ['plan', '--schema', 'unknown.graphql', '--from', 'empty'] },
  { name: 'SDL that is none', args: ['plan', '--schema', 'raw.graphql', '--from', 'empty'] },
  { name: 'a target folder', args: ['transform', '--schema', 'honest.graphql', '--out', EVIL_NAME] },
  { name: 'a rehearsal', args: ['rehearse', '--schema', 'schema.graphql', '--from', 'empty'] },
  {
    name: 'a rehearsal before it runs',
    args: ['rehearse', '--schema', 'schema.graphql', '--from', 'empty', '--dry-run'],
  },
  ...['human', 'github', 'markdown', 'junit', 'json', 'sarif', 'gitlab'].flatMap(
    (format): readonly Case[] => [
      {
        name: `check, ${format}`,
        args: ['check', 'm.sql', 'broken.sql', `${EVIL_NAME}.sql`, '--format', format],
        ...(format === 'markdown' ? { isDocument: true as const } : {}),
      },
    ],
  ),
  {
    name: 'check --fix --dry-run',
    args: ['check', 'fix.sql', '--base', 'base.sql', '--fix', '--dry-run'],
    isDocument: true,
  },
  { name: 'check of a file that is not there', args: ['check', EVIL] },
  { name: 'a baseline', args: ['check', 'm.sql', '--baseline', 'baseline.json'], isSilent: true },
  { name: 'statistics', args: ['check', 'm.sql', '--stats', 'stats.json'], isSilent: true },
  { name: 'a base', args: ['check', 'm.sql', '--base', 'broken.sql'] },
  { name: 'a key', args: ['keys', 'show', '--key', 'odd.pem'], isSilent: true },
  { name: 'a public key', args: ['trust', 'init', '--key', 'odd.pub', '--out', 'none.json'], isSilent: true },
  {
    name: 'a role',
    args: ['keys', 'new', '--role', EVIL, '--out', 'x.pem', '--no-passphrase'],
    isSilent: true,
  },
  { name: 'a trust store', args: ['trust', 'show', '--trust', 'trust-evil.json'], isSilent: true },
  { name: 'a trust store that is not there', args: ['trust', 'show'], env: { WESLEY_TRUST: EVIL } },
  {
    name: 'a passphrase file',
    args: ['keys', 'new', '--role', 'HOLMES', '--out', 'y.pem'],
    env: { WESLEY_PASSPHRASE_FILE: EVIL },
  },
  {
    name: 'a passphrase descriptor',
    args: ['keys', 'new', '--role', 'HOLMES', '--out', 'y.pem'],
    env: { WESLEY_PASSPHRASE_FD: EVIL },
  },
  { name: 'a certificate that is none', args: ['cert', 'show', '--in', 'odd.md'], isSilent: true },
  {
    name: 'a certificate that is not there',
    args: ['cert', 'verify', '--in', EVIL, '--trust', 'trust.json'],
  },
  { name: 'facts', args: ['cert', 'create', '--facts', 'facts.json'], isSilent: true },
  {
    name: 'an external signer',
    args: signedBy(signer),
  },
  {
    name: 'a signer that is not there',
    args: signedBy(JSON.stringify([EVIL])),
  },
  { name: 'a certificate out of a hostile repository', args: ['cert', 'show', '--in', 'SHIPME.md'] },
  { name: 'the same as JSON', args: ['cert', 'show', '--in', 'SHIPME.md', '--json'] },
  { name: 'its block', args: ['cert', 'export', '--in', 'SHIPME.md'], isSilent: true },
  {
    name: 'its verdict',
    args: ['cert', 'verify', '--in', 'SHIPME.md', '--trust', 'trust.json', '--repo', EVIL],
    isSilent: true,
  },
  {
    name: 'a deployment',
    args: [
      'deploy',
      '--env',
      'dev',
      '--dsn',
      dsnOf(`./${EVIL_NAME}`),
      '--in',
      'SHIPME.md',
      '--trust',
      'trust.json',
    ],
    isSilent: true,
  },
  { name: 'a ledger', args: ['status', '--dsn', dsnOf(`./${EVIL_NAME}`), '--json'] },
  { name: 'drift', args: ['drift', '--dsn', dsnOf(`./${EVIL_NAME}`), '--schema', 'honest.graphql'] },
  { name: 'pull', args: ['pull', '--dsn', dsnOf(`./${EVIL_NAME}`)], isDocument: true },
];
