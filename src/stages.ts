/**
 * A folder of `src`. What it takes and gives is data. It may call functions only of the rooms and packages that are
 * named here.
 */
export interface Room {
  readonly takes: string;
  readonly gives: string;
  /** Rooms whose functions it may call; `*`: any. It may use types of every room before it. */
  readonly calls: readonly string[];
  /** Packages and modules of the runtime that it may import; `*`: any, because its job is to reach the world. */
  readonly packages: readonly string[];
  /** Globals that it may use although other uses of them would reach the world: here they only compute. */
  readonly globals?: readonly string[];
}

/**
 * The rooms in the order in which data flows: a room imports only from earlier ones. `architecture.test.ts` holds them to
 * this table.
 */
export const ROOMS: Readonly<Record<string, Room>> = {
  base: {
    takes: 'bytes, text',
    gives:
      'spans, diagnostics, failures and their codes, digests, canonical JSON, text that is safe to print',
    calls: [],
    packages: ['diff', 'fastest-levenshtein'],
    globals: ['Bun.CryptoHasher'],
  },
  world: {
    takes: 'nothing',
    gives: 'ports, types only: files, git, terminal, clock, randomness, keys, engines',
    calls: [],
    packages: [],
  },
  sql: {
    takes: 'SQL text',
    gives: 'statements, lock modes, quoted names',
    calls: ['base'],
    packages: ['zod'],
    // The parser; its bytes come from `shell`, as does its other form in `translated/`.
    globals: ['WebAssembly'],
  },
  replay: {
    takes: 'Statement[]',
    gives: 'Catalog: what the statements before this one left behind',
    calls: ['sql'],
    packages: [],
  },
  locks: {
    takes: 'Statement x Catalog',
    gives: 'Effects: locks, scans, rewrites, refusals; what each part of the statement changes',
    calls: ['sql', 'replay'],
    packages: [],
  },
  impact: {
    takes: 'Effects x Stats: sizes and rates of tables',
    gives: 'Impact: who waits, how many and for how long',
    calls: ['sql', 'locks'],
    packages: ['zod'],
  },
  check: {
    takes: 'Statement[] x Rule[]',
    gives:
      'Finding[]; fix/ writes safe forms, runners/ knows how migration tools run a file, foreign/ maps their rules to ours',
    calls: ['base', 'sql', 'replay', 'locks', 'impact'],
    packages: [],
    // Which paths a glob names.
    globals: ['Bun.Glob'],
  },
  sdl: {
    takes: 'GraphQL text',
    gives: 'Document: directives under their canonical names',
    calls: ['base'],
    packages: ['graphql/error', 'graphql/language', 'graphql/validation'],
  },
  standins: {
    takes: 'what a catalog says of an extension',
    gives: 'SQL that makes an extension of the same name out of stand-ins, for an engine that lacks it',
    calls: ['sql'],
    packages: [],
  },
  carried: {
    takes: 'the major version of a server',
    gives:
      'for each kind of object that a schema has no words for the query that reads it as the SQL that makes it',
    calls: [],
    packages: [],
  },
  ir: {
    takes: 'Document, or a database',
    gives: 'the one Schema, compiled or introspected, and its DDL',
    calls: ['base', 'sql', 'standins', 'carried'],
    packages: ['zod'],
  },
  rows: {
    takes: 'Schema',
    gives:
      'Sample: rows that satisfy it, rows that break one rule each, and which of them its policies let through',
    calls: ['sql', 'ir'],
    packages: [],
  },
  targets: {
    takes: 'Schema',
    gives: 'files: SQL, TypeScript, Zod, pgTAP, ir.json',
    calls: ['base', 'sql', 'ir', 'rows'],
    packages: [],
  },
  pull: {
    takes: 'Schema, read from a database',
    gives: 'GraphQL text that compiles to it, and the objects that the schema language can not say',
    calls: ['sql', 'sdl', 'ir'],
    packages: [],
  },
  diff: { takes: 'Schema x Schema', gives: 'Change[]', calls: ['ir'], packages: [] },
  plan: {
    takes: 'Change[]',
    gives: 'Plan: phased steps from recipes, and the rollback; document/ writes plan.json and reads it',
    calls: ['base', 'sql', 'ir', 'diff'],
    packages: ['zod'],
  },
  rehearse: {
    takes: 'Plan x Engine',
    gives: 'Rehearsal: what PostgreSQL was seen to do',
    calls: ['sql', 'ir'],
    packages: [],
  },
  evidence: {
    takes: 'the certified files',
    gives:
      "a hash chain with a link for each kind of evidence; Record: a link and the result it vouches for, by the kind's schema",
    calls: ['base', 'sql', 'plan'],
    packages: ['zod'],
  },
  certificate: {
    takes: 'facts of a run, its files x keys',
    gives: 'Certificate, signed, and a Verdict on one',
    calls: ['base', 'sql', 'targets', 'plan', 'evidence'],
    packages: ['@noble/ed25519', 'node:crypto', 'zod'],
  },
  gates: {
    takes: 'Verdict, Record[] x Policy x Observed: git, database and ledger as they are now',
    gives: 'Decision',
    calls: ['base', 'sql', 'certificate'],
    packages: ['zod'],
  },
  deploy: {
    takes: 'certified steps x Session',
    gives: 'an applied plan, noted step by step in the ledger',
    calls: ['base', 'sql', 'ir', 'plan'],
    packages: [],
  },
  reports: {
    takes: 'Finding[], Plan',
    gives: 'text, JSON, Markdown, SARIF, JUnit, and what GitHub and GitLab show in a review',
    calls: ['base', 'sql', 'impact', 'check', 'plan'],
    packages: ['node:path/posix', 'zod'],
    // Only measures how wide a text is on a terminal.
    globals: ['Bun.stringWidth'],
  },
  shell: {
    takes: 'the world',
    gives: 'the ports of world: files, git, clock, keys, terminal, embedded and real PostgreSQL',
    calls: ['base', 'sql'],
    packages: ['*'],
  },
  commands: {
    takes: 'a command line',
    gives: 'an exit status: the only place where stages meet',
    calls: ['*'],
    packages: ['*'],
  },
};
