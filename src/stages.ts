/** A folder of `src`. What it takes and gives is data; functions it has only from the rooms and packages named here. */
export interface Room {
  readonly takes: string;
  readonly gives: string;
  /** Rooms whose functions it calls. Types it may take from every room before it. */
  readonly calls: readonly string[];
  /** Packages and modules of the runtime that it imports. `*`: any, the world is its job. */
  readonly packages: readonly string[];
  /** Globals that reach the world elsewhere and are pure as they are used here. */
  readonly globals?: readonly string[];
}

/** The rooms in the order in which data flows: none imports from a later one. `architecture.test.ts` reads this table. */
export const ROOMS: Readonly<Record<string, Room>> = {
  base: {
    takes: 'bytes, text',
    gives: 'spans, diagnostics, digests, canonical JSON',
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
    takes: 'Effects x Stats',
    gives: 'who waits, for how long',
    calls: ['locks'],
    packages: [],
  },
  check: {
    takes: 'Statement[] x Rule[]',
    gives:
      'Finding[]; fix/ writes the safe form, runners/ know who runs a file, foreign/ the rules of other tools',
    calls: ['base', 'sql', 'replay', 'locks', 'impact'],
    packages: [],
  },
  sdl: {
    takes: 'GraphQL text',
    gives: 'Document: directives under their canonical names',
    calls: ['base'],
    packages: ['graphql/error', 'graphql/language', 'graphql/validation'],
  },
  ir: {
    takes: 'Document, or a database',
    gives: 'the one Schema, compiled or introspected, and its DDL',
    calls: ['base', 'sql'],
    packages: ['zod'],
  },
  rows: {
    takes: 'Schema',
    gives: 'rows that satisfy it, and what its policies let through of them',
    calls: ['sql', 'ir'],
    packages: [],
  },
  targets: {
    takes: 'Schema',
    gives: 'files',
    calls: ['base', 'sql', 'ir', 'rows'],
    packages: [],
  },
  diff: { takes: 'Schema x Schema', gives: 'Change[]', calls: ['ir'], packages: [] },
  plan: {
    takes: 'Change[]',
    gives: 'Plan: phased steps, and the way back; document/ writes plan.json and reads it',
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
    takes: 'what was measured',
    gives: 'a hash-chained list of records: a union on `kind`, each kind with the schema of its body',
    calls: ['base', 'sql', 'plan'],
    packages: ['zod'],
  },
  certificate: {
    takes: 'what was measured x key',
    gives: 'Certificate, and a Verdict on one',
    calls: ['base', 'sql', 'targets', 'plan'],
    packages: ['@noble/ed25519', 'node:crypto', 'zod'],
  },
  gates: {
    takes: 'Verdict x Policy x what is there',
    gives: 'Decision',
    calls: ['base', 'sql'],
    packages: ['zod'],
  },
  deploy: {
    takes: 'certified steps x Session',
    gives: 'an applied plan, noted step by step',
    calls: ['base', 'sql', 'ir'],
    packages: [],
  },
  reports: {
    takes: 'Finding[], Plan',
    gives: 'text, SARIF, JUnit and what else people and programs read',
    calls: ['base', 'sql', 'impact', 'check', 'plan'],
    packages: [],
    // How wide a text is on a terminal.
    globals: ['Bun.stringWidth'],
  },
  shell: {
    takes: 'the world',
    gives: 'files, git, clock, keys, terminal, embedded and real PostgreSQL',
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
